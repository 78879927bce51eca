// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Connections between two messages, kept for a short time: the next message to the same address
 * under the same rules goes over one of them. The youngest is taken first, so that the others age
 * out. Thread-safe.
 */
final class IdleSessions implements AutoCloseable {
    private final long idleNanos;
    private final int most;
    private final Map<Key, Deque<Idle>> byKey = new HashMap<>();
    private final ScheduledExecutorService sweeper;
    private int count;
    private boolean closed;

    /**
     * What two messages must share.
     *
     * @param rules of the channel
     * @param target host and address
     * @param tls policy for it
     * @param domain destination that decided which account is used; empty without login
     */
    record Key(ChannelRules rules, Target target, TlsPolicy tls, String domain) {}

    private record Idle(ClientSession session, long since) {}

    IdleSessions(Duration idle, int most) {
        this.idleNanos = idle.toNanos();
        this.most = most;
        this.sweeper =
                Executors.newSingleThreadScheduledExecutor(
                        task -> {
                            Thread thread = new Thread(task, "smtp-client-idle");
                            thread.setDaemon(true);
                            return thread;
                        });
        long pause = Math.max(200, idle.toMillis() / 2);
        sweeper.scheduleWithFixedDelay(this::sweep, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** An open connection, now the caller's. */
    Optional<ClientSession> take(Key key) {
        while (true) {
            Idle youngest;
            synchronized (this) {
                Deque<Idle> idle = byKey.get(key);
                youngest = idle == null ? null : idle.pollFirst();
                if (youngest == null) {
                    return Optional.empty();
                }
                if (idle.isEmpty()) {
                    byKey.remove(key);
                }
                count--;
            }
            if (youngest.session().isReusable()) {
                return Optional.of(youngest.session());
            }
            youngest.session().close();
        }
    }

    /** True when a connection is there, or was a moment ago. */
    synchronized boolean has(Key key) {
        return byKey.containsKey(key);
    }

    /** Keeps a connection, or closes it where there is no room. */
    void put(Key key, ClientSession session) {
        synchronized (this) {
            if (!closed && count < most && session.isReusable()) {
                byKey.computeIfAbsent(key, k -> new ArrayDeque<>())
                        .addFirst(new Idle(session, System.nanoTime()));
                count++;
                return;
            }
        }
        session.close();
    }

    /** Idle connections. */
    synchronized int size() {
        return count;
    }

    private void sweep() {
        removeOlderThan(System.nanoTime() - idleNanos).forEach(ClientSession::close);
    }

    private synchronized List<ClientSession> removeOlderThan(long since) {
        List<ClientSession> old = new ArrayList<>();
        byKey.values()
                .removeIf(
                        idle -> {
                            while (!idle.isEmpty() && idle.peekLast().since() - since <= 0) {
                                old.add(idle.pollLast().session());
                            }
                            return idle.isEmpty();
                        });
        count -= old.size();
        return old;
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
        synchronized (this) {
            closed = true;
        }
        removeOlderThan(System.nanoTime() + 1).forEach(ClientSession::close);
    }
}
