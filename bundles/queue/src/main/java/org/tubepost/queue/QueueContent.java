// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Summary;

/**
 * A content of this queue: a prefix and pieces in memory or in the journal. References share the
 * pieces; the last one to close runs what gives them back.
 */
final class QueueContent implements Content {
    private final Shared shared;
    private final List<ByteBuffer> prefixes;
    private final List<Piece> pieces;
    private final Summary summary;
    private final long size;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What the references have in common. */
    private static final class Shared {
        private final AtomicInteger references = new AtomicInteger();
        private final List<Piece> stored;
        private final boolean incoming;
        private final Runnable last;

        Shared(List<Piece> stored, boolean incoming, Runnable last) {
            this.stored = stored;
            this.incoming = incoming;
            this.last = last;
        }
    }

    /**
     * A content without prefix.
     *
     * @param stored pieces in order
     * @param incoming true for one that just came in, whose pieces belong to no message yet
     * @param last runs when the last reference is closed
     */
    QueueContent(List<Piece> stored, Summary summary, boolean incoming, Runnable last) {
        this(new Shared(stored, incoming, last), List.of(), summary);
    }

    private QueueContent(Shared shared, List<ByteBuffer> prefixes, Summary summary) {
        this.shared = shared;
        this.prefixes = prefixes;
        this.summary = summary;
        this.pieces = new ArrayList<>();
        prefixes.forEach(p -> pieces.add(new Piece.InMemory(p)));
        pieces.addAll(shared.stored);
        this.size = pieces.stream().mapToLong(Piece::size).sum();
        shared.references.incrementAndGet();
    }

    /** True if its pieces belong to no message yet. */
    boolean isIncoming() {
        return shared.incoming;
    }

    /** Prefixes, first one first. */
    List<ByteBuffer> prefixes() {
        return prefixes;
    }

    /** Pieces behind the prefixes. */
    List<Piece> stored() {
        return shared.stored;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Summary summary() {
        return summary;
    }

    @Override
    public int read(long from, ByteBuffer into) throws IOException {
        if (from >= size) {
            return -1;
        }
        long start = 0;
        int total = 0;
        for (Piece piece : pieces) {
            long at = from + total - start;
            if (at < piece.size() && into.hasRemaining()) {
                int got = piece.read(at, into);
                if (got <= 0) {
                    throw new IOException("content ends too early");
                }
                total += got;
                if (at + got < piece.size()) {
                    break;
                }
            }
            start += piece.size();
        }
        return total;
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
        long start = 0;
        long sent = 0;
        for (Piece piece : pieces) {
            long at = from + sent - start;
            if (at < piece.size() && sent < count) {
                long wanted = Math.min(count - sent, piece.size() - at);
                long took = piece.transferTo(at, wanted, to);
                sent += took;
                if (took < wanted) {
                    return sent;
                }
            }
            start += piece.size();
        }
        return sent;
    }

    @Override
    public Content withHeader(ByteBuffer prefix) {
        List<ByteBuffer> longer = new ArrayList<>();
        longer.add(prefix.slice());
        longer.addAll(prefixes);
        return new QueueContent(shared, longer, summary.prefixed(prefix));
    }

    @Override
    public Content retain() {
        return new QueueContent(shared, prefixes, summary);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true) && shared.references.decrementAndGet() == 0) {
            shared.last.run();
        }
    }
}
