// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.api.log.MailEventBuilder;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Connection;

/** What one session tells the mail log. Texts are made by the log's own thread. */
final class SessionRecords {
    private static final int MOST_BAD_COMMANDS = 10;

    private final MailLog log;
    private final Connection connection;
    private final Rules rules;
    private int badCommands;

    SessionRecords(MailLog log, Connection connection, Rules rules) {
        this.log = log;
        this.connection = connection;
        this.rules = rules;
    }

    void opened() {
        tell(Kind.OPENED, "", e -> e);
    }

    void closed() {
        tell(Kind.CLOSED, "", e -> e);
    }

    void refused(Reply reason) {
        tell(Kind.REFUSED, "", e -> e.diagnostic(reason.toString()));
    }

    void badCommand(String line, Reply reply) {
        if (++badCommands <= MOST_BAD_COMMANDS) {
            tell(Kind.BAD_COMMAND, "", e -> e.recipient("", line).diagnostic(reply.toString()));
        }
    }

    void recipientRefused(IncomingMessage message, MailAddress recipient, Reply reply) {
        rejected(Kind.REJECTED, message, recipient, reply.toString());
    }

    /** The message was given up with recipients that had been taken. */
    void aborted(IncomingMessage message, String reason) {
        message.addresses().forEach(r -> rejected(Kind.ABORTED, message, r, reason));
    }

    /** The answers behind the data. */
    void answered(IncomingMessage message, List<Reply> answers) {
        long size = message.size();
        for (int i = 0; i < answers.size(); i++) {
            MailAddress recipient = message.addresses().get(i);
            Reply answer = answers.get(i);
            if (answer.isPositive()) {
                tell(
                        Kind.DEQUEUED,
                        rules.storeChannel(),
                        e ->
                                e.sender(message.mail().sender().toString())
                                        .recipient(recipient.toString(), recipient.toString())
                                        .message(message.id().value(), 0, "")
                                        .size(size)
                                        .diagnostic(answer.toString()));
            } else {
                rejected(Kind.REJECTED, message, recipient, answer.toString());
            }
        }
    }

    private void rejected(
            Kind kind, IncomingMessage message, MailAddress recipient, String reason) {
        tell(
                kind,
                "",
                e ->
                        e.sender(message.mail().sender().toString())
                                .recipient(recipient.toString(), "")
                                .diagnostic(reason));
    }

    private void tell(Kind kind, String destination, UnaryOperator<MailEventBuilder> more) {
        Instant now = rules.clock().instant();
        boolean tls = !connection.tls().isEmpty();
        Optional<InetSocketAddress> local = Optional.of(connection.local());
        Optional<InetSocketAddress> remote = Optional.of(connection.remote());
        log.recordLater(
                () ->
                        more.apply(
                                        MailEvent.of(now, kind)
                                                .channels(rules.channel(), destination)
                                                .session(connection.id())
                                                .protocol("LMTP", tls)
                                                .transport(local, remote))
                                .build());
    }
}
