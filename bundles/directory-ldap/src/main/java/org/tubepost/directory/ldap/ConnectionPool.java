// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.io.IOException;
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
 * Bound connections, a bounded number. A connection that broke is thrown away and the question
 * asked again on a new one, of the next server if need be, so that a restarted server is not
 * noticed. Connections go back to the first server when it answers again.
 */
final class ConnectionPool implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    private final LdapServers servers;
    private final Semaphore places;
    private final BlockingQueue<LdapServers.Opened> idle;
    private final int waitSeconds;

    /** A question on a connection. */
    interface Question<T> {
        T ask(LdapNetworkConnection connection) throws LdapException, IOException;
    }

    ConnectionPool(LdapServers servers, LdapSettings settings) {
        this.servers = servers;
        this.places = new Semaphore(settings.poolSize(), true);
        this.idle = new ArrayBlockingQueue<>(settings.poolSize());
        this.waitSeconds = settings.timeoutSeconds();
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
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            LdapServers.Opened opened;
            try {
                opened = attempt == 0 ? taken() : servers.openBound();
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
            // An idle connection may have died unnoticed; a new one tells more of its server.
            if (attempt > 0) {
                servers.failed(opened.rank());
            }
        }
        throw new DirectoryUnavailableException("LDAP: " + last.getMessage(), last);
    }

    /** An idle connection, or a new one; moved to a better server when there is one again. */
    private LdapServers.Opened taken() throws LdapException, IOException {
        LdapServers.Opened used = idle.poll();
        if (used == null || !used.connection().isConnected()) {
            if (used != null) {
                used.connection().close();
            }
            return servers.openBound();
        }
        if (servers.isBetterDue(used.rank())) {
            try {
                LdapServers.Opened better = servers.openBetter(used.rank());
                used.connection().close();
                return better;
            } catch (LdapException stillAway) {
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
            }
        }
    }

    /** The client reports some broken connections, and a server that goes away, as answers. */
    private static boolean isBroken(LdapOperationException answered) {
        ResultCodeEnum code = answered.getResultCode();
        return answered.getCause() instanceof InvalidConnectionException
                || code == ResultCodeEnum.UNAVAILABLE
                || code == ResultCodeEnum.BUSY
                || code == ResultCodeEnum.PROTOCOL_ERROR
                        && String.valueOf(answered.getMessage()).contains("disconnect");
    }

    @Override
    public void close() {
        for (LdapServers.Opened o = idle.poll(); o != null; o = idle.poll()) {
            o.connection().close();
        }
    }
}
