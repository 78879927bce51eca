// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.api.log.MailEventBuilder;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.protocol.Connection;
import org.tubepost.wire.smtp.Command.Verb;

/**
 * What one session tells the mail log: the connection, its login, commands that were none, and what
 * was refused or given up. Messages that are taken are told by acceptance. Texts are made by the
 * log's own thread. Used by one thread at a time.
 */
final class SessionRecords {
    private static final int MOST_BAD_COMMANDS = 10;
    private static final int LONGEST_UNKNOWN = 12;
    private static final int DATA_SUBJECT = 6;

    private final MailLog log;
    private final Rules rules;
    private final Client client;
    private final long session;
    private final Optional<InetSocketAddress> local;
    private final Optional<InetSocketAddress> remote;
    private final List<MailAddress> recipients = new ArrayList<>();
    private ReversePath sender = ReversePath.NULL;
    private String channel;
    private int badCommands;
    private boolean closed;

    SessionRecords(MailLog log, Connection connection, Rules rules, Client client) {
        this.log = log;
        this.rules = rules;
        this.client = client;
        this.session = connection.id();
        this.local = Optional.of(connection.local());
        this.remote = Optional.of(connection.remote());
        this.channel = rules.channel();
    }

    void opened() {
        tell(Kind.OPENED, e -> e);
    }

    void closed() {
        if (!closed) {
            closed = true;
            tell(Kind.CLOSED, e -> e);
        }
    }

    void refused(Reply reason) {
        tell(Kind.REFUSED, e -> e.diagnostic(reason.toString()));
    }

    void login(Reply reply) {
        tell(Kind.LOGIN, e -> e.diagnostic(reply.toString()));
    }

    /** A line that is no command here. What might be half a login is cut short. */
    void badCommand(String line, Reply reply) {
        if (++badCommands <= MOST_BAD_COMMANDS) {
            tell(Kind.BAD_COMMAND, e -> e.recipient("", shown(line)).diagnostic(reply.toString()));
        }
    }

    private static String shown(String line) {
        String word = line.split("[ :]", 2)[0];
        for (Verb verb : Verb.values()) {
            if (verb.name().equalsIgnoreCase(word)) {
                return verb == Verb.AUTH || verb == Verb.BURL ? word : line;
            }
        }
        return word.length() > LONGEST_UNKNOWN ? word.substring(0, LONGEST_UNKNOWN) + "..." : word;
    }

    /** A message begins. */
    void began(String from, ReversePath path) {
        channel = from;
        sender = path;
        recipients.clear();
    }

    void accepted(MailAddress recipient) {
        recipients.add(recipient);
    }

    void recipientRefused(MailAddress recipient, Reply reply) {
        rejected(Kind.REJECTED, recipient.toString(), reply.toString());
    }

    /** The sender, or the message before its data, is refused. */
    void senderRefused(Reply reply) {
        rejected(Kind.REJECTED, "", reply.toString());
    }

    /** The message is refused behind its data, for each recipient. */
    void messageRefused(Reply reply) {
        boolean content = reply.isPermanent() && reply.status().subject() >= DATA_SUBJECT;
        Kind kind = content ? Kind.CONTENT_REJECTED : Kind.REJECTED;
        recipients.forEach(r -> rejected(kind, r.toString(), reply.toString()));
    }

    /** The message was given up with recipients that had been taken. */
    void aborted(String reason) {
        recipients.forEach(r -> rejected(Kind.ABORTED, r.toString(), reason));
    }

    /** The message is over. */
    void ended() {
        channel = rules.channel();
        sender = ReversePath.NULL;
        recipients.clear();
    }

    private void rejected(Kind kind, String recipient, String reason) {
        String from = sender.toString();
        tell(kind, e -> e.sender(from).recipient(recipient, "").diagnostic(reason));
    }

    private void tell(Kind kind, UnaryOperator<MailEventBuilder> more) {
        Instant now = rules.clock().instant();
        String from = channel;
        String protocol = client.transmission(false);
        String user = client.userName();
        boolean tls = client.isEncrypted();
        log.recordLater(
                () ->
                        more.apply(
                                        MailEvent.of(now, kind)
                                                .channels(from, "")
                                                .session(session)
                                                .user(user)
                                                .protocol(protocol, tls)
                                                .transport(local, remote))
                                .build());
    }
}
