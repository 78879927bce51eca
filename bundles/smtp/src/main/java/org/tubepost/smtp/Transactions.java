// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Requirement;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.store.StoreException;
import org.tubepost.smtp.ServerKeywords.EightBit;
import org.tubepost.wire.smtp.ChunkDecoder;
import org.tubepost.wire.smtp.Command.Bdat;
import org.tubepost.wire.smtp.Command.Burl;
import org.tubepost.wire.smtp.Command.Mail;
import org.tubepost.wire.smtp.Command.Rcpt;
import org.tubepost.wire.smtp.session.Answer;
import org.tubepost.wire.smtp.session.ServerReplies;

/**
 * The messages of a connection, one after the other: what MAIL, RCPT, DATA, BDAT and RSET do, in
 * the order that RFC 5321 section 4.1.4 asks for. Used by one thread at a time, on workers except
 * where a method says otherwise.
 */
final class Transactions {
    private final Rules rules;
    private final Rooms rooms;
    private final Client client;
    private final Patience patience;
    private final SessionRecords records;
    private final Allowance allowance;
    private IncomingMail mail;
    private Bdat chunk;
    private ChunkDecoder skipped;
    private FetchedUrl fetched;

    Transactions(
            Rules rules, Rooms rooms, Client client, Patience patience, SessionRecords records) {
        this.rules = rules;
        this.rooms = rooms;
        this.client = client;
        this.patience = patience;
        this.records = records;
        this.allowance = new Allowance(rooms, client);
    }

    /** A message has begun. Any thread whose turn it is. */
    boolean isOpen() {
        return mail != null;
    }

    Answer begin(Mail command) {
        if (!client.hasGreeted()) {
            return Answer.mistake(Replies.HELLO_FIRST);
        } else if (mail != null) {
            return Answer.mistake(ServerReplies.ALREADY_BEGUN);
        } else if (rules.needsLogin() && !client.isLoggedIn()) {
            return Answer.mistake(Replies.LOGIN_NEEDED);
        }
        Optional<Reply> unknown = notOffered(command);
        if (unknown.isPresent()) {
            return Answer.mistake(unknown.get());
        } else if (patience.isEnough()) {
            return Answer.goodbye(ServerReplies.TOO_MANY_MESSAGES);
        }
        patience.transaction();
        client.awaitName();
        return rooms.acceptance()
                .map(lease -> permitted(lease, command))
                .orElse(Answer.of(Replies.ACCEPTANCE_AWAY));
    }

    /** Asked with the lease in hand, since asking counts: only what can begin is counted. */
    private Answer permitted(Lease<Acceptance> lease, Mail command) {
        Optional<Reply> tooMany;
        try {
            tooMany = allowance.message();
        } catch (RuntimeException broken) {
            lease.close();
            throw broken;
        }
        if (tooMany.isEmpty()) {
            return begin(lease, command);
        }
        lease.close();
        records.began(rules.channel(), command.sender());
        records.senderRefused(tooMany.get());
        records.ended();
        return Answer.of(tooMany.get());
    }

    private Optional<Reply> notOffered(Mail command) {
        Set<Requirement> wanted = command.parameters().requirements();
        ServerKeywords keywords = rules.keywords();
        if (wanted.contains(Requirement.BINARY)) {
            return Optional.of(ServerReplies.NO_BINARY);
        } else if (!wanted.isEmpty() && keywords.eightBit() == EightBit.NOT_OFFERED) {
            return Optional.of(Replies.NO_EIGHT_BIT);
        } else if (!keywords.dsn() && !command.parameters().dsn().equals(DsnRequest.NONE)) {
            return Optional.of(Replies.NO_DSN);
        }
        return Optional.empty();
    }

    private Answer begin(Lease<Acceptance> lease, Mail command) {
        Set<Requirement> requirements = command.parameters().requirements();
        mail = open(lease, requirements);
        Reply reply = mail.sender(command);
        Duration delay = delay();
        records.began(mail.channel(), command.sender());
        if (!reply.isPositive()) {
            records.senderRefused(reply);
            close();
            return Answer.of(reply).after(delay);
        }
        ServerKeywords keywords = keywordsOf(mail.channel());
        patience.limits(keywords.limits());
        mail.obey(keywords);
        return Answer.of(reply).after(delay);
    }

    /** What the channel says that the message has been switched to. */
    private ServerKeywords keywordsOf(String channel) {
        return channel.equals(rules.channel()) ? rules.keywords() : rooms.keywords(channel);
    }

    private IncomingMail open(Lease<Acceptance> lease, Set<Requirement> requirements) {
        boolean utf8 = requirements.contains(Requirement.SMTPUTF8);
        try {
            Transaction transaction = lease.service().begin(client.origin(utf8), Trace.OFF);
            return new IncomingMail(lease, transaction, rules, requirements);
        } catch (RuntimeException broken) {
            lease.close();
            throw broken;
        }
    }

