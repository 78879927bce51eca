// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.directory.api.ldap.model.exception.LdapException;
import org.apache.directory.api.ldap.model.exception.LdapOperationException;
import org.apache.directory.ldap.client.api.LdapNetworkConnection;
import org.apache.directory.ldap.client.api.exception.InvalidConnectionException;
import org.tubepost.api.directory.DirectoryUnavailableException;

/**
 * Bound connections, a bounded number. A connection that broke is thrown away and the question
 * asked once more on a new one, so that a restarted server is not noticed.
 */
final class ConnectionPool implements AutoCloseable {
    private final LdapServers servers;
    private final Semaphore places;
    private final BlockingQueue<LdapNetworkConnection> idle;
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
            LdapNetworkConnection used = idle.poll();
            if (used != null && used.isConnected()) {
                try {
                    return askOn(used, question);
                } catch (LdapOperationException answered) {
                    throw answered;
                } catch (LdapException | IOException broken) {
                    // An old connection may have died unnoticed; a new one decides.
                    close(used);
                }
            } else if (used != null) {
                close(used);
            }
            return askOn(servers.openBound(), question);
        } catch (LdapOperationException answered) {
            throw answered;
        } catch (LdapException | IOException away) {
            throw new DirectoryUnavailableException("LDAP: " + away.getMessage(), away);
        } finally {
            places.release();
        }
    }

    private <T> T askOn(LdapNetworkConnection connection, Question<T> question)
            throws LdapException, IOException {
        boolean good = false;
        try {
            T answer = question.ask(connection);
            good = true;
            return answer;
        } catch (LdapOperationException answered) {
            good = !(answered.getCause() instanceof InvalidConnectionException);
            throw answered;
        } finally {
            if (!good || !connection.isConnected() || !idle.offer(connection)) {
                close(connection);
            }
        }
    }

    private static void close(LdapNetworkConnection connection) {
        connection.close();
    }

    @Override
    public void close() {
        for (LdapNetworkConnection c = idle.poll(); c != null; c = idle.poll()) {
            close(c);
        }
    }
}
