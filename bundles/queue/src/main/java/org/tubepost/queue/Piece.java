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

        private ByteBuffer slice(long from, long count) {
            int length = (int) Math.min(count, octets.remaining() - from);
            return octets.slice(octets.position() + (int) from, length);
        }
    }

    /** In the journal, from some octet of a record on. */
    record InJournal(Pin pin, Extent extent, int start) implements Piece {
        @Override
        public long size() {
            return extent.length() - (long) start;
        }

        @Override
        public int read(long from, ByteBuffer into) throws IOException {
            return pin.read(extent, start + from, into);
        }

        @Override
        public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
            return pin.transferTo(extent, start + from, count, to);
        }
    }
}
