// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.tubepost.api.acceptance.Limits;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.RecentEnvelope;
import org.tubepost.api.acceptance.RecipientPlan;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.filter.Stage;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.queue.Queue;
import org.tubepost.api.queue.QueueFullException;
import org.tubepost.api.security.AccessDecision;

/**
 * A message on its way in. Keeps the order of the dialogue; each stage decides in a class of its
 * own. Mutable and private to acceptance; at the end of data it freezes into envelopes. Used by one
 * thread at a time.
 */
final class DoorTransaction implements Transaction {
    private final Door door;
    private final Queue queue;
    private final Circumstances circumstances;
    private final Origin listened;
    private final AddressTables tables;
    private final List<MailAddress> given = new ArrayList<>();
    private final Copies copies = new Copies();
    private Limits limits;
    private Duration delay = Duration.ZERO;
    private Duration lasting = Duration.ZERO;
    private Sender sender;
    private int tried;
    private Reception reception;

    DoorTransaction(Door door, Queue queue, Circumstances circumstances, Origin listened) {
        this.door = door;
        this.queue = queue;
        this.circumstances = circumstances;
        this.listened = listened;
        this.tables = new AddressTables(circumstances);
        this.limits = circumstances.rules().source(listened.channel()).limits();
    }

    @Override
    public String channel() {
        return sender == null ? listened.channel() : sender.origin().channel();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Duration delay() {
        return delay;
    }

    @Override
    public Reply sender(ReversePath path, MailParameters parameters) {
        delay = Duration.ZERO;
        if (sender != null) {
            return Replies.OUT_OF_ORDER;
        }
        SenderStage.Result result =
                new SenderStage(circumstances, listened, path, parameters).decide();
        hold(result.access());
        if (result.sender().isPresent()) {
            sender = result.sender().get();
            limits = sender.limits();
        }
        return result.refusal().orElse(Replies.SENDER_OK);
    }

    @Override
    public RecipientPlan recipient(MailAddress address, RecipientDsn dsn) {
        delay = lasting;
        if (sender == null || reception != null) {
            return new RecipientPlan(Replies.OUT_OF_ORDER, List.of());
        }
        tried++;
        if (given.size() >= limits.recipients()) {
            return new RecipientPlan(Replies.TOO_MANY, List.of());
        }
        RoutedRecipients routed =
                new RecipientRouting(
                                circumstances, sender, tables, door.expansionDepth(), address, dsn)
                        .run();
        if (routed.reply().isPositive()) {
            List<MailAddress> asked = new ArrayList<>(given);
            asked.add(address);
            routed =
                    routed.judged(
                            new FilterPass(circumstances, sender.origin())
                                    .with(sender.access().filters())
                                    .ask(Stage.RECIPIENT, sender.given(), asked));
        }
        hold(routed.access());
        if (routed.reply().isPositive()) {
            given.add(address);
            copies.add(routed);
        }
        return new RecipientPlan(
                routed.reply(),
                routed.recipients().stream().map(RoutedRecipient::recipient).toList());
    }

    /** How long the answer waits: a delay may be for all answers that follow, too. */
    private void hold(AccessDecision access) {
        delay = access.delay().compareTo(lasting) > 0 ? access.delay() : lasting;
        lasting = access.delayAll() ? delay : lasting;
    }

    @Override
    public Reply beginData() {
        if (sender == null || reception != null) {
            return Replies.OUT_OF_ORDER;
        }
        if (tried > sender.recipientCutoff()) {
            return Replies.CUT_OFF;
        }
        if (given.isEmpty()) {
            return Replies.NO_RECIPIENT;
        }
        copies.trace(circumstances);
        if (circumstances.rehearsal()) {
            return Replies.REHEARSAL;
        }
        door.remember(new RecentEnvelope(listened, sender.given(), given));
        try {
            reception =
                    new Reception(
                            queue.begin(sender.parameters().size()), limits, door.receivedLimit());
            return Replies.GO_ON;
        } catch (QueueFullException full) {
            return Replies.notStored(full);
        }
    }

    @Override
    public void write(ByteBuffer slice) {
        reception.write(slice);
    }

    @Override
    public boolean takesAtOnce(int octets) {
        return reception.takesAtOnce(octets);
    }

    @Override
    public void writeAll(Content content) throws IOException {
        reception.writeAll(content);
    }

    @Override
    public CompletionStage<Reply> commit() {
        if (reception == null) {
            return CompletableFuture.completedFuture(Replies.OUT_OF_ORDER);
        }
        Optional<Reply> refused =
                reception
                        .refusal()
                        .or(() -> copies.refusal(circumstances.rules(), reception.summary()));
        if (refused.isPresent()) {
            return CompletableFuture.completedFuture(refused.get());
        }
        try {
            return new Completion(door, queue, circumstances, sender, given, copies, tables)
                    .commit(reception.seal());
        } catch (IOException broken) {
            return CompletableFuture.completedFuture(Replies.notStored(broken));
        }
    }

    @Override
    public void close() {
        if (reception != null) {
            reception.close();
        }
    }
}
