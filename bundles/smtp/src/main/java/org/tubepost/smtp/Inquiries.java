// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.config.Generation;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueView;
import org.tubepost.smtp.ServerKeywords.Etrn;
import org.tubepost.wire.smtp.session.Answer;
import org.tubepost.wire.smtp.session.ServerReplies;

/**
 * VRFY (RFC 5321 section 3.5) and ETRN (RFC 1985), as far as the channel's keywords allow them: by
 * themselves they tell nobody anything. VRFY asks acceptance what it would say to a RCPT, without a
 * trace of it anywhere; ETRN makes what waits for a domain due now. On workers where it {@link
 * #mayBlock}.
 */
final class Inquiries {
    private static final Logger LOG = LoggerFactory.getLogger(Inquiries.class);
    private static final int MOST_ETRN = 5;
    private static final Pattern NODE = Pattern.compile("(@?)([A-Za-z0-9._-]{1,255})");

    private final Rules rules;
    private final Rooms rooms;
    private final Client client;
    private final Patience patience;
    private int etrns;

    Inquiries(Rules rules, Rooms rooms, Client client, Patience patience) {
        this.rules = rules;
        this.rooms = rooms;
        this.client = client;
        this.patience = patience;
    }

    /** Whether other rooms are asked. */
    boolean mayBlock(boolean verify) {
        Etrn etrn = rules.keywords().etrn();
        return verify ? rules.keywords().verify() : etrn == Etrn.ALLOWED || etrn == Etrn.SILENT;
    }

    /** VRFY. A refusal counts as that of a recipient: harvesting is not cheaper this way. */
    Answer verify(String argument) {
        if (!rules.keywords().verify()) {
            return Answer.of(Replies.VERIFY);
        }
        boolean bracketed = argument.startsWith("<") && argument.endsWith(">");
        String text = bracketed ? argument.substring(1, argument.length() - 1) : argument;
        try {
            Reply reply = verify(MailAddress.parse(text));
            return Answer.counted(reply, reply.isPermanent() && patience.refusedRecipient());
        } catch (AddressSyntaxException broken) {
            return Answer.mistake(Reply.of(501, "5.1.3", broken.getMessage()));
        }
    }

    private Reply verify(MailAddress address) {
        Optional<Generation> generation = rooms.generation();
        Optional<Lease<Acceptance>> lease =
                generation.isEmpty() ? Optional.empty() : rooms.acceptance();
        if (lease.isEmpty() || address.isInternational()) {
            return Replies.VERIFY;
        }
        try (Lease<Acceptance> open = lease.get();
                Transaction rehearsal =
                        open.service()
                                .rehearse(client.origin(false), generation.get(), Trace.OFF)) {
            Reply reply = rehearsal.sender(ReversePath.NULL, MailParameters.NONE);
            if (reply.isPositive()) {
                reply = rehearsal.recipient(address, RecipientDsn.NONE).reply();
            }
            if (reply.isPositive()) {
                return Reply.of(250, "2.1.5", "<" + address + ">");
            }
            return reply.isTransient() ? Replies.VERIFY : reply;
        }
    }

    /** ETRN. */
    Answer etrn(String argument) {
        switch (rules.keywords().etrn()) {
            case NONE -> {
                return Answer.mistake(ServerReplies.NOT_OFFERED);
            }
            case BLOCKED -> {
                return Answer.of(Replies.ETRN_BLOCKED);
            }
            default -> {
                return start(argument);
            }
        }
    }

    private Answer start(String argument) {
        Matcher node = NODE.matcher(argument);
        if (!client.hasGreeted()) {
            return Answer.mistake(Replies.HELLO_FIRST);
        } else if (!node.matches()) {
            return Answer.mistake(Replies.ETRN_NODE);
        } else if (++etrns > MOST_ETRN) {
            return Answer.mistake(Replies.ETRN_ENOUGH);
        }
        Optional<Lease<QueueView>> lease = rooms.queue();
        if (lease.isEmpty()) {
            return Answer.of(Replies.ETRN_AWAY);
        }
        try (Lease<QueueView> open = lease.get()) {
            String domain = node.group(2).toLowerCase(Locale.ROOT);
            boolean below = !node.group(1).isEmpty();
            return Answer.of(started(domain, start(open.service(), waitsFor(domain, below))));
        } catch (IOException broken) {
            LOG.error("ETRN {} failed", argument, broken);
            return Answer.of(Replies.ETRN_AWAY);
        }
    }

    private static Predicate<QueueEntry> waitsFor(String domain, boolean below) {
        return entry -> {
            String destination = entry.destination().toLowerCase(Locale.ROOT);
            return entry.state() == QueueEntry.State.READY
                    && (destination.equals(domain)
                            || (below && destination.endsWith("." + domain)));
        };
    }

    private int start(QueueView queue, Predicate<QueueEntry> wanted) throws IOException {
        int started = 0;
        try (Stream<QueueEntry> entries = queue.entries().filter(wanted)) {
            for (Iterator<QueueEntry> each = entries.iterator(); each.hasNext(); ) {
                boolean due = queue.reschedule(each.next().number(), rules.clock().instant());
                started += due ? 1 : 0;
            }
        }
        return started;
    }

    private Reply started(String domain, int count) {
        if (rules.keywords().etrn() == Etrn.SILENT) {
            return Replies.ETRN_DONE;
        }
        return count == 0
                ? Reply.of(251, "2.0.0", "nothing waits for " + domain)
                : Reply.of(253, "2.0.0", count + " messages for " + domain + " started");
    }
}
