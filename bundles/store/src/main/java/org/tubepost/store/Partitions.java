// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.Partition;
import org.tubepost.api.store.StoreException;

/**
 * The store's way to partitions: leases one for each use, waits a while for one that is away, and
 * remembers which contents are on their way from a partition to the log, so that nobody takes them
 * for orphans. A partition that does not answer is {@code UNAVAILABLE}, never an error for good.
 */
final class Partitions {
    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
    private static final long STORED_WITHIN_SECONDS = 60;

    private final PartitionSource source;
    private final Duration patience;
    private final Map<String, List<Long>> underWay = new TreeMap<>();
    private long arrivals;

    Partitions(PartitionSource source, Duration patience) {
        this.source = source;
        this.patience = patience;
    }

    /** A partition came. */
    synchronized void arrived() {
        arrivals++;
        notifyAll();
    }

    /** True if there is such a partition, or was a moment ago. */
    boolean knows(String name) {
        return source.names().contains(name);
    }

    /** Names of those that are there. */
    Set<String> names() {
        return Set.copyOf(source.names());
    }

    /** Names of those that are there and nearly full. */
    Set<String> nearlyFull() {
        Set<String> full = new TreeSet<>();
        for (String name : names()) {
            try (Lease<Partition> lease = leaseNow(name).orElse(null)) {
                if (lease != null && lease.service().isNearlyFull()) {
                    full.add(name);
                }
            } catch (IOException | RuntimeException unknown) {
                LOG.warn("How much room partition {} has is not known", name, unknown);
            }
        }
        return full;
    }

    /** Leases a partition if it is there now. */
    Optional<Lease<Partition>> leaseNow(String name) {
        return source.lease(name);
    }

