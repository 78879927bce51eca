// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the segments of some extents readable until it is closed, even if they are dropped
 * meanwhile. Thread-safe.
 */
public final class Pin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pin.class);

    private final Map<Long, Segment> segments;
    private boolean closed;

    Pin(Map<Long, Segment> segments) {
        this.segments = new HashMap<>(segments);
    }

    /**
     * Reads octets of an extent until the buffer is full or the extent ends.
     *
     * @param offset from the start of the extent
     * @return octets read, -1 at the end of the extent
     */
    public int read(Extent extent, long offset, ByteBuffer into) throws IOException {
        if (offset >= extent.length()) {
            return -1;
        }
        int limit = into.limit();
        int wanted = (int) Math.min(into.remaining(), extent.length() - offset);
        into.limit(into.position() + wanted);
        try {
            return segment(extent).readFully(extent.offset() + offset, into);
        } finally {
            into.limit(limit);
        }
    }

    /**
     * Sends octets of an extent from the file to a channel.
     *
     * @return octets that the channel took
     */
    public long transferTo(Extent extent, long offset, long count, WritableByteChannel to)
            throws IOException {
        long most = Math.min(count, extent.length() - offset);
        return most <= 0 ? 0 : segment(extent).transferTo(extent.offset() + offset, most, to);
    }

    /**
     * Checks the payload of a record.
     *
     * @throws DamagedRecordException if it does not match its checksum
     */
    public void verify(Extent extent) throws IOException {
        Segment segment = segment(extent);
        if (Payloads.crc(segment, extent) != Payloads.header(segment, extent).payloadCrc()) {
            throw new DamagedRecordException(Payloads.place(extent));
        }
    }

    private Segment segment(Extent extent) throws IOException {
        Segment segment = segments.get(extent.segment());
        if (segment == null) {
            throw new IOException("extent is not pinned: " + extent);
        }
        return segment;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (Segment segment : segments.values()) {
            try {
                segment.unpin();
            } catch (IOException late) {
                LOG.warn("Cannot close a segment that is used no more", late);
            }
        }
    }
}
