// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.acceptance.Rooms.AwayException;
import org.tubepost.api.acceptance.Limits;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.RecentEnvelope;
import org.tubepost.api.acceptance.RecipientPlan;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.config.Generation;
import org.tubepost.api.filter.Stage;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Requirement;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.message.Summary;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.queue.Queue;
import org.tubepost.api.queue.QueueFullException;
import org.tubepost.api.queue.Submission;
import org.tubepost.api.routing.ExpansionContext;
import org.tubepost.message.MessageScanner;

/**
 * A message on its way in. Mutable and private to acceptance; at the end of data it freezes into an
 * {@link Envelope}. Used by one thread at a time.
 */
final class DoorTransaction implements Transaction {
    private static final Logger LOG = LoggerFactory.getLogger(DoorTransaction.class);
    private static final Reply SENDER_OK = Reply.of(250, "2.1.0", "sender ok");
    private static final Reply GO_ON = Reply.of(354, "2.0.0", "send the message, end with a dot");
    private static final Reply NO_RECIPIENT = Reply.of(554, "5.5.1", "no valid recipients");
    private static final Reply OUT_OF_ORDER = Reply.of(503, "5.5.1", "commands out of order");
    private static final Reply REHEARSAL =
            Reply.of(554, "5.5.1", "this transaction takes no message");
    private static final Reply TOO_MANY = Reply.of(452, "4.5.3", "too many recipients");
    private static final Reply LOOPING = Reply.of(554, "5.4.6", "message is looping");
    private static final Reply QUEUE_FULL =
            Reply.of(452, "4.3.1", "no room for the message now, try again later");
    private static final Reply QUEUE_FAILED =
            Reply.of(451, "4.3.0", "message could not be stored, try again later");

    private final Door door;
    private final Rooms rooms;
    private final Queue queue;
    private final Generation generation;
    private final boolean rehearsal;
    private final Origin listened;
    private final Trace trace;
    private final List<Recipient> recipients = new ArrayList<>();
    private final List<MailAddress> given = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();
    private Origin origin;
    private Limits limits;
    private FilterPass filters;
    private MailParameters parameters = MailParameters.NONE;
    private ReversePath sender;
    private ContentSink sink;
    private MessageScanner scanner;
    private Reply failure;

    DoorTransaction(
            Door door,
            Rooms rooms,
            Queue queue,
            Generation generation,
            Origin origin,
            boolean rehearsal,
            Trace trace) {
        this.rehearsal = rehearsal;
        this.listened = origin;
        this.door = door;
        this.rooms = rooms;
        this.queue = queue;
        this.generation = generation;
        this.origin = origin;
        this.trace = trace;
        this.limits = door.limits(generation, origin.channel());
    }

    @Override
    public String channel() {
        return origin.channel();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Reply sender(ReversePath path, MailParameters given) {
        if (sender != null) {
            return OUT_OF_ORDER;
        }
        try {
            origin =
                    origin.withChannel(
                            SourceChannel.of(origin, generation, rooms, rehearsal, trace));
        } catch (AwayException away) {
            return away.reply();
        }
        limits = door.limits(generation, origin.channel());
        filters = new FilterPass(rooms, generation, origin, trace);
        if (given.size() > limits.messageSize()) {
            return tooLarge();
        }
        Optional<Reply> refused = filters.ask(Stage.SENDER, path, List.of());
        if (refused.isPresent()) {
            return refused.get();
        }
        sender = path;
        parameters = given;
        return SENDER_OK;
    }

    @Override
    public RecipientPlan recipient(MailAddress address, RecipientDsn dsn) {
        if (sender == null || sink != null) {
            return new RecipientPlan(OUT_OF_ORDER, List.of());
        }
        if (given.size() >= limits.recipients()) {
            return new RecipientPlan(TOO_MANY, List.of());
        }
        RecipientPlan plan =
                new RecipientRouting(
                                rooms,
                                new ExpansionContext(
                                        generation,
                                        origin,
                                        sender,
                                        parameters.size(),
                                        rehearsal,
                                        trace),
                                address,
                                dsn,
                                door.expansionDepth())
                        .run();
        if (!plan.reply().isPositive()) {
            return plan;
        }
        List<MailAddress> asked = new ArrayList<>(given);
        asked.add(address);
        Optional<Reply> refused = filters.ask(Stage.RECIPIENT, sender, asked);
        if (refused.isPresent()) {
            return new RecipientPlan(refused.get(), List.of());
        }
        given.add(address);
        for (Recipient recipient : plan.recipients()) {
            if (taken.add(recipient.channel() + " " + recipient.address())) {
                recipients.add(recipient);
            }
        }
        return plan;
    }

    @Override
    public Duration delay() {
        return Duration.ZERO;
    }

    @Override
    public Reply beginData() {
        if (sender == null || sink != null) {
            return OUT_OF_ORDER;
        }
        if (recipients.isEmpty()) {
            return NO_RECIPIENT;
        }
        if (rehearsal) {
            return REHEARSAL;
        }
        door.remember(new RecentEnvelope(listened, sender, given));
        try {
            sink = queue.begin(parameters.size());
            scanner = new MessageScanner();
            return GO_ON;
        } catch (QueueFullException full) {
            LOG.warn("The queue takes nothing: {}", full.getMessage());
            return QUEUE_FULL;
        }
    }

    @Override
    public void write(ByteBuffer slice) {
        if (failure != null) {
            slice.position(slice.limit());
            return;
        }
        if (sink.size() + slice.remaining() > limits.messageSize()) {
            fail(tooLarge());
            slice.position(slice.limit());
            return;
        }
        try {
            scanner.update(slice.duplicate());
            sink.write(slice);
        } catch (QueueFullException full) {
            fail(QUEUE_FULL);
        } catch (IOException broken) {
            LOG.error("The queue cannot be written", broken);
            fail(QUEUE_FAILED);
        }
        slice.position(slice.limit());
    }

    @Override
    public void writeAll(Content content) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        long at = 0;
        while (at < content.size()) {
            buffer.clear();
            int got = content.read(at, buffer);
            if (got <= 0) {
                throw new IOException("content ends at " + at + " of " + content.size());
            }
            at += got;
            write(buffer.flip());
        }
    }

