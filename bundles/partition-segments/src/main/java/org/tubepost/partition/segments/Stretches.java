// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Pin;

/**
 * Octets that lie in several extents of the journal, the last of which begins behind a head, and
 * perhaps in a buffer behind them. Thread-safe: buffers are duplicated, the pin keeps segments
 * open.
 */
final class Stretches {
    private final Pin pin;
    private final List<Extent> extents;
    private final int skipInLast;
    private final ByteBuffer tail;
    private final long size;

    /**
     * Of extents and a buffer.
     *
     * @param skipInLast octets of the last extent that are not part of it
     * @param tail octets behind the last extent, may be empty
     */
    Stretches(Pin pin, List<Extent> extents, int skipInLast, ByteBuffer tail) {
        this.pin = pin;
        this.extents = extents;
        this.skipInLast = skipInLast;
        this.tail = tail;
        this.size =
                extents.stream().mapToLong(Extent::length).sum() - skipInLast + tail.remaining();
    }

    long size() {
        return size;
    }

    /** Sends octets until the channel takes no more. */
    long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        long wanted = Math.min(count, size - from);
        long done = 0;
        long start = 0;
        for (int i = 0; i < extents.size() && done < wanted; i++) {
            Extent extent = extents.get(i);
            int skip = i == extents.size() - 1 ? skipInLast : 0;
            long length = extent.length() - skip;
            while (done < wanted && from + done < start + length) {
                long at = from + done - start;
                long most = Math.min(wanted - done, length - at);
                long taken = pin.transferTo(extent, at + skip, most, to);
                if (taken <= 0) {
                    return done;
                }
                done += taken;
            }
            start += length;
        }
        if (done < wanted) {
            int at = (int) (from + done - start);
            done += to.write(tail.slice(tail.position() + at, (int) (wanted - done)));
        }
        return done;
    }

    /** Fills a buffer as far as there is something. */
    int read(long from, ByteBuffer into) throws IOException {
        if (from >= size) {
            return -1;
        }
        int done = 0;
        long start = 0;
        for (int i = 0; i < extents.size() && into.hasRemaining(); i++) {
            Extent extent = extents.get(i);
            int skip = i == extents.size() - 1 ? skipInLast : 0;
            long length = extent.length() - skip;
            if (from + done < start + length) {
                int got = pin.read(extent, from + done - start + skip, into);
                if (got <= 0) {
                    throw new IOException("content ends too early");
                }
                done += got;
            }
            start += length;
        }
        if (into.hasRemaining() && from + done < size) {
            int at = (int) (from + done - start);
            int count = Math.min(into.remaining(), tail.remaining() - at);
            into.put(tail.slice(tail.position() + at, count));
            done += count;
        }
        return done;
    }
}
