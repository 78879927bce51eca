// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Requirement;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.FinalDelivery;
import org.tubepost.api.store.StoreException;
import org.tubepost.message.MessageScanner;
import org.tubepost.message.TraceFields;
import org.tubepost.wire.smtp.Command.Bdat;
import org.tubepost.wire.smtp.Command.Mail;
import org.tubepost.wire.smtp.session.IncomingData;
import org.tubepost.wire.smtp.session.ServerReplies;

/**
 * One message, from MAIL to the answers behind its data. Its octets go behind the trace fields
 * straight into the partition of the first recipient whose partition takes them, once for all. When
 * something goes wrong with them the rest is read and thrown away, and each recipient is told at
 * the end. Used by one thread at a time; nothing here blocks.
 */
final class IncomingMessage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingMessage.class);

    private final Mail mail;
    private final Origin origin;
    private final MessageId id;
    private final Rules rules;
    private final List<MailAddress> addresses = new ArrayList<>();
    private final List<DeliveryTarget> targets = new ArrayList<>();
    private final IncomingData octets = new IncomingData(this::take);
    private final MessageScanner scanner = new MessageScanner();
    private final DeliveryKeys keys;
    private Lease<FinalDelivery> store;
    private ContentSink sink;
    private Reply failure;

    IncomingMessage(Mail mail, Origin origin, MessageId id, Rules rules) {
        this.mail = mail;
        this.origin = origin;
        this.id = id;
        this.rules = rules;
        this.keys = new DeliveryKeys(mail.sender().toString());
    }

    Mail mail() {
        return mail;
    }

    MessageId id() {
        return id;
    }

    /** Recipients that were taken, in order. */
    List<MailAddress> addresses() {
        return addresses;
    }

    boolean takesInternational() {
        return requirements().contains(Requirement.SMTPUTF8);
    }

    private Set<Requirement> requirements() {
        return mail.parameters().requirements();
    }

    boolean isChunked() {
        return octets.isChunked();
    }

    /** Octets of the message so far, trace fields included. */
    long size() {
        return sink == null ? 0 : sink.size();
    }

    void add(MailAddress address, DeliveryTarget target) {
        addresses.add(address);
        targets.add(target);
    }

    /** DATA: 354, or why not. */
    Reply beginData(Optional<Lease<FinalDelivery>> lease) {
        begin(lease);
        if (failure != null) {
            return failure;
        }
        octets.beginData();
        return Replies.SEND;
    }

    /** BDAT: a chunk follows, whatever the message has come to. */
    void beginChunk(Bdat chunk, Optional<Lease<FinalDelivery>> lease) {
        if (octets.isChunked()) {
            lease.ifPresent(Lease::close);
        } else {
            begin(lease);
        }
        octets.beginChunk(chunk.size());
    }

    private void begin(Optional<Lease<FinalDelivery>> lease) {
        if (lease.isEmpty()) {
            failure = Replies.STORE_AWAY;
            return;
        }
        store = lease.get();
        try {
            sink = beginSink();
            write(TraceFields.returnPath(mail.sender()));
            write(TraceFields.received(origin, id, rules.hostName(), addresses));
        } catch (StoreException refusal) {
            abandon(Replies.of(refusal, rules.settings().refuseOverQuota()));
        } catch (IOException broken) {
            abandon(notStored(broken));
        }
    }

    /** Where one recipient's partition is away the others need not wait for it. */
    private ContentSink beginSink() throws StoreException {
        StoreException first = null;
        for (DeliveryTarget target : targets) {
            try {
                return store.service().begin(target, mail.parameters().size());
            } catch (StoreException refusal) {
                first = first == null ? refusal : first;
            }
        }
        throw first;
    }

    /** Whether data of this size can be read without a wait for the disk. */
    boolean takesAtOnce(int count) {
        return failure != null || sink.takesAtOnce(count);
    }

    /** Reads; true at the end of the data, or of the chunk. */
    boolean read(ByteBuffer in) {
        return octets.read(in);
    }

    /** What to say behind a chunk that is not the last. */
    Reply chunkReply(Bdat chunk) {
        return failure != null
                ? failure
                : Reply.of(250, "2.0.0", chunk.size() + " octets received");
    }

    private void take(ByteBuffer slice) {
        if (failure == null) {
            long limit = rules.maxMessageOctets();
            if (sink.size() + slice.remaining() > limit) {
                abandon(ServerReplies.tooLarge(limit));
                return;
            }
            keys.look(slice);
            try {
                write(slice);
            } catch (IOException broken) {
                abandon(notStored(broken));
            }
        }
    }

    private void write(ByteBuffer slice) throws IOException {
        scanner.update(slice.duplicate());
        sink.write(slice);
    }

    private static Reply notStored(IOException broken) {
        LOG.warn("A message that comes in cannot be written", broken);
        return Replies.NOT_STORED;
    }

    /** Lets go of what was written; everything from now on is answered with this. */
    void abandon(Reply reason) {
        failure = reason;
        close();
    }

    /**
     * The message is complete.
     *
     * @return completed with an answer for each recipient that was taken, in order; never
     *     exceptionally
     */
    CompletionStage<List<Reply>> deliver() {
        if (failure == null && octets.hasBareLineBreak()) {
            abandon(ServerReplies.BARE_LINE_BREAK);
        }
        if (failure != null) {
            return CompletableFuture.completedStage(same(failure));
        }
        try (Content content = sink.seal(scanner.finish())) {
            return store.service()
                    .deliver(keys.key("lmtp-" + id), targets, content, origin.received())
                    .handle(
                            (results, problem) ->
                                    problem == null ? answers(results) : failed(problem));
        } catch (IOException broken) {
            return CompletableFuture.completedStage(same(notStored(broken)));
        }
    }

    private List<Reply> answers(List<DeliveryResult> results) {
        List<Reply> answers = new ArrayList<>(results.size());
        for (DeliveryResult result : results) {
            answers.add(
                    result.refusal()
                            .map(r -> Replies.of(r, rules.settings().refuseOverQuota()))
                            .orElse(Replies.STORED));
        }
        return answers;
    }

    private List<Reply> failed(Throwable problem) {
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
        if (cause instanceof StoreException refusal) {
            return same(Replies.of(refusal, rules.settings().refuseOverQuota()));
        }
        LOG.error("A message was neither stored nor refused", problem);
        return same(Replies.NOT_STORED);
    }

    private List<Reply> same(Reply answer) {
        return Collections.nCopies(targets.size(), answer);
    }

    @Override
    public void close() {
        if (sink != null) {
            sink.close();
        }
        if (store != null) {
            store.close();
            store = null;
        }
    }
}
