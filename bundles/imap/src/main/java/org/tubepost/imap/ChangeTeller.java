// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.imap.Features.Feature;
import org.tubepost.wire.imap.SequenceSet;

/**
 * Tells a client what has changed in its selected mailbox since it was told last (RFC 3501 section
 * 7.4.1, RFC 7162). Takes time in proportion to what has changed, not to the mailbox.
 */
final class ChangeTeller {
    private final Selected selected;
    private final Features features;
    private final Output out;

    /** States that the client was told and that are younger than what it knows otherwise. */
    private final Map<Long, MessageRecord> told = new HashMap<>();

    ChangeTeller(Selected selected, Features features, Output out) {
        this.selected = selected;
        this.features = features;
        this.out = out;
    }

    /** The client learns the state of a message by an answer that goes out now. */
    void told(MessageRecord record) {
        if (record.modSeq() > selected.known().highestModSeq()) {
            told.put(record.uid(), record);
        }
    }

    /** A message as the client was told last. */
    MessageRecord lastTold(int index) {
        MessageRecord known = selected.known().get(index);
        return told.getOrDefault(known.uid(), known);
    }

    /**
     * Brings the client up to date.
     *
     * @param expunges messages that are gone may be told; otherwise nothing is told while there are
     *     such, because message numbers must not move
     */
    void tell(boolean expunges) {
        tellChanges(expunges);
        selected.contexts().ifPresent(SearchContexts::tell);
    }

    /** The mailbox is as the client knows it. */
    boolean isUpToDate() {
        MailboxView known = selected.known();
        MailboxView now = selected.mailbox().view();
        return now.highestModSeq() == known.highestModSeq() && now.size() == known.size();
    }

    private void tellChanges(boolean expunges) {
        if (isUpToDate()) {
            return;
        }
        MailboxView known = selected.known();
        MailboxView now = selected.mailbox().view();
        BitSet gone = new BitSet();
        for (long uid : selected.mailbox().expungedSince(known.highestModSeq())) {
            int at = known.indexOf(uid);
            if (at >= 0 && now.indexOf(uid) < 0) {
                gone.set(at);
            }
        }
        if (!gone.isEmpty() && !expunges) {
            return;
        }
        List<Integer> changed = changed(known, now);
        selected.contexts().ifPresent(c -> c.tellGone(gone));
        tellGone(known, gone);
        boolean arrived = now.size() != known.size() - gone.cardinality();
        boolean keywords = !now.keywords().equals(known.keywords());
        selected.moveTo(now);
        told.clear();
        if (arrived) {
            selected.claimRecent();
            tellSize();
        }
        if (keywords) {
            out.line("* FLAGS " + selected.possibleFlags());
            out.line("* OK [PERMANENTFLAGS " + selected.permanentFlags() + "] More is possible");
        }
        changed.forEach(i -> tellFlags(i, now.get(i)));
        int firstNew = known.size() - gone.cardinality();
        selected.contexts().ifPresent(c -> c.changed(known.highestModSeq(), firstNew));
    }

    /** Indexes, in the new view, of messages whose new state the client does not know. */
    private List<Integer> changed(MailboxView known, MailboxView now) {
        List<Integer> changed = new ArrayList<>();
        for (MessageRecord record : selected.mailbox().changedSince(known.highestModSeq())) {
            int at = now.indexOf(record.uid());
            int before = known.indexOf(record.uid());
            if (at >= 0 && before >= 0 && isNews(lastTold(before), now.get(at))) {
                changed.add(at);
            }
        }
        return changed;
    }

    /** What others have read of a shared mailbox is news only as a modification sequence. */
    private boolean isNews(MessageRecord last, MessageRecord now) {
        return features.tellsModSeqs()
                ? last.modSeq() != now.modSeq()
                : !last.flags().equals(now.flags());
    }

    private void tellGone(MailboxView known, BitSet gone) {
        if (gone.isEmpty()) {
            return;
        }
        if (features.tellsVanished()) {
            List<Long> uids = gone.stream().mapToObj(i -> known.get(i).uid()).toList();
            out.line("* VANISHED " + SequenceSet.format(uids));
            return;
        }
        for (int i = gone.length() - 1; i >= 0; i = gone.previousSetBit(i - 1)) {
            out.line("* " + (i + 1) + " EXPUNGE");
        }
    }

    /** How many messages there are. */
    void tellSize() {
        out.text("* ").number(selected.known().size()).line(" EXISTS");
        if (features.tellsRecent()) {
            out.text("* ").number(selected.recentCount()).line(" RECENT");
        }
    }

    /** The untagged FETCH with flags; the UID makes it useful to clients that work with those. */
    void tellFlags(int index, MessageRecord record) {
        tellState(index, record, true);
    }

    /** As {@link #tellFlags}, when the client knows the flags: only the modification sequence. */
    void tellModSeq(int index, MessageRecord record) {
        tellState(index, record, false);
    }

    private void tellState(int index, MessageRecord record, boolean flags) {
        List<String> items = new ArrayList<>();
        if (!features.has(Feature.UIDONLY)) {
            items.add("UID " + record.uid());
        }
        if (flags) {
            items.add("FLAGS " + selected.flags(record));
        }
        if (features.tellsModSeqs()) {
            items.add("MODSEQ (" + record.modSeq() + ")");
        }
        if (!items.isEmpty()) {
            out.line(selected.fetch(index) + String.join(" ", items) + ")");
        }
    }
}
