// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Requirement;
import org.tubepost.message.UnconvertibleException;
import org.tubepost.wire.smtp.Command.Verb;
import org.tubepost.wire.smtp.CommandWriter;
import org.tubepost.wire.smtp.ServerReply;

/**
 * One SMTP transaction: MAIL, RCPT and the message, with PIPELINING and CHUNKING where the server
 * offers them (RFC 2920, RFC 3030). Collects an outcome for each recipient as soon as it is known,
 * so that a session which breaks loses none.
 */
final class Relay {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final ClientSession session;
    private final Envelope envelope;
    private final List<Recipient> recipients;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Optional<SevenBitCopy> sevenBit;
    private Content content;
    private boolean inDoubt;
    private boolean outOfStep;

    /**
     * A transaction.
     *
     * @param sevenBit what a host without 8BITMIME gets of a message beyond ASCII (RFC 6152); empty
     *     if it gets the message as it is
     */
    Relay(
            ClientSession session,
            Delivery delivery,
            List<Recipient> recipients,
            Optional<SevenBitCopy> sevenBit) {
        this.sevenBit = sevenBit;
        this.session = session;
        this.envelope = delivery.envelope();
        this.content = delivery.content();
        this.recipients = recipients;
    }

    /** What is known so far. */
    List<Outcome> outcomes() {
        return outcomes;
    }

    /** True when the message went out and no answer came: another host must not be tried now. */
    boolean isInDoubt() {
        return inDoubt;
    }

    /** Sends. */
    void run() throws SessionFailure {
        boolean utf8 = needsUtf8();
        if (utf8 && !session.capabilities().has("SMTPUTF8")) {
            refuseAll(Reply.of(553, "5.6.7", "next host cannot take international addresses"));
            return;
        }
        if (!utf8 && sevenBit.isPresent() && isBeyondAscii() && !convert(sevenBit.get())) {
            return;
        }
        long limit = session.capabilities().size().orElse(Long.MAX_VALUE);
        if (content.size() > limit) {
            refuseAll(
                    Reply.of(
                            552,
                            "5.3.4",
                            "message of "
                                    + content.size()
                                    + " octets is over the next host's limit of "
                                    + limit));
            return;
        }
        session.begin();
        CommandWriter writer = new CommandWriter(session.capabilities(), utf8);
        boolean chunking = session.capabilities().has("CHUNKING") && !content.summary().binary();
        if (session.capabilities().has("PIPELINING")) {
            pipelined(writer, chunking);
        } else {
            oneByOne(writer, chunking);
        }
        if (!outOfStep) {
            session.settled();
        }
    }

    private boolean isBeyondAscii() {
        return (content.summary().eightBit() || content.summary().internationalHeader())
                && !session.capabilities().has("8BITMIME");
    }

    /** Takes the copy for the message; false when there is none, and all are told. */
    private boolean convert(SevenBitCopy copy) {
        try {
            content = copy.content();
            return true;
        } catch (UnconvertibleException never) {
            refuseAll(
                    Reply.of(
                            554,
                            "5.6.3",
                            "next host takes ASCII only, and the message cannot be converted: "
                                    + never.getMessage()));
        } catch (IOException failed) {
            LOG.warn("A message cannot be converted to ASCII now", failed);
            refuseAll(Reply.of(451, "4.3.0", "message cannot be converted to ASCII now"));
        }
        return false;
    }

    private void pipelined(CommandWriter writer, boolean chunking) throws SessionFailure {
        List<ByteBuffer> commands = new ArrayList<>();
        commands.add(writer.mail(envelope.sender(), parameters()));
        for (Recipient recipient : recipients) {
            commands.add(writer.rcpt(recipient.address(), recipient.dsn()));
        }
        if (!chunking) {
            commands.add(CommandWriter.plain(Verb.DATA));
        }
        session.send(commands);
        ServerReply sender = session.next("MAIL");
        List<Recipient> accepted = new ArrayList<>();
        for (Recipient recipient : recipients) {
            ServerReply answer = session.next("RCPT");
            if (sender.isPositive()) {
                sort(recipient, answer, accepted);
            }
        }
        if (!sender.isPositive()) {
            refuseAll(verdict(sender));
        }
        if (chunking) {
            sendOrReset(accepted);
            return;
        }
        ServerReply data = session.next("DATA");
        if (!data.isIntermediate()) {
            noData(accepted, data);
            reset();
        } else if (accepted.isEmpty()) {
            endWithoutData();
        } else {
            inDoubt = true;
            session.data(content);
            settle(accepted);
            inDoubt = false;
        }
    }

