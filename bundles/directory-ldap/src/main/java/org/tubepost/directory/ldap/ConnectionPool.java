// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.directory.api.ldap.model.exception.LdapException;
import org.apache.directory.api.ldap.model.exception.LdapOperationException;
import org.apache.directory.api.ldap.model.message.ResultCodeEnum;
import org.apache.directory.ldap.client.api.LdapNetworkConnection;
import org.apache.directory.ldap.client.api.exception.InvalidConnectionException;
import org.tubepost.api.directory.DirectoryUnavailableException;

/**
 * Connections, a bounded number: bound ones for questions, and others for logins, each of which
 * binds as somebody else. A connection that broke is thrown away and the question asked again on a
 * new one, of the next server if need be, so that a restarted server is not noticed. Connections go
 * back to the first server when it answers again.
 */
final class ConnectionPool implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    private final LdapServers servers;
    private final boolean bound;
    private final Semaphore places;
    private final BlockingQueue<LdapServers.Opened> idle;
    private final int waitSeconds;
    private final long mostNanos;
    private volatile boolean closed;

    /** A question on a connection. */
    interface Question<T> {
        T ask(LdapNetworkConnection connection) throws LdapException, IOException;
    }

    private ConnectionPool(
            LdapServers servers, boolean bound, int size, int waitSeconds, long mostNanos) {
        this.servers = servers;
        this.bound = bound;
        this.places = new Semaphore(size, true);
        this.idle = new ArrayBlockingQueue<>(size);
        this.waitSeconds = waitSeconds;
        this.mostNanos = mostNanos;
    }

    /** For questions, each of which may take the time limit. */
    static ConnectionPool ofQuestions(LdapServers servers, LdapSettings settings) {
        int limit = settings.timeoutSeconds();
        return new ConnectionPool(
                servers, true, settings.poolSize(), limit, TimeUnit.SECONDS.toNanos(limit));
    }

    /** For logins, as {@link #ofQuestions}. */
    static ConnectionPool ofLogins(LdapServers servers, LdapSettings settings) {
        int limit = settings.timeoutSeconds();
        return new ConnectionPool(
                servers, false, settings.poolSize(), limit, TimeUnit.SECONDS.toNanos(limit));
    }

    /** For visits, of which only each page has a time limit. */
    static ConnectionPool ofVisits(LdapServers servers, LdapSettings settings) {
        return new ConnectionPool(
                servers, true, settings.visitPoolSize(), settings.timeoutSeconds(), Long.MAX_VALUE);
    }

    /**
     * Asks.
     *
     * @throws LdapOperationException when the server answered with an error
     */
    <T> T ask(Question<T> question) throws LdapOperationException, DirectoryUnavailableException {
        try {
            if (!places.tryAcquire(waitSeconds, TimeUnit.SECONDS)) {
                throw new DirectoryUnavailableException("all LDAP connections are busy", null);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new DirectoryUnavailableException("interrupted", stop);
        }
        try {
            return persistently(question);
        } finally {
            places.release();
        }
    }

    private <T> T persistently(Question<T> question)
            throws LdapOperationException, DirectoryUnavailableException {
        Exception last = null;
        long start = servers.nanos();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            LdapServers.Opened opened;
            Optional<LdapServers.Opened> used = attempt == 0 ? idleOne() : Optional.empty();
            try {
                opened = used.isPresent() ? best(used.get()) : servers.open(bound);
            } catch (LdapException | IOException none) {
                throw new DirectoryUnavailableException("LDAP: " + none.getMessage(), none);
            }
            try {
                return askOn(opened, question);
            } catch (LdapOperationException answered) {
                if (!isBroken(answered)) {
                    throw answered;
                }
                last = answered;
            } catch (DirectoryUnavailableException asker) {
                throw asker;
            } catch (LdapException | IOException broken) {
                last = broken;
            }
            boolean late = servers.nanos() - start >= mostNanos;
            // An idle connection may have died unnoticed; a new one tells more of its server, and
            // so does one that took all the time there is.
            if (used.isEmpty() || late) {
                servers.failed(opened.rank());
            }
            // Who did not answer in time is not asked again, only another server.
            if (late && !servers.isAnyDue()) {
                break;
            }
        }
        throw new DirectoryUnavailableException("LDAP: " + last.getMessage(), last);
    }

    private Optional<LdapServers.Opened> idleOne() {
        LdapServers.Opened used = idle.poll();
        while (used != null && !used.connection().isConnected()) {
            used.connection().close();
            used = idle.poll();
        }
        return Optional.ofNullable(used);
    }

    /** The connection, or one to a better server when there is one again. */
    private LdapServers.Opened best(LdapServers.Opened used) {
        if (servers.isBetterDue(used.rank())) {
            try {
                LdapServers.Opened better = servers.openBetter(used.rank(), bound);
                used.connection().close();
                return better;
            } catch (LdapException | IOException stillAway) {
                return used;
            }
        }
        return used;
    }

    private <T> T askOn(LdapServers.Opened opened, Question<T> question)
            throws LdapException, IOException {
        boolean good = false;
        try {
            T answer = question.ask(opened.connection());
            good = true;
            return answer;
        } catch (LdapOperationException answered) {
            good = !isBroken(answered);
            throw answered;
        } finally {
            if (!good || !opened.connection().isConnected() || !idle.offer(opened)) {
                opened.connection().close();
            } else if (closed) {
                // Nobody asks any more, so nobody else would close what has come back.
                closeIdle();
            }
        }
    }

    /** The client reports some broken connections, and a server that goes away, as answers. */
    static boolean isBroken(LdapOperationException answered) {
        ResultCodeEnum code = answered.getResultCode();
        return answered.getCause() instanceof InvalidConnectionException
                || code == ResultCodeEnum.UNAVAILABLE
                || code == ResultCodeEnum.BUSY
                || code == ResultCodeEnum.PROTOCOL_ERROR
                        && String.valueOf(answered.getMessage()).contains("disconnect");
    }

    /** Closes what is idle; a connection that is in use is closed when it comes back. */
    @Override
    public void close() {
        closed = true;
        closeIdle();
    }

    private void closeIdle() {
        for (LdapServers.Opened o = idle.poll(); o != null; o = idle.poll()) {
            o.connection().close();
        }
    }
}
