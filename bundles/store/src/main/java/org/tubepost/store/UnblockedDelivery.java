// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.FinalDelivery;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.index.IndexDamagedException;

/**
 * Deliveries whose callers do not wait. What has to be done between two waits for the disk is done
 * by a few threads, so that under load none of them sleeps, and the log's lock is not fought for.
 */
final class UnblockedDelivery implements FinalDelivery, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UnblockedDelivery.class);
    private static final int THREADS =
            Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
    private static final int CLOSED_WITHIN_SECONDS = 60;

    private final Core core;
    private final Deliveries deliveries;
    private final ExecutorService executor =
            Executors.newFixedThreadPool(
                    THREADS,
                    work -> {
                        Thread thread = new Thread(work, "store-deliveries");
                        thread.setDaemon(true);
                        return thread;
                    });
    private int underWay;
    private boolean closing;

    UnblockedDelivery(Core core, Deliveries deliveries) {
        this.core = core;
        this.deliveries = deliveries;
    }

    @Override
    public ContentSink begin(DeliveryTarget first, long expectedSize) throws StoreException {
        try {
            return deliveries.begin(first, expectedSize);
        } catch (IndexDamagedException damaged) {
            throw core.sequencer().indexDamaged(damaged);
        }
    }

    @Override
    public CompletionStage<List<DeliveryResult>> deliver(
            String key, List<DeliveryTarget> targets, Content content, Instant received) {
        if (!begun()) {
            return CompletableFuture.failedStage(
                    new StoreException(
                            StoreException.Code.UNAVAILABLE, "The store is being closed"));
        }
        Content kept = content.retain();
        return CompletableFuture.completedStage(key)
                .thenComposeAsync(
                        k -> deliveries.deliverLater(k, targets, kept, received, executor),
                        executor)
                .whenComplete(
                        (results, failed) -> {
                            kept.close();
                            ended();
                        });
    }

    private synchronized boolean begun() {
        underWay += closing ? 0 : 1;
        return !closing;
    }

    private synchronized void ended() {
        underWay--;
        notifyAll();
    }

    /** Ends when all deliveries that have begun are answered. */
    @Override
    public synchronized void close() {
        closing = true;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSED_WITHIN_SECONDS);
        try {
            for (long left = end - System.nanoTime();
                    underWay > 0 && left > 0;
                    left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        if (underWay > 0) {
            LOG.warn("{} deliveries do not end", underWay);
        }
        executor.shutdown();
    }
}
