// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.SplicedContent;
import org.tubepost.api.message.SplicedContent.Stretch;
import org.tubepost.api.message.Summary;
import org.tubepost.api.queue.Queue;
import org.tubepost.api.queue.QueueFullException;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.Settlement;
import org.tubepost.api.queue.Submission;

/** A queue in memory that keeps what it was given, and counts open references to contents. */
final class MemoryQueue implements Queue {
    private final List<Stored> stored = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private int ids;
    private int calls;
    private int reads;
    private boolean full;

    /** A message as it was queued. */
    record Stored(Envelope envelope, String text, boolean held) {

        /** Recipients as {@code address channel}. */
        List<String> to() {
            return envelope.recipients().stream()
                    .map(r -> r.address() + " " + r.channel())
                    .toList();
        }
    }

    List<Stored> stored() {
        return stored;
    }

    /** The only message. */
    Stored only() {
        if (stored.size() != 1) {
            throw new AssertionError("messages: " + stored);
        }
        return stored.get(0);
    }

    int openContents() {
        return open.get();
    }

    int calls() {
        return calls;
    }

    /** How often somebody read octets before the message was queued. */
    int reads() {
        return reads;
    }

    void full() {
        full = true;
    }

    @Override
    public MessageId newMessageId() {
        return new MessageId("Q" + ++ids);
    }

    @Override
    public ContentSink begin(long expectedSize) throws QueueFullException {
        if (full) {
            throw new QueueFullException("full", null);
        }
        return new ContentSink() {
            private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

            @Override
            public void write(ByteBuffer slice) {
                while (slice.hasRemaining()) {
                    octets.write(slice.get());
                }
            }

            @Override
            public long size() {
                return octets.size();
            }

            @Override
            public Content seal(Summary summary) {
                return new Incoming(octets.toByteArray(), summary);
            }

            @Override
            public void close() {
                // Nothing is kept.
            }
        };
    }

    @Override
    public CompletionStage<List<MessageId>> enqueue(List<Submission> submissions) {
        calls++;
        int before = reads;
        List<MessageId> ids = new ArrayList<>();
        for (Submission submission : submissions) {
            try {
                byte[] octets = submission.content().newInputStream().readAllBytes();
                String text = new String(octets, StandardCharsets.UTF_8);
                if (octets.length != submission.content().summary().size()) {
                    throw new AssertionError("summary speaks of another size");
                }
                stored.add(new Stored(submission.envelope(), text, submission.held()));
                ids.add(submission.envelope().id());
            } catch (IOException failed) {
                return CompletableFuture.failedFuture(failed);
            }
        }
        reads = before;
        return CompletableFuture.completedFuture(ids);
    }

    @Override
    public Optional<QueueLease> lease(long number) {
        return Optional.empty();
    }

    @Override
    public CompletionStage<Void> settle(QueueLease lease, Settlement settlement) {
        return CompletableFuture.failedFuture(new IOException("not here"));
    }

    /** Content that counts. */
    private final class Incoming implements Content {
        private final byte[] octets;
        private final Summary summary;
        private boolean closed;

        Incoming(byte[] octets, Summary summary) {
            this.octets = octets;
            this.summary = summary;
            open.incrementAndGet();
        }

        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public Summary summary() {
            return summary;
        }

        @Override
        public long transferTo(long from, long count, WritableByteChannel to) throws IOException {
            return to.write(ByteBuffer.wrap(octets, (int) from, (int) count));
        }

        @Override
        public int read(long from, ByteBuffer into) {
            reads++;
            if (closed) {
                throw new IllegalStateException("content is read after it was closed");
            }
            if (from >= octets.length) {
                return -1;
            }
            int count = (int) Math.min(into.remaining(), octets.length - from);
            into.put(octets, (int) from, count);
            return count;
        }

        @Override
        public Content withHeader(ByteBuffer prefix) {
            return SplicedContent.of(
                    this, List.of(new Stretch(prefix, 0, size())), summary.prefixed(prefix));
        }

        @Override
        public Content retain() {
            return new Incoming(octets, summary);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}
