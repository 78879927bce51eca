// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.RecipientPlan;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Requirement;
import org.tubepost.message.SubmissionFields;
import org.tubepost.smtp.ServerKeywords.EightBit;
import org.tubepost.wire.smtp.Command.Mail;
import org.tubepost.wire.smtp.Command.Rcpt;
import org.tubepost.wire.smtp.LineLimit;
import org.tubepost.wire.smtp.session.IncomingData;
import org.tubepost.wire.smtp.session.ServerReplies;

/**
 * One message of a session, from MAIL to the answer behind its data, with the lease of acceptance
 * that it needs. Once something went wrong with the data, the rest is read and thrown away, and the
 * answer at the end tells what it was. One call at a time, on workers except where a method says
 * otherwise.
 */
final class IncomingMail implements AutoCloseable {
    /** Most octets that a message may grow by while it passes. */
    private static final int ADDED_OCTETS = 2048;

    private final Lease<Acceptance> lease;
    private final Transaction transaction;
    private final Rules rules;
    private final Set<Requirement> requirements;
    private ServerKeywords keywords;
    private Duration delay = Duration.ZERO;
    private Reply failure;
    private Consumer<ByteBuffer> sink;
    private SubmissionFields completion;
    private final IncomingData octets = new IncomingData(this::take);
    private long taken;

    IncomingMail(
            Lease<Acceptance> lease,
            Transaction transaction,
            Rules rules,
            Set<Requirement> requirements) {
        this.lease = lease;
        this.transaction = transaction;
        this.rules = rules;
        this.requirements = requirements;
        this.keywords = rules.keywords();
    }

    /** Keywords that hold for the data, if not those of the listener's channel. */
    void obey(ServerKeywords others) {
        keywords = others;
    }

    /** Source channel. */
    String channel() {
        return transaction.channel();
    }

    /** How long the last answer to MAIL or RCPT is held back. */
    Duration delay() {
        return delay;
    }

    /** True once the data comes in chunks. */
    boolean isChunked() {
        return octets.isChunked();
    }

    Reply sender(Mail command) {
        Reply reply = transaction.sender(command.sender(), command.parameters());
        delay = transaction.delay();
        return reply;
    }

    Reply recipient(Rcpt command) {
        delay = Duration.ZERO;
        if (failure != null) {
            return failure;
        }
        if (command.address().isInternational() && !requirements.contains(Requirement.SMTPUTF8)) {
            return ServerReplies.UTF8_NEEDED;
        }
        RecipientPlan plan = transaction.recipient(command.address(), command.dsn());
        delay = transaction.delay();
        return plan.reply();
    }

    /** DATA: 354, or why not. Does not block. */
    Reply beginData() {
        Reply reply = begin();
        if (reply.code() == 354) {
            octets.beginData();
        }
        return reply;
    }

    /** BDAT: a chunk of this size follows, whatever the message has come to. */
    void beginChunk(long size) {
        if (!octets.isChunked()) {
            Reply reply = begin();
            if (reply.code() != 354 && failure == null) {
                failure = reply;
            }
        }
        octets.beginChunk(size);
    }

    /** Nothing more of the message is wanted. */
    boolean hasFailed() {
        return failure != null;
    }

    /** Whether data of this size can be read without a wait. */
    boolean takesAtOnce(int octets) {
        int held = completion == null ? 0 : completion.held();
        return failure != null || transaction.takesAtOnce(octets + held + ADDED_OCTETS);
    }

    /**
     * Reads; on a worker, or on any thread if it {@link #takesAtOnce}. True at the end of the data,
     * or of the chunk.
     */
    boolean data(ByteBuffer in) {
        return octets.read(in);
    }

    /** What to say behind a chunk that is not the last. */
    Reply chunkReply(long size) {
        return failure != null ? failure : Reply.of(250, "2.0.0", size + " octets received");
    }

    /** The message is complete. */
    CompletionStage<Reply> commit() {
        if (failure == null && octets.hasBareLineBreak()) {
            failure = ServerReplies.BARE_LINE_BREAK;
        }
        if (failure != null) {
            return CompletableFuture.completedFuture(failure);
        }
        if (completion != null) {
            completion.finish();
        }
        return transaction.commit();
    }

    /** Acceptance is going: lets go of it; everything from now on is answered with this. */
    void abandon(Reply reason) {
        failure = reason;
        close();
    }

    @Override
    public void close() {
        transaction.close();
        lease.close();
    }

    private Reply begin() {
        Reply reply = failure != null ? failure : transaction.beginData();
        if (reply.code() == 354) {
            sink = transaction::write;
            if (rules.submission()) {
                completion = new SubmissionFields(rules.hostName(), rules.clock(), sink);
                sink = completion::write;
            }
            keywords.longLines().ifPresent(this::limitLines);
        }
        return reply;
    }

    private void limitLines(LineLimit.Mode mode) {
        LineLimit lines = new LineLimit(mode, sink);
        sink =
                slice -> {
                    lines.write(slice);
                    if (mode == LineLimit.Mode.REJECT && lines.hasLongLine()) {
                        abandon(Replies.LONG_LINE);
                    }
                };
    }

    private void take(ByteBuffer slice) {
        if (failure != null) {
            return;
        }
        taken += slice.remaining();
        if (taken > transaction.limits().messageSize()) {
            abandon(ServerReplies.tooLarge(transaction.limits().messageSize()));
            return;
        }
        if (keywords.eightBit() == EightBit.STRICT && requirements.isEmpty() && !isAscii(slice)) {
            abandon(Replies.EIGHT_BIT_UNDECLARED);
            return;
        }
        sink.accept(slice);
    }

    private static boolean isAscii(ByteBuffer slice) {
        for (int at = slice.position(); at < slice.limit(); at++) {
            if (slice.get(at) < 0) {
                return false;
            }
        }
        return true;
    }
}
