// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.wire.imap.SequenceSet;

/**
 * The selected mailbox as the client knows it: what it was told last. Message numbers count in that
 * view, whatever has happened since; {@link #tellChanges} brings the client up to date.
 */
final class Selected implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Selected.class);

    private final Mailbox mailbox;
    private final AutoCloseable subscription;
    private final boolean readOnly;
    private MailboxView known;
    private final List<long[]> recent = new ArrayList<>();
    private final Map<Long, Long> told = new HashMap<>();

    private Selected(Mailbox mailbox, boolean readOnly, Runnable listener) {
        this.mailbox = mailbox;
        this.readOnly = readOnly || mailbox.isReadOnly();
        this.subscription = mailbox.listen(listener);
        this.known = mailbox.view();
        claimRecent();
    }

    static Selected open(
            MessageStore store, Identity who, MailboxName name, boolean readOnly, Runnable listener)
            throws StoreException {
        return new Selected(store.open(who, name, readOnly), readOnly, listener);
    }

    MailboxName name() {
        return mailbox.name();
    }

    Mailbox mailbox() {
        return mailbox;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    boolean isGone() {
        return mailbox.isGone();
    }

    /** What the client knows. */
    MailboxView known() {
        return known;
    }

    private void claimRecent() {
        long first = mailbox.firstRecentUid(!readOnly);
        if (first < known.uidNext()) {
            recent.add(new long[] {first, known.uidNext()});
        }
    }

    boolean isRecent(long uid) {
        return recent.stream().anyMatch(r -> uid >= r[0] && uid < r[1]);
    }

    int recentCount() {
        int count = 0;
        for (long[] range : recent) {
            count += index(known, range[1]) - index(known, range[0]);
        }
        return count;
    }

    /** Index of the first message that has this UID or a larger one. */
    private static int index(MailboxView view, long uid) {
        int at = view.indexOf(uid);
        return at < 0 ? -at - 1 : at;
    }

    /** The message as it is now; as the client knows it when it is gone. */
    MessageRecord current(int index) {
        MessageRecord record = known.get(index);
        MailboxView now = mailbox.view();
        int at = now.indexOf(record.uid());
        return at < 0 ? record : now.get(at);
    }

    /** The client learns the state of a message by an answer that goes out now. */
    void tell(MessageRecord record) {
        told.put(record.uid(), record.modSeq());
    }

    /** Flags as FETCH writes them. */
    String flags(MessageRecord record) {
        List<String> names = new ArrayList<>(record.flags().names());
        if (isRecent(record.uid())) {
            names.add("\\Recent");
        }
        return "(" + String.join(" ", names) + ")";
    }

    /** Flags that may occur, as FLAGS and PERMANENTFLAGS write them. */
    String possibleFlags(boolean more) {
        TreeSet<String> names = new TreeSet<>(Flags.SYSTEM);
        names.addAll(known.keywords());
        return "(" + String.join(" ", names) + (more ? " \\*)" : ")");
    }

    /**
     * Indexes of the messages that a set names.
     *
     * @return empty when the set names a message number that does not exist
     */
    Optional<BitSet> indexes(SequenceSet set, boolean byUid) {
        BitSet found = new BitSet();
        int size = known.size();
        long largest = byUid ? (size == 0 ? 0 : known.get(size - 1).uid()) : size;
        for (SequenceSet.Range range : set.ranges()) {
            long low = range.low(largest);
            long high = range.high(largest);
            if (byUid) {
                found.set(index(known, low), Math.max(index(known, low), end(high)));
            } else if (low < 1 || high > size) {
                return Optional.empty();
            } else {
                found.set((int) low - 1, (int) high);
            }
        }
        return Optional.of(found);
    }

    private int end(long highest) {
        int at = known.indexOf(highest);
        return at < 0 ? -at - 1 : at + 1;
    }

    /** UIDs at indexes. */
    List<Long> uids(BitSet indexes) {
        List<Long> uids = new ArrayList<>();
        indexes.stream().forEach(i -> uids.add(known.get(i).uid()));
        return uids;
    }

    /** Indexes of UIDs that the client knows. */
    BitSet indexesOf(Collection<Long> uids) {
        BitSet found = new BitSet();
        for (long uid : uids) {
            int at = known.indexOf(uid);
            if (at >= 0) {
                found.set(at);
            }
        }
        return found;
    }

    /**
     * Tells what has changed since the last time (RFC 3501 section 7.4.1).
     *
     * @param expunges messages that are gone may be told; otherwise nothing is told while there are
     *     such, because message numbers must not move
     * @param modSeqs the client wants modification sequences
     */
    void tellChanges(Output out, boolean expunges, boolean modSeqs) {
        MailboxView now = mailbox.view();
        if (now.highestModSeq() == known.highestModSeq() && now.size() == known.size()) {
            return;
        }
        List<Integer> gone = new ArrayList<>();
        List<Integer> changed = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < known.size(); i++) {
            MessageRecord before = known.get(i);
            while (at < now.size() && now.get(at).uid() < before.uid()) {
                at++;
            }
            if (at == now.size() || now.get(at).uid() != before.uid()) {
                gone.add(i);
            } else {
                MessageRecord after = now.get(at);
                if (after.modSeq() != before.modSeq()
                        && told.getOrDefault(after.uid(), 0L) != after.modSeq()) {
                    changed.add(at);
                }
                at++;
            }
        }
        if (!gone.isEmpty() && !expunges) {
            return;
        }
        for (int i = gone.size() - 1; i >= 0; i--) {
            out.line("* " + (gone.get(i) + 1) + " EXPUNGE");
        }
        boolean arrived = now.size() != known.size() - gone.size();
        boolean keywords = !now.keywords().equals(known.keywords());
        known = now;
        told.clear();
        if (arrived) {
            claimRecent();
            out.line("* " + now.size() + " EXISTS");
            out.line("* " + recentCount() + " RECENT");
        }
        if (keywords) {
            out.line("* FLAGS " + possibleFlags(false));
            out.line("* OK [PERMANENTFLAGS " + permanentFlags() + "] More is possible");
        }
        changed.forEach(i -> tellFlags(out, i, now.get(i), modSeqs));
    }

    /** Flags that a STORE can set. */
    String permanentFlags() {
        return readOnly ? "()" : possibleFlags(true);
    }

    /** The untagged FETCH with flags; the UID makes it useful to clients that work with those. */
    void tellFlags(Output out, int index, MessageRecord record, boolean modSeqs) {
        out.line(
                "* "
                        + (index + 1)
                        + " FETCH (UID "
                        + record.uid()
                        + " FLAGS "
                        + flags(record)
                        + (modSeqs ? " MODSEQ (" + record.modSeq() + "))" : ")"));
    }

    @Override
    public void close() {
        try (mailbox) {
            subscription.close();
        } catch (Exception failed) {
            LOG.error("Closing {} failed", mailbox.name(), failed);
        }
    }
}
