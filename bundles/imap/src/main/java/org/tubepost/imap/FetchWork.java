// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;
import org.tubepost.imap.Features.Feature;
import org.tubepost.wire.imap.FetchArguments;
import org.tubepost.wire.imap.FetchItem;
import org.tubepost.wire.imap.FetchItem.Simple;

/**
 * A FETCH, message by message. Messages are marked as seen by the dozen, before they go out; a
 * message that somebody has expunged meanwhile is left out, and the answer says so.
 */
final class FetchWork implements Next.Work {
    private static final int SHARE = 32;

    private final Client client;
    private final Selected selected;
    private final FetchWriter writer;
    private final FetchArguments asked;
    private final BitSet indexes;
    private final boolean byUid;
    private final boolean marks;
    private int at;
    private boolean begun;
    private boolean missing;
    private boolean mayNotMark;

    FetchWork(Client client, FetchArguments asked, BitSet indexes, boolean byUid) {
        this.client = client;
        this.selected = client.selected().orElseThrow();
        this.asked = asked;
        this.indexes = indexes;
        this.byUid = byUid;
        List<FetchItem> items = new ArrayList<>(asked.items());
        if (asked.changedSince().isPresent() || items.contains(Simple.MODSEQ)) {
            client.features().enable(Feature.CONDSTORE);
        }
        boolean reads = items.stream().anyMatch(FetchWork::marks);
        this.marks = reads && !selected.isReadOnly();
        if (asked.changedSince().isPresent() && !items.contains(Simple.MODSEQ)) {
            items.add(Simple.MODSEQ);
        }
        if (!client.features().has(Feature.UIDONLY)) {
            if (byUid && !items.contains(Simple.UID)) {
                items.add(0, Simple.UID);
            }
        } else if (items.size() > 1) {
            // The answer begins with it, but has at least one item (RFC 9586, msg-att).
            items.remove(Simple.UID);
        }
        this.writer = new FetchWriter(client, items);
    }

    private static boolean marks(FetchItem item) {
        return item instanceof FetchItem.Section section && !section.peek()
                || item instanceof FetchItem.Binary binary && !binary.peek();
    }

    @Override
    public Optional<Next.Done> step() throws IOException {
        if (!begun && asked.vanished()) {
            long largest = selected.known().uidNext() - 1;
            Resynchronization.tellVanished(
                    client,
                    asked.changedSince().orElseThrow(),
                    uid -> asked.messages().contains(uid, largest));
        }
        begun = true;
        List<Integer> share = new ArrayList<>();
        at = indexes.nextSetBit(at);
        int most = writer.isHeavy() ? 1 : SHARE;
        while (at >= 0 && share.size() < most) {
            if (asked.changedSince().isEmpty()
                    || selected.current(at).modSeq() > asked.changedSince().getAsLong()) {
                share.add(at);
            }
            at = indexes.nextSetBit(at + 1);
        }
        if (marks && !mayNotMark) {
            markSeen(share);
        }
        for (int index : share) {
            fetch(index);
        }
        if (at >= 0) {
            return Optional.empty();
        }
        return Optional.of(
                new Next.Done(
                        missing
                                ? "NO [EXPUNGEISSUED] Some of the messages are gone"
                                : "OK FETCH completed",
                        byUid));
    }

    private void markSeen(List<Integer> share) throws StoreException {
        List<Long> unseen = new ArrayList<>();
        for (int index : share) {
            MessageRecord record = selected.current(index);
            if (!record.flags().has(Flags.SEEN)) {
                unseen.add(record.uid());
            }
        }
        if (unseen.isEmpty()) {
            return;
        }
        FlagChange seen = new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.SEEN));
        try {
            selected.mailbox().changeFlags(unseen, seen, -1);
        } catch (StoreException failed) {
            // Who may read may do so without the right to keep that (RFC 4314 section 4).
            if (failed.code() != StoreException.Code.NOPERM) {
                throw failed;
            }
            mayNotMark = true;
        }
    }

    private void fetch(int index) throws IOException {
        MessageRecord record = selected.current(index);
        try (LazyContent content = new LazyContent(selected.mailbox(), record.uid())) {
            writer.write(index, record, content, marks);
        } catch (StoreException refused) {
            if (refused.code() != StoreException.Code.EXPUNGEISSUED) {
                throw refused;
            }
            missing = true;
        }
    }
}