    Answer recipient(Rcpt command) {
        if (mail == null) {
            return Answer.mistake(ServerReplies.MAIL_FIRST);
        } else if (mail.isChunked()) {
            return Answer.mistake(ServerReplies.IN_CHUNKS);
        } else if (!rules.keywords().dsn() && !command.dsn().equals(RecipientDsn.NONE)) {
            return Answer.mistake(Replies.NO_DSN);
        }
        patience.recipient();
        Optional<Reply> beyond = allowance.recipient();
        Reply reply = beyond.orElseGet(() -> mail.recipient(command));
        if (reply.isPositive()) {
            records.accepted(command.address());
        } else {
            records.recipientRefused(command.address(), reply);
        }
        boolean tooMany = reply.isPermanent() && patience.refusedRecipient();
        // Whom acceptance was not asked about has no delay: it would be that of the answer before.
        return Answer.counted(reply, tooMany).after(beyond.isPresent() ? Duration.ZERO : delay());
    }

    private Duration delay() {
        Duration asked = mail.delay();
        return asked.compareTo(rules.longestDelay()) > 0 ? rules.longestDelay() : asked;
    }

    /** DATA: 354, or why not. Does not block. */
    Answer beginData() {
        if (mail == null) {
            return Answer.mistake(ServerReplies.MAIL_FIRST);
        } else if (mail.isChunked()) {
            return Answer.mistake(ServerReplies.IN_CHUNKS);
        }
        Reply reply = mail.beginData();
        if (!reply.isPositive()) {
            records.senderRefused(reply);
        }
        return Answer.of(reply);
    }

    /** RSET. On a worker if a message has begun. */
    Answer reset() {
        end("RSET");
        return patience.isEnough()
                ? Answer.goodbye(ServerReplies.TOO_MANY_MESSAGES)
                : Answer.of(ServerReplies.OK);
    }

    /** BDAT: a chunk follows; false if it has no message and must only be {@link #skip skipped}. */
    boolean beginChunk(Bdat command) {
        chunk = command;
        if (mail == null || !rules.keywords().chunking()) {
            skipped = new ChunkDecoder(command.size());
            return false;
        }
        mail.beginChunk(command.size());
        return true;
    }

    /**
     * BURL: what the URL names follows like a chunk, and is read by {@link #fetch}; the answer if
     * it does not.
     */
    Optional<Answer> beginUrl(Burl command) {
        if (!rules.takesUrls(client)) {
            return Optional.of(Answer.mistake(ServerReplies.NOT_OFFERED));
        } else if (mail == null) {
            return Optional.of(Answer.mistake(ServerReplies.MAIL_FIRST));
        }
        mail.beginChunk(0);
        if (!mail.hasFailed()) {
            try {
                fetched = FetchedUrl.open(rooms, client, command.url());
                mail.beginChunk(fetched.size());
            } catch (StoreException refused) {
                mail.abandon(Replies.url(refused));
            }
        }
        chunk = new Bdat(fetched == null ? 0 : fetched.size(), command.last());
        return Optional.empty();
    }

    /** Reads a share of what a URL names. True at its end. On a worker. */
    boolean fetch() {
        if (fetched != null && !mail.hasFailed() && !fetched.passOn(mail)) {
            return false;
        }
        closeUrl();
        return true;
    }

    private void closeUrl() {
        if (fetched != null) {
            fetched.close();
            fetched = null;
        }
    }

    /** Reads a chunk that is thrown away; the answer at its end. */
    Optional<Answer> skip(ByteBuffer in) {
        if (!skipped.decode(in, slice -> {})) {
            return Optional.empty();
        }
        boolean offered = rules.keywords().chunking();
        return Optional.of(
                Answer.mistake(offered ? ServerReplies.MAIL_FIRST : ServerReplies.NOT_OFFERED));
    }

    /** Whether data of this size can be read without a wait. */
    boolean takesAtOnce(int octets) {
        return mail.takesAtOnce(octets);
    }

    /**
     * Reads; on a worker, or on any thread if it {@link #takesAtOnce}. True at the end of the data,
     * or of the chunk.
     */
    boolean data(ByteBuffer in) {
        return mail.data(in);
    }

    /** What to say behind a chunk; empty if it was the last. */
    Optional<Answer> chunkAnswer() {
        return chunk.last()
                ? Optional.empty()
                : Optional.of(Answer.of(mail.chunkReply(chunk.size())));
    }

    /** The message is complete. */
    CompletionStage<Reply> commit() {
        return mail.commit()
                .whenComplete(
                        (reply, problem) -> {
                            if (reply != null && !reply.isPositive()) {
                                records.messageRefused(reply);
                            }
                        });
    }

    /** Acceptance is going: lets go of a message that is not complete. */
    void abandon() {
        if (mail != null) {
            mail.abandon(Replies.ACCEPTANCE_AWAY);
        }
    }

    /** Forgets the message under way, if there is one. On a worker if there is one. */
    void end(String reason) {
        records.aborted(reason);
        close();
    }

    /** The message is answered. */
    void committed() {
        close();
    }

    private void close() {
        records.ended();
        closeUrl();
        if (mail != null) {
            mail.close();
            mail = null;
        }
    }
}
