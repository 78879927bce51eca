// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.util.Optional;
import java.util.Set;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Requirement;
import org.tubepost.api.protocol.Connection;
import org.tubepost.wire.smtp.Command.Mail;
import org.tubepost.wire.smtp.Command.Rcpt;
import org.tubepost.wire.smtp.session.Answer;
import org.tubepost.wire.smtp.session.ServerReplies;

/**
 * Senders and recipients of one connection's messages: which parameters are not served (RFC 2033
 * section 5, RFC 3461, RFC 3030, RFC 1870), and whose mailboxes there are. The order of commands is
 * the {@link Conversation}'s matter.
 */
final class Envelopes {
    private final Connection connection;
    private final Rules rules;
    private final MessageIds ids;
    private final Mailboxes mailboxes;
    private final SessionRecords records;

    Envelopes(
            Connection connection,
            Rules rules,
            MessageIds ids,
            Mailboxes mailboxes,
            SessionRecords records) {
        this.connection = connection;
        this.rules = rules;
        this.ids = ids;
        this.mailboxes = mailboxes;
        this.records = records;
    }

    /** Why a message like this cannot come; empty if it can. */
    Optional<Answer> refusal(Mail mail) {
        if (mail.parameters().requirements().contains(Requirement.BINARY)) {
            return Optional.of(Answer.mistake(ServerReplies.NO_BINARY));
        } else if (!mail.parameters().dsn().equals(DsnRequest.NONE)) {
            return Optional.of(Answer.mistake(Replies.NO_DSN));
        } else if (mail.parameters().size() > rules.maxMessageOctets()) {
            return Optional.of(Answer.of(ServerReplies.tooLarge(rules.maxMessageOctets())));
        }
        return Optional.empty();
    }

    /** A message without recipients. */
    IncomingMessage begin(Mail mail, String clientName) {
        Set<Requirement> wanted = mail.parameters().requirements();
        boolean utf8 = wanted.contains(Requirement.SMTPUTF8);
        return new IncomingMessage(mail, origin(utf8, clientName), ids.next(), rules);
    }

    /** RFC 3848, RFC 6531 section 4.3. */
    private Origin origin(boolean utf8, String clientName) {
        return new Origin(
                rules.channel(),
                (utf8 ? "UTF8LMTP" : "LMTP") + (connection.tls().isEmpty() ? "" : "S"),
                Optional.of(connection.remote()),
                Optional.of(connection.local()),
                clientName,
                "",
                connection.tls(),
                Optional.empty(),
                rules.clock().instant(),
                "");
    }

    /** True when {@link #recipient} may have to wait for the directory. */
    boolean mayBlock(Rcpt rcpt) {
        return mailboxes.mayBlock(rcpt.address());
    }

    /** Adds a recipient to a message, or says why not. */
    Answer recipient(Rcpt rcpt, IncomingMessage message) {
        if (!rcpt.dsn().equals(RecipientDsn.NONE)) {
            return Answer.mistake(Replies.NO_DSN);
        }
        Reply reply = taken(rcpt.address(), message);
        if (!reply.isPositive()) {
            records.recipientRefused(message, rcpt.address(), reply);
        }
        return Answer.of(reply);
    }

    private Reply taken(MailAddress address, IncomingMessage message) {
        if (address.isInternational() && !message.takesInternational()) {
            return ServerReplies.UTF8_NEEDED;
        } else if (message.addresses().size() >= rules.settings().maxRecipients()) {
            return Replies.TOO_MANY_RECIPIENTS;
        }
        Mailboxes.Found found = mailboxes.find(address);
        found.target().ifPresent(target -> message.add(address, target));
        return found.reply();
    }
}
