// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.protocol;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.message.Content;
import org.tubepost.api.security.AuthenticationContext;

/**
 * The server side of a connection. Methods may be called from any thread and do not block; writes
 * go out in the order of the calls.
 */
@ProviderType
public interface Connection {

    /** Number of the connection, unique in the process, for logs. */
    long id();

    /** The listener that accepted it. */
    ListenerDefinition listener();

    /** Peer. */
    InetSocketAddress remote();

    /** Own side. */
    InetSocketAddress local();

    /** Protocol and cipher, {@code TLSv1.3 TLS_AES_256_GCM_SHA384}; empty without TLS. */
    String tls();

    /**
     * What was agreed in the TLS handshake: the peer's certificates, if the listener asked for them
     * and the peer had some, and our own. Present as soon as {@link Session#secured} is called or,
     * where TLS comes first, the session is opened; empty without TLS.
     */
    default Optional<SSLSession> tlsSession() {
        return Optional.empty();
    }

    /**
     * The circumstances of a login on this connection now. A protocol that opens folders of others
     * says so with {@link AuthenticationContext#withSharedFolders}.
     *
     * @param protocol {@code smtp}, {@code imap}, {@code pop3} …
     * @param serverName host name the server greets with
     */
    default AuthenticationContext authenticationContext(String protocol, String serverName) {
        return new AuthenticationContext(
                protocol,
                serverName,
                remote(),
                !tls().isEmpty(),
                Optional.of(local()),
                tlsSession(),
                id(),
                listener().service(),
                listener().tls());
    }

    /**
     * Sends octets.
     *
     * @param data must not be changed afterwards
     */
    void write(ByteBuffer data);

    /**
     * Sends a stretch of a content, from file to socket where that is possible. The connection
     * keeps its own reference until it is sent.
     */
    void write(Content content, long from, long count);

    /** Octets handed over and not yet taken by the network; senders of much watch it. */
    long pendingOctets();

    /**
     * Runs a task when {@link #pendingOctets} has fallen below a low mark, at once if it is below
     * now. The task runs as by {@link #execute}.
     */
    void whenWritable(Runnable task);

    /**
     * Takes no more bytes from the network until {@link #resumeReading}; at most one call to {@link
     * Session#received} may still come.
     */
    void suspendReading();

    /** Takes bytes from the network again. */
    void resumeReading();

    /**
     * Begins TLS behind everything written so far. Bytes received before the handshake are thrown
     * away unread, so nothing can be injected; the invitation is therefore written and this method
     * called in one turn of the I/O thread ({@link #executeOnIoThread}); {@link Session#secured} is
     * called when it is done, a failed handshake closes the connection.
     */
    void startTls();

    /**
     * Runs a task on a worker thread, after all earlier tasks of this connection, one at a time. An
     * exception that it throws is logged and closes the connection.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the workers are overloaded
     */
    void execute(Runnable task);

    /** Runs a task on the connection's I/O thread, so that session state needs no locks. */
    void executeOnIoThread(Runnable task);

    /** Changes the idle time; 0 for none. */
    void idleTimeout(int seconds);

    /** Closes when everything written has gone out. */
    void close();

    /**
     * As {@link #close}, after the peer has said goodbye: it sends nothing more, so nothing is done
     * to hear it out.
     */
    void closeAfterGoodbye();

    /** Closes at once. */
    void abort();
}
