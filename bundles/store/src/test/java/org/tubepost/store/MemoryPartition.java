// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.Summary;
import org.tubepost.api.store.ContentDamage;
import org.tubepost.api.store.Partition;

/** A partition in memory that can be copied as it is, as a kill would leave it. */
final class MemoryPartition implements Partition {
    final Map<Long, byte[]> contents = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong(1);
    final Set<Long> damaged = ConcurrentHashMap.newKeySet();
    volatile IOException refuse;
    volatile boolean nearlyFull;

    /** It is leaving, so that nothing can be done with it. */
    volatile boolean closed;

    /** What happens, once, while a content is stored. */
    private final AtomicReference<Runnable> whileStoring = new AtomicReference<>(() -> {});

    /** What happens while a content is verified. */
    volatile Runnable meanwhile = () -> {};

    /** What happens before a number is shown. */
    volatile LongConsumer beforeShown = number -> {};

    /** All that was to be released, in order. */
    final List<Long> released = new CopyOnWriteArrayList<>();

    /** Something happens while the next content is stored. */
    void whileStoring(Runnable once) {
        whileStoring.set(once);
    }

    MemoryPartition copy() {
        MemoryPartition copy = new MemoryPartition();
        copy.contents.putAll(contents);
        copy.next.set(next.get());
        return copy;
    }

    @Override
    public ContentSink begin(long expectedSize) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new ContentSink() {
            @Override
            public void write(ByteBuffer slice) throws IOException {
                Channels.newChannel(bytes).write(slice);
            }

            @Override
            public long size() {
                return bytes.size();
            }

            @Override
            public Content seal(Summary summary) {
                return new BytesContent(bytes.toByteArray());
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public CompletionStage<Long> store(Content content) {
        whileStoring.getAndSet(() -> {}).run();
        if (refuse != null) {
            return CompletableFuture.failedStage(refuse);
        }
        try {
            byte[] bytes = content.newInputStream().readAllBytes();
            long number = next.getAndIncrement();
            contents.put(number, bytes);
            return CompletableFuture.completedStage(number);
        } catch (IOException failed) {
            return CompletableFuture.failedStage(failed);
        }
    }

    @Override
    public Content open(long number) throws IOException {
        if (damaged.contains(number)) {
            throw new IOException("content " + number + " is damaged");
        }
        byte[] bytes = contents.get(number);
        if (bytes == null) {
            throw new NoSuchFileException("content " + number);
        }
        return new BytesContent(bytes);
    }

    @Override
    public Optional<ContentDamage> verify(long number) throws IOException {
        meanwhile.run();
        return Partition.super.verify(number);
    }

    @Override
    public boolean isNearlyFull() {
        refuseIfClosed();
        return nearlyFull;
    }

    @Override
    public void release(Collection<Long> numbers) {
        refuseIfClosed();
        released.addAll(numbers);
        contents.keySet().removeAll(numbers);
    }

    @Override
    public void forEach(long below, LongConsumer visitor) {
        refuseIfClosed();
        for (long number : contents.keySet()) {
            if (number < below) {
                beforeShown.accept(number);
                visitor.accept(number);
            }
        }
    }

    @Override
    public long nextNumber() {
        refuseIfClosed();
        return next.get();
    }

    @Override
    public void advance(long number) {
        next.accumulateAndGet(number, Math::max);
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
    }

    /** Forgets the last contents and their numbers. */
    void loseFrom(long number) {
        contents.keySet().removeIf(n -> n >= number);
        next.set(number);
    }

    @Override
    public long octets() {
        return contents.values().stream().mapToLong(b -> b.length).sum();
    }
}