    private void oneByOne(CommandWriter writer, boolean chunking) throws SessionFailure {
        ServerReply sender = session.ask("MAIL", writer.mail(envelope.sender(), parameters()));
        if (!sender.isPositive()) {
            refuseAll(verdict(sender));
            reset();
            return;
        }
        List<Recipient> accepted = new ArrayList<>();
        for (Recipient recipient : recipients) {
            sort(
                    recipient,
                    session.ask("RCPT", writer.rcpt(recipient.address(), recipient.dsn())),
                    accepted);
        }
        if (chunking || accepted.isEmpty()) {
            sendOrReset(accepted);
            return;
        }
        ServerReply data = session.ask("DATA", CommandWriter.plain(Verb.DATA));
        if (!data.isIntermediate()) {
            noData(accepted, data);
            reset();
            return;
        }
        inDoubt = true;
        session.data(content);
        settle(accepted);
        inDoubt = false;
    }

    private void sendOrReset(List<Recipient> accepted) throws SessionFailure {
        if (accepted.isEmpty()) {
            reset();
            return;
        }
        inDoubt = true;
        session.chunk(content);
        boolean taken = settle(accepted);
        inDoubt = false;
        if (!taken) {
            reset();
        }
    }

    /**
     * The server waits for data although it has no recipient: it gets none. With LMTP it should not
     * have (RFC 2033 section 4.2), and whether it answers the end is anybody's guess: taken for the
     * answer to another message's commands, that would refuse or garble it.
     */
    private void endWithoutData() throws SessionFailure {
        ByteBuffer dot = ByteBuffer.wrap(new byte[] {'.', '\r', '\n'});
        if (session.dialect().answersEachRecipient()) {
            outOfStep = true;
            session.send(List.of(dot));
        } else {
            session.ask("end of data", dot);
        }
    }

    private void reset() throws SessionFailure {
        session.ask("RSET", CommandWriter.plain(Verb.RSET));
    }

    private void sort(Recipient recipient, ServerReply answer, List<Recipient> accepted) {
        if (answer.isPositive()) {
            accepted.add(recipient);
        } else {
            outcomes.add(refused(recipient, verdict(answer)));
        }
    }

    /**
     * The answers to the message: one for all or, with LMTP, one for each recipient in order.
     *
     * @return whether the last one was positive
     */
    private boolean settle(List<Recipient> accepted) throws SessionFailure {
        ServerReply answer = null;
        for (Recipient recipient : accepted) {
            if (answer == null || session.dialect().answersEachRecipient()) {
                answer = session.verdict();
            }
            outcomes.add(
                    answer.isPositive()
                            ? new Outcome.Delivered(
                                    recipient, answer.toReply(), session.target().name(), action())
                            : refused(recipient, verdict(answer)));
        }
        return answer != null && answer.isPositive();
    }

    /** With LMTP the answer is final: who asked for a report gets it from us (RFC 3461). */
    private Outcome.Action action() {
        if (session.capabilities().has("DSN")) {
            return Outcome.Action.FORWARDED;
        }
        return session.dialect().answersEachRecipient()
                ? Outcome.Action.DELIVERED
                : Outcome.Action.RELAYED;
    }

    /** The message was not asked for: whatever the host said, nobody got it. */
    private void noData(List<Recipient> accepted, ServerReply answer) {
        accepted.forEach(r -> outcomes.add(refused(r, verdict(answer))));
    }

    private void refuseAll(Reply reply) {
        recipients.forEach(r -> outcomes.add(refused(r, reply)));
    }

    private Outcome refused(Recipient recipient, Reply reply) {
        return reply.isPermanent()
                ? new Outcome.Failed(recipient, reply, session.target().name())
                : new Outcome.Deferred(recipient, reply, session.target().name());
    }

    /** A code that has no place here (354 to RCPT) decides nothing. */
    private static Reply verdict(ServerReply answer) {
        return answer.isTransient() || answer.isPermanent()
                ? answer.toReply()
                : Reply.of(451, "4.5.0", "unexpected answer: " + answer.toReply());
    }

    private MailParameters parameters() {
        Set<Requirement> requirements = EnumSet.noneOf(Requirement.class);
        requirements.addAll(envelope.requirements());
        if (content.summary().eightBit()) {
            requirements.add(Requirement.EIGHT_BIT);
        }
        requirements.remove(Requirement.BINARY);
        return new MailParameters(content.size(), requirements, envelope.dsn());
    }

    /** An international domain alone can go in A-labels; a local part or a header cannot. */
    private boolean needsUtf8() {
        return content.summary().internationalHeader()
                        && envelope.requirements().contains(Requirement.SMTPUTF8)
                || envelope.sender().address().filter(Relay::isUtf8Only).isPresent()
                || recipients.stream().map(Recipient::address).anyMatch(Relay::isUtf8Only);
    }

    private static boolean isUtf8Only(MailAddress address) {
        return address.localPart().chars().anyMatch(c -> c > 127);
    }
}