    /** Leases a partition, waiting for it. */
    Lease<Partition> lease(String name) throws StoreException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            long seen = arrivals();
            // Not under our lock: the first lease of a partition may take the sequencer's.
            Optional<Lease<Partition>> lease = source.lease(name);
            if (lease.isPresent()) {
                return lease.get();
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw away(name);
            }
            try {
                awaitArrival(seen, Math.min(left, 250));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw away(name);
            }
        }
    }

    private synchronized long arrivals() {
        return arrivals;
    }

    private synchronized void awaitArrival(long seen, long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis;
                arrivals == seen && left > 0;
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            wait(left);
        }
    }

    private static StoreException away(String name) {
        return new StoreException(
                StoreException.Code.UNAVAILABLE, "Partition " + name + " is away for now");
    }

    /** A content on its way: durable in its partition, not known to the log yet. */
    final class Incoming implements AutoCloseable {
        private final String partition;
        private final Lease<Partition> lease;
        private final Long bound;
        private final CompletionStage<Long> number;

        private Incoming(String partition, Lease<Partition> lease, Content content) {
            this.partition = partition;
            this.lease = lease;
            this.bound = announce(partition, lease.service().nextNumber());
            this.number = lease.service().store(content);
        }

        /** Where it is, once it is durable. */
        ContentLocator await() throws StoreException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STORED_WITHIN_SECONDS);
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        long left = end - System.nanoTime();
                        return new ContentLocator(
                                partition,
                                number.toCompletableFuture().get(left, TimeUnit.NANOSECONDS));
                    } catch (InterruptedException later) {
                        interrupted = true;
                    }
                }
            } catch (ExecutionException failed) {
                throw failed(partition, failed.getCause());
            } catch (TimeoutException slow) {
                throw failed(partition, slow);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /** Completed, with its number or without, when {@link #await} does not wait any more. */
        CompletableFuture<?> decided() {
            return number.toCompletableFuture().exceptionally(failed -> -1L);
        }

        /** It is in the log, or never will be. */
        @Override
        public void close() {
            forget(partition, bound);
            lease.close();
        }
    }

    /** Begins to store a content; the caller closes what it gets when the log has it. */
    Incoming store(String partition, Content content) throws StoreException {
        return incoming(partition, lease(partition), content);
    }

    private Incoming incoming(String partition, Lease<Partition> lease, Content content)
            throws StoreException {
        try {
            return new Incoming(partition, lease, content);
        } catch (RuntimeException failed) {
            lease.close();
            throw failed(partition, failed);
        }
    }

    /** As {@link #store}, but does not wait for a partition that is away. */
    Incoming storeNow(String partition, Content content) throws StoreException {
        return incoming(partition, leaseNow(partition).orElseThrow(() -> away(partition)), content);
    }

    /** As {@link #begin}, but does not wait for a partition that is away. */
    ContentSink beginNow(String partition, long expectedSize) throws StoreException {
        return sink(
                partition, leaseNow(partition).orElseThrow(() -> away(partition)), expectedSize);
    }

    /**
     * Begins to copy a content to another partition; the caller closes what it gets when the log
     * has it. Partitions see each other's contents as they are, so that they may link them.
     *
     * @return empty when the content is gone
     * @throws StoreException when a partition is away or takes nothing for now
     * @throws IOException when the content cannot be read
     */
    Optional<Incoming> copy(ContentLocator from, String to) throws IOException {
        try (Lease<Partition> lease = lease(from.partition());
                Content content = lease.service().open(from.number())) {
            return Optional.of(store(to, content));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** Waits, not for ever, until what is on its way to a partition now has arrived. */
    void awaitArrivals(String partition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STORED_WITHIN_SECONDS);
        synchronized (this) {
            long newest =
                    underWay.getOrDefault(partition, List.of()).stream().reduce(0L, Math::max);
            while (underWay.getOrDefault(partition, List.of()).stream()
                    .anyMatch(bound -> bound <= newest)) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return;
                }
                try {
                    wait(left);
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    /** Opens a sink; its partition is leased until it is sealed or closed. */
    ContentSink begin(String partition, long expectedSize) throws StoreException {
        return sink(partition, lease(partition), expectedSize);
    }

    private static ContentSink sink(String partition, Lease<Partition> lease, long expectedSize)
            throws StoreException {
        try {
            return new LeasedSink(lease.service().begin(expectedSize), lease);
        } catch (IOException failed) {
            lease.close();
            throw failed(partition, failed);
        }
    }

    /**
     * Releases contents that were stored and came into no record after all. What cannot be released
     * is found as an orphan when the store starts.
     */
    void drop(Collection<ContentLocator> unused) {
        for (ContentLocator content : unused) {
            Optional<Lease<Partition>> lease = leaseNow(content.partition());
            if (lease.isEmpty()) {
                continue;
            }
            try (Lease<Partition> held = lease.get()) {
                held.service().release(List.of(content.number()));
            } catch (IOException | RuntimeException failed) {
                LOG.warn("Partition {} keeps an unused content", content.partition(), failed);
            }
        }
    }

    /** Opens a content; its partition is leased until it is closed. */
    Content open(ContentLocator locator) throws IOException {
        Lease<Partition> lease = lease(locator.partition());
        try {
            return LeasedContent.of(lease.service().open(locator.number()), lease);
        } catch (IOException | RuntimeException failed) {
            lease.close();
            throw failed;
        }
    }

    /**
     * The number below which no content of a partition is on its way.
     *
     * @param next the partition's next number, read before
     */
    synchronized long quietBelow(String partition, long next) {
        return underWay.getOrDefault(partition, List.of()).stream()
                .mapToLong(Long::longValue)
                .reduce(next, Math::min);
    }

    private synchronized Long announce(String partition, long bound) {
        Long entry = bound;
        underWay.computeIfAbsent(partition, p -> new ArrayList<>()).add(entry);
        return entry;
    }

    private synchronized void forget(String partition, Long bound) {
        underWay.getOrDefault(partition, new ArrayList<>()).remove(bound);
        notifyAll();
    }

    private static StoreException failed(String partition, Throwable cause) {
        return new StoreException(
                StoreException.Code.UNAVAILABLE,
                "Partition " + partition + " does not take messages for now",
                cause);
    }
}
