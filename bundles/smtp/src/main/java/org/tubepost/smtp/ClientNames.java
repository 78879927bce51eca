// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tubepost.api.dns.DnsAnswer;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.lease.Lease;

/**
 * Finds the names of clients by reverse lookup, and believes one only when it leads back to the
 * address (RFC 8601 section 3, iprev). Works on few threads of its own, begins while the client
 * still greets, and gives up when too many wait. Connections of one address share one lookup for a
 * minute, whatever came of it: a name server in trouble costs one wait, not one a connection.
 */
final class ClientNames implements AutoCloseable {
    private static final int THREADS = 8;
    private static final int WAITING = 500;
    private static final int NAMES_TRIED = 3;
    private static final long SHARED_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_SHARED = 10_000;

    private final Supplier<Optional<Lease<Resolver>>> resolver;
    private final ThreadPoolExecutor lookups;
    private final Map<InetAddress, Lookup> shared =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<InetAddress, Lookup> eldest) {
                    return size() > MOST_SHARED;
                }
            };

    /** A lookup under way or done. */
    private record Lookup(CompletableFuture<String> name, long since) {}

    ClientNames(Supplier<Optional<Lease<Resolver>>> resolver) {
        this.resolver = resolver;
        ThreadFactory threads =
                task -> {
                    Thread thread = new Thread(task, "smtp-client-name");
                    thread.setDaemon(true);
                    return thread;
                };
        this.lookups =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        30,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(WAITING),
                        threads);
        lookups.allowCoreThreadTimeOut(true);
    }

    /** Begins a lookup; completed with the empty string when there is no verified name. */
    Future<String> find(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return CompletableFuture.completedFuture("localhost");
        }
        long now = System.nanoTime();
        synchronized (shared) {
            Lookup lookup = shared.get(address);
            if (lookup == null || now - lookup.since() > SHARED_NANOS) {
                lookup = new Lookup(begin(address), now);
                shared.remove(address);
                shared.put(address, lookup);
            }
            // A copy: who loses interest must not cancel it for the others.
            return lookup.name().copy();
        }
    }

    private CompletableFuture<String> begin(InetAddress address) {
        try {
            return CompletableFuture.supplyAsync(() -> verified(address), lookups);
        } catch (RejectedExecutionException busy) {
            return CompletableFuture.completedFuture("");
        }
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }

    private String verified(InetAddress address) {
        Optional<Lease<Resolver>> lease = resolver.get();
        if (lease.isEmpty()) {
            return "";
        }
        try (Lease<Resolver> open = lease.get()) {
            if (open.service().names(address) instanceof DnsAnswer.Found<List<String>> found) {
                return found.value().stream()
                        .limit(NAMES_TRIED)
                        .filter(name -> leadsTo(open.service(), name, address))
                        .map(name -> name.endsWith(".") ? chopped(name) : name)
                        .findFirst()
                        .orElse("");
            }
            return "";
        }
    }

    private static String chopped(String name) {
        return name.substring(0, name.length() - 1);
    }

    private static boolean leadsTo(Resolver resolver, String name, InetAddress address) {
        return resolver.addresses(name) instanceof DnsAnswer.Found<List<InetAddress>> found
                && found.value().contains(address);
    }
}
