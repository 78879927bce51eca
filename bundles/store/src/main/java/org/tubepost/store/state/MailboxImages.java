// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes mailboxes apart into pieces of a log record's size and puts them together again. Used by
 * one thread at a time.
 */
public final class MailboxImages {
    private static final int PIECE = 512 * 1024;

    private final Map<Long, List<byte[]>> incomplete = new HashMap<>();

    /** The pieces of a mailbox, in order. */
    public static List<Op.MailboxImage> of(MailboxState state) {
        RecordWriter to = new RecordWriter(4096);
        state.head().encode(to);
        Trail tombstones = state.tombstones();
        tombstones.encode(to, tombstones.first(), tombstones.end());
        Trail keys = state.keys();
        keys.encode(to, keys.first(), keys.end());
        Messages messages = state.messages();
        to.number(messages.chunkCount());
        for (int c = 0; c < messages.chunkCount(); c++) {
            messages.encodeChunk(c, to);
        }
        state.readers().encode(to);
        byte[] all = to.toBytes();
        int parts = (all.length + PIECE - 1) / PIECE;
        List<Op.MailboxImage> pieces = new ArrayList<>(parts);
        for (int p = 0; p < parts; p++) {
            int end = Math.min(all.length, (p + 1) * PIECE);
            byte[] piece = Arrays.copyOfRange(all, p * PIECE, end);
            pieces.add(new Op.MailboxImage(state.head().id(), p, parts, piece));
        }
        return pieces;
    }

    /**
     * Takes the next piece.
     *
     * @return the mailbox with its last piece, if none is missing
     */
    public Optional<MailboxState> take(Op.MailboxImage piece) {
        if (piece.part() == 0) {
            incomplete.put(piece.mailbox(), new ArrayList<>());
        }
        List<byte[]> pieces = incomplete.get(piece.mailbox());
        if (pieces == null || pieces.size() != piece.part()) {
            incomplete.remove(piece.mailbox());
            return Optional.empty();
        }
        pieces.add(piece.bytes());
        if (pieces.size() < piece.parts()) {
            return Optional.empty();
        }
        incomplete.remove(piece.mailbox());
        return Optional.of(join(pieces));
    }

    private static MailboxState join(List<byte[]> pieces) {
        byte[] all = new byte[pieces.stream().mapToInt(p -> p.length).sum()];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        RecordReader from = new RecordReader(all);
        MailboxHead head = MailboxHead.decode(from);
        Trail tombstones = MailboxState.noTombstones().decode(from);
        Trail keys = MailboxState.noKeys().decode(from);
        Messages.Builder messages = new Messages.Builder();
        for (int c = from.count(); c > 0; c--) {
            messages.decode(from);
        }
        // Images of former versions end here.
        Readers readers = from.atEnd() ? Readers.NONE : Readers.decode(from);
        return new MailboxState(head, messages.build(), tombstones, keys, readers);
    }
}
