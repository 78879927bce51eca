// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a message came from, as the trace field {@code Received} tells it (RFC 5321 section 4.4).
 *
 * @param channel source channel after switching, such as {@code tcp_local}
 * @param protocol transmission type as RFC 3848 writes it ({@code ESMTPSA}, {@code LMTP}); {@code
 *     internal} for messages that the house writes itself
 * @param client address and port of the peer; empty for internal messages
 * @param server local address and port of the connection; empty for internal messages
 * @param helo name the client gave in HELO, EHLO or LHLO; empty if none
 * @param clientName name of the client's address by verified reverse lookup; empty if none
 * @param tls negotiated protocol and cipher such as {@code TLSv1.3 TLS_AES_256_GCM_SHA384}; empty
 *     without TLS
 * @param authenticated login name of an authenticated client
 * @param received when the transaction began
 * @param cause key that makes acceptance idempotent: the queue keeps at most one message with a
 *     given cause while the entry that it names lives; empty for ordinary messages. See {@link
 *     #CAUSE_FORM}
 */
public record Origin(
        String channel,
        String protocol,
        Optional<InetSocketAddress> client,
        Optional<InetSocketAddress> server,
        String helo,
        String clientName,
        String tls,
        Optional<String> authenticated,
        Instant received,
        String cause) {

    /** Form of {@link #cause()}: the verb, the entry that caused the message, its attempt. */
    public static final String CAUSE_FORM = "%s:%d:%d";

    private static final String INTERNAL = "internal";

    /** The origin of a message that the house writes itself, such as a notification. */
    public static Origin internal(String channel, Instant now, String cause) {
        return new Origin(
                channel,
                INTERNAL,
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                "",
                Optional.empty(),
                now,
                cause);
    }

    /** True when the house writes the message itself, or sends it through the door again. */
    public boolean isInternal() {
        return protocol.equals(INTERNAL);
    }

    /**
     * The origin of the same message when the house sends it through the door again: the channel
     * and the login are those of its submitter. Clients are not judged again by their address: they
     * were when the message came in.
     *
     * @param begun when its transaction began
     */
    public Origin again(Instant begun, String otherCause) {
        return new Origin(
                channel,
                INTERNAL,
                Optional.empty(),
                Optional.empty(),
                helo,
                clientName,
                "",
                authenticated,
                begun,
                otherCause);
    }

    /** The same origin seen from another source channel. */
    public Origin withChannel(String other) {
        return new Origin(
                other,
                protocol,
                client,
                server,
                helo,
                clientName,
                tls,
                authenticated,
                received,
                cause);
    }

    /** The same origin with another cause. */
    public Origin withCause(String other) {
        return new Origin(
                channel,
                protocol,
                client,
                server,
                helo,
                clientName,
                tls,
                authenticated,
                received,
                other);
    }

    /** The same origin after the client has logged in. */
    public Origin withAuthenticated(String login) {
        return new Origin(
                channel,
                protocol,
                client,
                server,
                helo,
                clientName,
                tls,
                Optional.of(login),
                received,
                cause);
    }
}
