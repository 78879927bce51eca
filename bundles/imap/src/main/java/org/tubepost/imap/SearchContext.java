// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.imap.Features.Feature;
import org.tubepost.wire.imap.FetchItem;
import org.tubepost.wire.imap.FetchItem.Simple;
import org.tubepost.wire.imap.SearchKey;
import org.tubepost.wire.imap.SequenceSet;

/**
 * A search of which the client is told how its result changes (RFC 5267 section 4.3). Keeps two
 * bits for each message of the mailbox: whether it matches, and whether that has to be looked up
 * again.
 */
final class SearchContext {
    /** Messages that are looked at in one go, by what that takes. */
    private static final int CHEAP_SHARE = 500;

    private static final int READING_SHARE = 16;

    private final Client client;
    private final Selected selected;
    private final String tag;
    private final boolean byUid;
    private final SearchKey key;
    private final boolean changesWithFlags;
    private final List<FetchItem> fetched;
    private final int share;
    private BitSet matching;
    private BitSet pending = new BitSet();

    /** First UID behind the messages that were looked at once; those from there on are new. */
    private long newFrom;

    /**
     * A search that has just been answered.
     *
     * @param byUid the client is told UIDs, not message numbers
     * @param fetched what is told of new messages that match, before they are added
     * @param found indexes of messages that match
     */
    SearchContext(
            Client client,
            Selected selected,
            SearchKey key,
            boolean byUid,
            List<FetchItem> fetched,
            BitSet found) {
        this.client = client;
        this.selected = selected;
        this.tag = client.tag();
        this.byUid = byUid;
        this.key = key;
        this.changesWithFlags =
                key.mentions(k -> k instanceof SearchKey.Flag || k instanceof SearchKey.ModSeq);
        this.fetched = fetched;
        this.share = share(key, new FetchWriter(client, fetched));
        this.matching = (BitSet) found.clone();
        this.newFrom = selected.known().uidNext();
    }

    private static int share(SearchKey key, FetchWriter writer) {
        if (writer.isHeavy()) {
            return 1;
        }
        boolean reads = key.mentions(SearchMatcher::needsContent) || writer.needsContent();
        return reads ? READING_SHARE : CHEAP_SHARE;
    }

    /**
     * Whether a message's place in the result changes only when it comes, goes or is changed. With
     * message numbers, {@code *}, {@code $} and ages it may change without that.
     */
    static boolean isSteady(SearchKey key, MailboxView known) {
        return !key.mentions(
                k ->
                        k instanceof SearchKey.Numbers
                                || k instanceof SearchKey.Within
                                || k instanceof SearchKey.Uids uids && moves(uids.set(), known));
    }

    /** A range to {@code *} that begins at the first message holds all messages for ever. */
    private static boolean moves(SequenceSet set, MailboxView known) {
        long first = known.size() == 0 ? known.uidNext() : known.get(0).uid();
        return set.saved()
                || set.ranges().stream()
                        .anyMatch(
                                r ->
                                        Math.max(r.first(), r.last()) == SequenceSet.STAR
                                                && Math.min(r.first(), r.last()) > first);
    }

    boolean isByUid() {
        return byUid;
    }

    /** Messages are about to go: what of them is in the result leaves it before they do. */
    void tellGone(BitSet gone) {
        BitSet removed = (BitSet) matching.clone();
        removed.and(gone);
        tell("REMOVEFROM", removed);
        matching = without(matching, gone);
        pending = without(pending, gone);
    }

    /** Indexes as they are when others are gone. */
    private static BitSet without(BitSet set, BitSet gone) {
        BitSet left = new BitSet();
        int before = 0;
        int next = gone.nextSetBit(0);
        for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
            for (; next >= 0 && next < i; next = gone.nextSetBit(next + 1)) {
                before++;
            }
            if (next != i) {
                left.set(i - before);
            }
        }
        return left;
    }

    /** A message that was there has been changed. */
    void changed(int index) {
        if (changesWithFlags) {
            pending.set(index);
        }
    }

    /** Messages from this index on have come. */
    void arrived(int firstNew) {
        pending.set(firstNew, Math.max(firstNew, selected.known().size()));
    }

    /**
     * Looks at a share of the messages that are new or changed, and tells what that makes of the
     * result.
     *
     * @return there are more
     * @throws IOException if a message cannot be read
     */
    boolean tell(SearchMatcher matcher) throws IOException {
        BitSet added = new BitSet();
        BitSet removed = new BitSet();
        BitSet fresh = new BitSet();
        int at = pending.nextSetBit(0);
        for (int count = 0; at >= 0 && count < share; count++) {
            MessageRecord record = selected.known().get(at);
            boolean matches = matcher.matchesIfThere(key, at, record);
            if (matches != matching.get(at)) {
                (matches ? added : removed).set(at);
            }
            if (record.uid() >= newFrom) {
                newFrom = record.uid() + 1;
                fresh.set(at, matches);
            }
            pending.clear(at);
            at = pending.nextSetBit(at + 1);
        }
        matching.xor(added);
        matching.xor(removed);
        tell("REMOVEFROM", removed);
        fetch(fresh);
        tell("ADDTO", added);
        return at >= 0;
    }

    /** What the client wants of a new message stands between EXISTS and ADDTO. */
    private void fetch(BitSet fresh) throws IOException {
        List<FetchItem> items = new ArrayList<>(fetched);
        if (client.features().has(Feature.UIDONLY)) {
            items.remove(Simple.UID);
        }
        if (items.isEmpty()) {
            return;
        }
        FetchWriter writer = new FetchWriter(client, items);
        for (int i = fresh.nextSetBit(0); i >= 0; i = fresh.nextSetBit(i + 1)) {
            writer.tell(i);
        }
    }

    /** Place 0 stands for the mailbox's order. */
    private void tell(String how, BitSet indexes) {
        if (indexes.isEmpty()) {
            return;
        }
        List<Long> numbers = new ArrayList<>(indexes.cardinality());
        IntConsumer take =
                i -> numbers.add(byUid ? selected.known().get(i).uid() : Long.valueOf(i + 1L));
        indexes.stream().forEach(take);
        String set = SequenceSet.format(numbers);
        client.out().line(SearchAnswer.beginning(tag, byUid) + " " + how + " (0 " + set + ")");
    }
}
