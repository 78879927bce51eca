// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.message.SplicedContent.Stretch;

/**
 * How a content is put together from the octets that are stored for it, where some of them were
 * replaced: octets of its own, each followed by a range of what is stored. Without stretches the
 * content is all that is stored.
 */
record Layout(List<Stretch> stretches) {

    /** All that is stored, in order. */
    static final Layout WHOLE = new Layout(List.of());

    /** Copies the list. */
    Layout {
        stretches = List.copyOf(stretches);
    }

    /** The pieces of the content. */
    List<Piece> arrange(List<Piece> stored) {
        if (stretches.isEmpty()) {
            return stored;
        }
        List<Piece> pieces = new ArrayList<>();
        for (Stretch stretch : stretches) {
            pieces.add(new Piece.InMemory(stretch.octets()));
            long start = 0;
            for (Piece piece : stored) {
                long from = Math.max(stretch.from() - start, 0);
                long to = Math.min(stretch.to() - start, piece.size());
                if (from < to) {
                    pieces.add(piece.part(from, to));
                }
                start += piece.size();
            }
        }
        pieces.removeIf(p -> p.size() == 0);
        return pieces;
    }

    /**
     * The layout over stored octets of one that counts from the first octet of a prefix before
     * them.
     */
    static Layout behind(ByteBuffer prefix, List<Stretch> stretches) {
        int length = prefix.remaining();
        List<Stretch> moved = new ArrayList<>();
        for (Stretch stretch : stretches) {
            int from = (int) Math.min(stretch.from(), length);
            int to = (int) Math.min(stretch.to(), length);
            moved.add(new Stretch(stretch.octets(), 0, 0));
            moved.add(
                    new Stretch(
                            prefix.slice(prefix.position() + from, to - from),
                            Math.max(stretch.from() - length, 0),
                            Math.max(stretch.to() - length, 0)));
        }
        moved.removeIf(s -> s.size() == 0);
        return new Layout(moved);
    }

    void write(Bytes out) {
        out.number(stretches.size());
        for (Stretch stretch : stretches) {
            out.buffer(stretch.octets()).number(stretch.from()).number(stretch.to());
        }
    }

    /** Reads a layout; records of earlier versions end before it. */
    static Layout read(ByteBuffer from) {
        if (!from.hasRemaining()) {
            return WHOLE;
        }
        int count = (int) Bytes.number(from);
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stretches.add(new Stretch(Bytes.slice(from), Bytes.number(from), Bytes.number(from)));
        }
        return new Layout(stretches);
    }
}
