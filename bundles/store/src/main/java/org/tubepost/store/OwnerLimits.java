// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.store.QuotaEvent;
import org.tubepost.api.store.QuotaGrant;

/**
 * Finds out what owners may keep, before anything is decided under the sequencer's lock. What was
 * found within the last hour is used again only when nobody can say; an owner of whom nothing is
 * known then has to wait.
 */
final class OwnerLimits implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerLimits.class);
    private static final int THREADS = 4;
    private static final int WAITING = 1000;
    private static final int REMEMBERED = 20_000;
    private static final long REMEMBERED_NANOS = Duration.ofHours(1).toNanos();

    private final LimitSource source;
    private final boolean enforced;
    private final ThreadPoolExecutor executor;
    private final Map<String, Found> remembered =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Found> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private record Found(QuotaGrant grant, long nanos) {}

    OwnerLimits(LimitSource source, boolean enforced) {
        this.source = source;
        this.enforced = enforced;
        this.executor =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(WAITING),
                        work -> {
                            Thread thread = new Thread(work, "store-limits");
                            thread.setDaemon(true);
                            return thread;
                        });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Limits of these owners; may block. */
    Grants now(Collection<String> owners) {
        if (!enforced) {
            return Grants.OFF;
        }
        Grants grants = new Grants();
        for (String owner : new LinkedHashSet<>(owners)) {
            ask(owner, grants);
        }
        return grants;
    }

    /** Limits of one owner, whether they are enforced or not; may block. */
    Grants whether(String owner) {
        Grants grants = new Grants();
        ask(owner, grants);
        return grants;
    }

    /** Limits of these owners; does not block. */
    CompletionStage<Grants> later(Collection<String> owners) {
        if (!enforced) {
            return CompletableFuture.completedStage(Grants.OFF);
        }
        Grants grants = new Grants();
        Set<String> unknown = new LinkedHashSet<>();
        for (String owner : new LinkedHashSet<>(owners)) {
            source.known(owner)
                    .ifPresentOrElse(grant -> grants.add(owner, grant), () -> unknown.add(owner));
        }
        if (unknown.isEmpty()) {
            return CompletableFuture.completedStage(grants);
        }
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        unknown.forEach(owner -> ask(owner, grants));
                        return grants;
                    },
                    executor);
        } catch (RejectedExecutionException full) {
            unknown.forEach(owner -> remembered(owner).ifPresent(g -> grants.add(owner, g)));
            return CompletableFuture.completedStage(grants);
        }
    }

    /**
     * Limits of one owner if they are at hand; otherwise they are looked up for the next time,
     * unless others wait for theirs. Does not block.
     */
    Optional<QuotaGrant> atHand(String owner) {
        Optional<QuotaGrant> known = source.known(owner);
        if (known.isPresent()) {
            return known;
        }
        if (executor.getQueue().isEmpty()) {
            try {
                executor.execute(() -> ask(owner, new Grants()));
            } catch (RejectedExecutionException full) {
                LOG.debug("The quota of {} is looked up another time", owner, full);
            }
        }
        return remembered(owner);
    }

    private void ask(String owner, Grants grants) {
        Optional<QuotaGrant> known = source.known(owner);
        if (known.isPresent()) {
            grants.add(owner, known.get());
            return;
        }
        try {
            QuotaGrant grant = source.find(owner);
            grants.add(owner, grant);
            synchronized (remembered) {
                remembered.put(owner, new Found(grant, System.nanoTime()));
            }
        } catch (IOException nobodyKnows) {
            LOG.debug("The quota of {} cannot be looked up", owner, nobodyKnows);
            remembered(owner).ifPresent(grant -> grants.add(owner, grant));
        }
    }

    private Optional<QuotaGrant> remembered(String owner) {
        synchronized (remembered) {
            Found found = remembered.get(owner);
            return found == null || System.nanoTime() - found.nanos > REMEMBERED_NANOS
                    ? Optional.empty()
                    : Optional.of(found.grant);
        }
    }

    /** See {@link LimitSource#overQuota}. */
    void overQuota(String owner, boolean over) throws IOException {
        source.overQuota(owner, over);
    }

    /** See {@link LimitSource#changed}. */
    void changed(QuotaEvent event) {
        try {
            source.changed(event);
        } catch (RuntimeException failed) {
            LOG.warn("A listener to quotas failed", failed);
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
