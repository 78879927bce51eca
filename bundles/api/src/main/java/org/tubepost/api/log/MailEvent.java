// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.log;

import java.time.Instant;
import java.util.Objects;

/**
 * One event in the life of a message, a connection or a login. Texts that do not apply are empty.
 *
 * @param time when it happened
 * @param kind what happened
 * @param source channel the message comes from; service of the listener for connections
 * @param destination channel the message goes to
 * @param size octets of the message, 0 if there is none
 * @param sender envelope sender; empty for the null path
 * @param originalRecipient recipient as given by the client
 * @param recipient recipient after routing
 * @param message queue id, by which the records of one message are found
 * @param entry number of the queue entry, 0 before there is one
 * @param messageIdField value of the {@code Message-ID} field
 * @param user name of the authenticated client
 * @param secured true when the connection used TLS
 * @param protocol transmission type as RFC 3848 writes it ({@code ESMTPSA}, {@code LMTP}), or the
 *     name of the listener's protocol
 * @param session number of the connection, 0 if there is none
 * @param transport peer: addresses and ports, or the host of the next hop
 * @param diagnostic reply or reason
 */
public record MailEvent(
        Instant time,
        Kind kind,
        String source,
        String destination,
        long size,
        String sender,
        String originalRecipient,
        String recipient,
        String message,
        long entry,
        String messageIdField,
        String user,
        boolean secured,
        String protocol,
        long session,
        String transport,
        String diagnostic) {

    /** Rejects null components. */
    public MailEvent {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(destination, "destination");
        Objects.requireNonNull(sender, "sender");
        Objects.requireNonNull(originalRecipient, "originalRecipient");
        Objects.requireNonNull(recipient, "recipient");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(messageIdField, "messageIdField");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(diagnostic, "diagnostic");
    }

    /** Begins an event of which nothing else is known. */
    public static MailEventBuilder of(Instant time, Kind kind) {
        return new MailEventBuilder(time, kind);
    }

    /** Kinds of events with the entry code of the log. */
    public enum Kind {
        /** A recipient was put into the queue. */
        ENQUEUED('E'),
        /** A recipient was delivered and left the queue. */
        DEQUEUED('D'),
        /** An attempt failed for now. */
        DEFERRED('Q'),
        /** A recipient failed for good, the message was returned. */
        RETURNED('R'),
        /** A recipient, sender or message was refused in the dialogue. */
        REJECTED('J'),
        /** A message was refused because of its header or content. */
        CONTENT_REJECTED('K'),
        /** A transaction was given up before its end. */
        ABORTED('V'),
        /** The sender was told of a delay. */
        WARNED('W'),
        /** An entry was held for an administrator. */
        HELD('H'),
        /** An administrator released, retried, deleted, returned or redirected an entry. */
        ADMINISTERED('A'),
        /** A command that no client should send. */
        BAD_COMMAND('B'),
        /** A connection was opened. */
        OPENED('O'),
        /** A connection was closed. */
        CLOSED('C'),
        /** A connection was refused. */
        REFUSED('X'),
        /** A login, whether it succeeded or not. */
        LOGIN('U'),
        /** Somebody who had logged in is gone. */
        LOGOUT('L');

        private final char code;

        Kind(char code) {
            this.code = code;
        }

        /** Entry code of the log. */
        public char code() {
            return code;
        }
    }
}
