// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.Summary;
import org.tubepost.api.queue.QueueFullException;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Journal;
import org.tubepost.journal.JournalFullException;
import org.tubepost.journal.Pin;

/**
 * Takes an incoming message. A small one stays in memory and is written together with its MESSAGE
 * record; a large one goes to the journal in BODY records as it comes, which mean nothing until
 * that record names them.
 */
final class QueueSink implements ContentSink {
    private static final int CHUNK = 32 * 1024;

    private final Journal journal;
    private final SpilledBodies spilled;
    private final int memory;
    private final List<ByteBuffer> chunks = new ArrayList<>();
    private final List<Extent> written = new ArrayList<>();
    private ByteBuffer current;
    private long size;
    private int inMemory;
    private boolean sealed;

    QueueSink(Journal journal, SpilledBodies spilled, int memory, long expectedSize) {
        this.journal = journal;
        this.spilled = spilled;
        this.memory = memory;
        int first = expectedSize > 0 && expectedSize < CHUNK ? (int) expectedSize + 512 : CHUNK / 4;
        this.current = ByteBuffer.allocate(first);
    }

    @Override
    public void write(ByteBuffer slice) throws IOException {
        size += slice.remaining();
        while (slice.hasRemaining()) {
            if (!current.hasRemaining()) {
                endChunk();
                current = ByteBuffer.allocate(CHUNK);
            }
            int count = Math.min(slice.remaining(), current.remaining());
            current.put(slice.slice(slice.position(), count));
            slice.position(slice.position() + count);
            inMemory += count;
        }
        if (inMemory >= memory) {
            spill();
        }
    }

    @Override
    public boolean takesAtOnce(int octets) {
        return inMemory + octets < memory;
    }

    private void endChunk() {
        if (current.position() > 0) {
            chunks.add(current.flip());
        }
    }

    private void spill() throws IOException {
        endChunk();
        try {
            Extent extent =
                    journal.append(RecordTypes.BODY, chunks.toArray(ByteBuffer[]::new)).extent();
            written.add(extent);
            spilled.add(extent);
        } catch (JournalFullException full) {
            throw new QueueFullException(full.getMessage(), full);
        }
        chunks.clear();
        inMemory = 0;
        current = ByteBuffer.allocate(CHUNK);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Content seal(Summary summary) throws IOException {
        endChunk();
        sealed = true;
        List<Piece> pieces = new ArrayList<>();
        Pin pin = journal.pin(written);
        written.forEach(e -> pieces.add(Piece.InJournal.whole(pin, e)));
        chunks.forEach(c -> pieces.add(new Piece.InMemory(c)));
        return new QueueContent(
                pieces,
                summary,
                true,
                () -> {
                    pin.close();
                    // Unless the message was taken meanwhile, its octets mean nothing.
                    spilled.drop(written);
                });
    }

    @Override
    public void close() {
        if (!sealed) {
            sealed = true;
            spilled.drop(written);
        }
    }
}
