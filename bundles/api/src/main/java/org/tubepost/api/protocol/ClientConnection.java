// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.protocol;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.message.Content;

/**
 * A connection that we opened. Methods block the calling thread, at most for the time-out ({@link
 * java.net.SocketTimeoutException}). Used by one thread at a time.
 */
@ProviderType
public interface ClientConnection extends AutoCloseable {

    /** Peer. */
    InetSocketAddress remote();

    /** Own side. */
    InetSocketAddress local();

    /** Time-out of each read and write from now on. */
    void timeout(Duration timeout);

    /**
     * Reads what is there, at least one octet.
     *
     * @return octets read, -1 when the peer has closed
     */
    int read(ByteBuffer into) throws IOException;

    /** Writes all remaining octets of the buffers. */
    void write(ByteBuffer... data) throws IOException;

    /** Writes a stretch of a content, from file to socket where that is possible. */
    void write(Content content, long from, long count) throws IOException;

    /**
     * Does a TLS handshake.
     *
     * @param context keys and trust
     * @param serverName for SNI and, if the context verifies, for the check of the certificate
     * @param verify true to check the certificate against the name
     */
    void startTls(SSLContext context, String serverName, boolean verify) throws IOException;

    /** Protocol and cipher; empty without TLS. */
    String tls();

    /** What was agreed in the TLS handshake, the server's certificates too; empty without TLS. */
    default Optional<SSLSession> tlsSession() {
        return Optional.empty();
    }

    /** False once either side has closed; a cheap look without traffic. */
    boolean isOpen();

    @Override
    void close();
}