    @Override
    public CompletionStage<Reply> commit() {
        if (sink == null) {
            return CompletableFuture.completedFuture(OUT_OF_ORDER);
        }
        if (failure != null) {
            return CompletableFuture.completedFuture(failure);
        }
        Summary summary = scanner.finish();
        if (summary.receivedCount() > door.receivedLimit()) {
            return CompletableFuture.completedFuture(LOOPING);
        }
        if (summary.headerSize() > limits.headerSize()) {
            return CompletableFuture.completedFuture(
                    Reply.of(552, "5.3.4", "header is larger than " + limits.headerSize()));
        }
        try {
            return judged(summary, sink.seal(summary));
        } catch (QueueFullException full) {
            return CompletableFuture.completedFuture(QUEUE_FULL);
        } catch (IOException broken) {
            LOG.error("The queue cannot be written", broken);
            return CompletableFuture.completedFuture(QUEUE_FAILED);
        }
    }

    private CompletionStage<Reply> judged(Summary summary, Content sealed) {
        MessageId id = queue.newMessageId();
        Content traced = sealed.withHeader(door.traceFields(origin, id, given));
        sealed.close();
        FilterPass.Result result = filters.askContent(sender, given, traced);
        if (result.refusal().isPresent()) {
            return CompletableFuture.completedFuture(result.refusal().get());
        }
        Content content = result.content().orElseThrow();
        if (result.discard()) {
            content.close();
            return CompletableFuture.completedFuture(accepted(id));
        }
        Envelope envelope =
                new Envelope(
                        id,
                        origin,
                        sender,
                        parameters.dsn(),
                        requirements(summary),
                        summary.priority(),
                        recipients);
        return queue.enqueue(List.of(new Submission(envelope, content, result.hold())))
                .handle(
                        (stored, problem) -> {
                            content.close();
                            return problem == null ? accepted(stored.get(0)) : notStored(problem);
                        });
    }

    private Set<Requirement> requirements(Summary summary) {
        Set<Requirement> needs = new LinkedHashSet<>(parameters.requirements());
        if (summary.eightBit() || summary.internationalHeader()) {
            needs.add(Requirement.EIGHT_BIT);
        } else {
            needs.remove(Requirement.EIGHT_BIT);
        }
        boolean international =
                summary.internationalHeader()
                        || sender.address().filter(MailAddress::isInternational).isPresent()
                        || recipients.stream().anyMatch(r -> r.address().isInternational());
        if (!international) {
            needs.remove(Requirement.SMTPUTF8);
        }
        return needs;
    }

    private static Reply accepted(MessageId id) {
        return Reply.of(250, "2.0.0", "message accepted as " + id);
    }

    private static Reply notStored(Throwable problem) {
        Throwable cause = problem.getCause() == null ? problem : problem.getCause();
        if (problem instanceof QueueFullException || cause instanceof QueueFullException) {
            return QUEUE_FULL;
        }
        LOG.error("A message could not be stored", problem);
        return QUEUE_FAILED;
    }

    private Reply tooLarge() {
        return Reply.of(552, "5.3.4", "message is larger than " + limits.messageSize() + " octets");
    }

    private void fail(Reply reply) {
        failure = reply;
        sink.close();
    }

    @Override
    public void close() {
        if (sink != null) {
            sink.close();
        }
    }
}
