// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.Summary;
import org.tubepost.journal.Appended;
import org.tubepost.journal.Extent;
import org.tubepost.journal.PieceBuffer;
import org.tubepost.journal.Pin;

/**
 * Takes a message that is coming in. Up to {@value #STRETCH} octets wait in memory, so that most
 * messages become one record; longer ones are written stretch by stretch. Not sealed, or sealed and
 * never committed, the stretches are dead.
 */
final class SegmentSink implements ContentSink {
    static final int STRETCH = 256 * 1024;

    private final SegmentPartition partition;
    private final List<Long> stretches = new ArrayList<>();
    private final List<Extent> extents = new ArrayList<>();
    private final PieceBuffer buffer;
    private boolean done;

    SegmentSink(SegmentPartition partition, long expectedSize) {
        this.partition = partition;
        this.buffer = new PieceBuffer(STRETCH, expectedSize, this::append);
    }

    @Override
    public void write(ByteBuffer slice) throws IOException {
        if (done) {
            throw new IOException("sink was closed");
        }
        buffer.put(slice);
    }

    private void append(ByteBuffer stretch) throws IOException {
        Appended appended = partition.appendStretch(stretch);
        stretches.add(appended.lsn());
        extents.add(appended.extent());
    }

    /** Up to here octets are only kept in memory. */
    @Override
    public boolean takesAtOnce(int octets) {
        return octets <= buffer.room();
    }

    @Override
    public long size() {
        return buffer.size();
    }

    @Override
    public Content seal(Summary summary) throws IOException {
        if (done || summary.size() != buffer.size()) {
            throw new IOException("sealed twice, or with a summary of something else");
        }
        Pin pin = partition.pinStretches(stretches, extents);
        done = true;
        ByteBuffer tail = buffer.rest().asReadOnlyBuffer();
        long[] written = stretches.stream().mapToLong(Long::longValue).toArray();
        Sealing sealing = new Sealing(partition, written, tail, summary, new AtomicBoolean());
        References references =
                new References(
                        () -> {
                            pin.close();
                            partition.dropStretches(written);
                        });
        return new StoredContent(
                new Stretches(pin, extents, 0, tail), summary, references, sealing);
    }

    @Override
    public void close() {
        if (!done) {
            done = true;
            partition.dropStretches(stretches.stream().mapToLong(Long::longValue).toArray());
        }
    }
}
