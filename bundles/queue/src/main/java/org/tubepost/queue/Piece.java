// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Pin;

/** A stretch of a content: in memory, or in the journal. */
sealed interface Piece {

    long size();

    int read(long from, ByteBuffer into) throws IOException;

    long transferTo(long from, long count, WritableByteChannel to) throws IOException;

    /** The stretch from one of its octets to another. */
    Piece part(long from, long to);

    /** In memory: a prefix, or what has not been written yet. */
    record InMemory(ByteBuffer octets) implements Piece {
        @Override
        public long size() {
            return octets.remaining();
        }

        @Override
        public int read(long from, ByteBuffer into) {
            ByteBuffer slice = slice(from, into.remaining());
            int count = slice.remaining();
            into.put(slice);
            return count;
        }

        @Override
        public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
            return to.write(slice(from, count));
        }

        @Override
        public Piece part(long from, long to) {
            return new InMemory(slice(from, to - from));
        }

        private ByteBuffer slice(long from, long count) {
            int length = (int) Math.min(count, octets.remaining() - from);
            return octets.slice(octets.position() + (int) from, length);
        }
    }

    /** In the journal, some octets of a record. */
    record InJournal(Pin pin, Extent extent, int start, int length) implements Piece {

        static InJournal whole(Pin pin, Extent extent) {
            return new InJournal(pin, extent, 0, extent.length());
        }

        @Override
        public long size() {
            return length;
        }

        @Override
        public Piece part(long from, long to) {
            return new InJournal(pin, extent, start + (int) from, (int) (to - from));
        }

        @Override
        public int read(long from, ByteBuffer into) throws IOException {
            int limit = into.limit();
            into.limit((int) Math.min(limit, into.position() + length - from));
            try {
                return pin.read(extent, start + from, into);
            } finally {
                into.limit(limit);
            }
        }

        @Override
        public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
            return pin.transferTo(extent, start + from, count, to);
        }
    }
}
