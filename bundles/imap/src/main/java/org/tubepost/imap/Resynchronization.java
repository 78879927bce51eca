// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.wire.imap.SelectArguments;
import org.tubepost.wire.imap.SequenceSet;

/**
 * Tells a client that comes back what has changed since it left (RFC 7162 section 3.2.5): first
 * what is gone, then the flags of what was changed or came, a share at a time.
 */
final class Resynchronization implements Next.Work {
    private static final int SHARE = 500;

    private final Client client;
    private final Selected selected;
    private final SelectArguments.Resync asked;
    private final Next.Done done;
    private Optional<List<Long>> changed = Optional.empty();
    private int at;

    /**
     * Of the mailbox that was just selected.
     *
     * @param done answer when all is told
     */
    Resynchronization(Client client, SelectArguments.Resync asked, Next.Done done) {
        this.client = client;
        this.selected = client.selected().orElseThrow();
        this.asked = asked;
        this.done = done;
    }

    @Override
    public Optional<Next.Done> step() {
        if (changed.isEmpty()) {
            long unchanged = unchangedUpTo();
            tellVanished(client, asked.modSeq(), uid -> uid > unchanged && isKnownToClient(uid));
            // What has just gone still has a number here, and is told like what is there.
            changed =
                    Optional.of(
                            Stream.concat(
                                            selected.mailbox().changedSince(asked.modSeq()).stream()
                                                    .map(MessageRecord::uid),
                                            selected
                                                    .mailbox()
                                                    .expungedSince(asked.modSeq())
                                                    .stream())
                                    .filter(uid -> selected.known().indexOf(uid) >= 0)
                                    .sorted()
                                    .distinct()
                                    .toList());
        }
        List<Long> uids = changed.get();
        int end = Math.min(uids.size(), at + SHARE);
        for (; at < end; at++) {
            int index = selected.known().indexOf(uids.get(at));
            // Of what has gone, only what changed before that is news.
            if (index >= 0
                    && selected.known().get(index).modSeq() > asked.modSeq()
                    && isKnownToClient(uids.get(at))) {
                selected.teller().tellFlags(index, selected.known().get(index));
            }
        }
        return at < uids.size() ? Optional.empty() : Optional.of(done);
    }

    /** Without a list the client knows all UIDs, new ones included. */
    private boolean isKnownToClient(long uid) {
        return asked.knownUids().map(s -> s.contains(uid, Long.MAX_VALUE - 1)).orElse(true);
    }

    /**
     * The largest UID up to which the client has the same messages: a message that has kept its
     * number has lost none before it.
     */
    private long unchangedUpTo() {
        if (asked.match().isEmpty()) {
            return 0;
        }
        MailboxView known = selected.known();
        long[] numbers = first(asked.match().get().numbers(), known.size());
        long[] uids = first(asked.match().get().uids(), known.size());
        for (int i = Math.min(numbers.length, uids.length) - 1; i >= 0; i--) {
            if (numbers[i] <= known.size() && known.get((int) numbers[i] - 1).uid() == uids[i]) {
                return uids[i];
            }
        }
        return 0;
    }

    private static long[] first(SequenceSet set, int most) {
        return set.ranges().stream()
                .flatMapToLong(
                        r ->
                                LongStream.rangeClosed(
                                        r.low(Long.MAX_VALUE - 1), r.high(Long.MAX_VALUE - 1)))
                .limit(most)
                .toArray();
    }

    /**
     * Writes the UIDs that are gone since a modification sequence, but for those that still have a
     * number for this client: it is told of them when numbers move.
     */
    static void tellVanished(Client client, long modSeq, LongPredicate wanted) {
        Selected selected = client.selected().orElseThrow();
        MailboxView known = selected.known();
        List<Long> gone =
                selected.mailbox().expungedSince(modSeq).stream()
                        .filter(uid -> wanted.test(uid) && known.indexOf(uid) < 0)
                        .toList();
        if (!gone.isEmpty()) {
            client.out().line("* VANISHED (EARLIER) " + SequenceSet.format(gone));
        }
    }
}
