// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.log;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.Recipient;

/** Collects what is known of an event; what is not set does not apply. Used by one thread. */
public final class MailEventBuilder {
    private final Instant time;
    private final Kind kind;
    private String source = "";
    private String destination = "";
    private long size;
    private String sender = "";
    private String originalRecipient = "";
    private String recipient = "";
    private String message = "";
    private long entry;
    private String messageIdField = "";
    private String user = "";
    private boolean secured;
    private String protocol = "";
    private long session;
    private String transport = "";
    private String diagnostic = "";

    MailEventBuilder(Instant time, Kind kind) {
        this.time = time;
        this.kind = kind;
    }

    /** Channels that the message comes from and goes to. */
    public MailEventBuilder channels(String from, String to) {
        source = from;
        destination = to;
        return this;
    }

    /** Octets of the message. */
    public MailEventBuilder size(long octets) {
        size = octets;
        return this;
    }

    /** Envelope sender; empty for the null path. */
    public MailEventBuilder sender(String path) {
        sender = path;
        return this;
    }

    /** Recipient as given, and after routing. */
    public MailEventBuilder recipient(String original, String routed) {
        originalRecipient = original;
        recipient = routed;
        return this;
    }

    /**
     * Sender and recipient as an envelope has them; a recipient may have a return path of its own.
     */
    public MailEventBuilder addresses(Envelope envelope, Recipient to) {
        return sender(to.returnPath().orElse(envelope.sender()).toString())
                .recipient(to.original().toString(), to.address().toString());
    }

    /** Queue id, number of the entry (0 before there is one), and Message-ID field. */
    public MailEventBuilder message(String id, long number, String field) {
        message = id;
        entry = number;
        messageIdField = field;
        return this;
    }

    /** Name of the authenticated client; empty for none. */
    public MailEventBuilder user(String name) {
        user = name;
        return this;
    }

    /** Transmission type, and whether TLS was used. */
    public MailEventBuilder protocol(String type, boolean tls) {
        protocol = type;
        secured = tls;
        return this;
    }

    /** Number of the connection. */
    public MailEventBuilder session(long number) {
        session = number;
        return this;
    }

    /** Peer. */
    public MailEventBuilder transport(String peer) {
        transport = peer;
        return this;
    }

    /** Ends of a TCP connection, in the form of the log: own side first, then the peer. */
    public MailEventBuilder transport(
            Optional<InetSocketAddress> local, Optional<InetSocketAddress> remote) {
        return local.isEmpty() && remote.isEmpty()
                ? this
                : transport("TCP|" + end(local) + "|" + end(remote));
    }

    private static String end(Optional<InetSocketAddress> side) {
        return side.map(
                        s ->
                                (s.isUnresolved()
                                                ? s.getHostString()
                                                : s.getAddress().getHostAddress())
                                        + "|"
                                        + s.getPort())
                .orElse("|");
    }

    /** Reply or reason. */
    public MailEventBuilder diagnostic(String text) {
        diagnostic = text;
        return this;
    }

    /** The event. */
    public MailEvent build() {
        return new MailEvent(
                time,
                kind,
                source,
                destination,
                size,
                sender,
                originalRecipient,
                recipient,
                message,
                entry,
                messageIdField,
                user,
                secured,
                protocol,
                session,
                transport,
                diagnostic);
    }
}
