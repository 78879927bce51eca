// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.store.state.DeliveryKey;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Row;

/**
 * Delivery: the content goes to each partition that has targets, once and at the same time; when it
 * is durable there, one log record brings it into all mailboxes. A target that had the same key
 * before gets the same answer and no second message.
 */
final class Deliveries {
    private static final ContentLocator NOWHERE = new ContentLocator("", 0);

    private final Core core;

    Deliveries(Core core) {
        this.core = core;
    }

    /** Delivers, waiting for partitions that are away and for the disk. */
    List<DeliveryResult> deliver(
            String key, List<DeliveryTarget> targets, Content content, Instant received)
            throws StoreException {
        Grants grants = core.limits().now(owners(targets));
        Message message = message(key, content, received, grants);
        List<DeliveryResult> known = core.sequencer().commit(() -> look(message, targets));
        try (Storing storing = storing(targets)) {
            storing.begin(known, content, core.partitions()::store);
            storing.await();
            if (storing.isNowhere()) {
                return refusedOrKnown(targets, known, storing);
            }
            Arrival arrival = new Arrival(message, known, storing);
            return storing.kept(
                    core.sequencer().commit(() -> arrive(arrival, targets), storing::drop));
        }
    }

    /**
     * Delivers without a wait: for partitions nobody waits, for the disk the stage does.
     *
     * @param executor does what has to be done between two waits
     */
    CompletionStage<List<DeliveryResult>> deliverLater(
            String key,
            List<DeliveryTarget> targets,
            Content content,
            Instant received,
            Executor executor) {
        CompletionStage<Grants> limits = core.limits().later(owners(targets));
        Function<Grants, CompletionStage<List<DeliveryResult>>> next =
                grants -> {
                    Message message = message(key, content, received, grants);
                    return core.sequencer()
                            .decide(() -> look(message, targets))
                            .thenCompose(
                                    known -> store(message, targets, known, content, executor));
                };
        // Those who look limits up have no time for what comes then.
        return limits.toCompletableFuture().isDone()
                ? limits.thenCompose(next)
                : limits.thenComposeAsync(next, executor);
    }

    private static List<String> owners(List<DeliveryTarget> targets) {
        return targets.stream().map(t -> t.mailbox().owner()).toList();
    }

    private Message message(String key, Content content, Instant received, Grants grants) {
        return new Message(
                key, content.size(), content.summary().root().mediaType(), received, grants);
    }

    private Storing storing(List<DeliveryTarget> targets) {
        return new Storing(core.partitions(), targets.stream().map(this::partition).toList());
    }

    private CompletionStage<List<DeliveryResult>> store(
            Message message,
            List<DeliveryTarget> targets,
            List<DeliveryResult> known,
            Content content,
            Executor executor) {
        Storing storing = storing(targets);
        storing.begin(known, content, core.partitions()::storeNow);
        return storing.decided()
                .thenComposeAsync(
                        decided -> {
                            storing.await();
                            Arrival arrival = new Arrival(message, known, storing);
                            Step.Decision<List<DeliveryResult>> decision =
                                    storing.isNowhere()
                                            ? () ->
                                                    Step.none(
                                                            refusedOrKnown(targets, known, storing))
                                            : () -> arrive(arrival, targets);
                            return core.sequencer()
                                    .commitLater(decision, storing::drop, executor)
                                    .thenApply(storing::kept);
                        },
                        executor)
                .whenComplete((results, failed) -> storing.close());
    }

    /** Opens a sink in the partition of a target, if it is there now. */
    ContentSink begin(DeliveryTarget target, long expectedSize) throws StoreException {
        return core.partitions().beginNow(partition(target), expectedSize);
    }

    private record Message(
            String key, long size, String mediaType, Instant received, Grants grants) {}

    private record Arrival(Message message, List<DeliveryResult> first, Storing content) {}

    /** Before anything is stored: who has it already, and who is not to get it; null for others. */
    private Step<List<DeliveryResult>> look(Message message, List<DeliveryTarget> targets) {
        Draft draft = core.draft();
        QuotaJudge judge = new QuotaJudge(core, draft, message.grants);
        List<DeliveryResult> results = new ArrayList<>();
        for (DeliveryTarget target : targets) {
            DeliveryResult earlier = known(message.key, target, draft);
            results.add(earlier != null ? earlier : refusal(message, target, draft, judge));
        }
        return step(draft, judge, results);
    }

    /** Why a mailbox that exists does not take a message; null if it does. */
    private DeliveryResult refusal(
            Message message, DeliveryTarget target, Draft draft, QuotaJudge judge) {
        try {
            MailboxName name = place(target, draft);
            Folder folder = draft.folder(name);
            if (folder == null || !folder.isSelectable()) {
                return null;
            }
            Row row = row(message, target, 1, NOWHERE, draft);
            judge.arrival(name, folder.mailbox(), row, target.guaranteed());
            return null;
        } catch (StoreException refused) {
            return refused(target, refused);
        }
    }

    private Step<List<DeliveryResult>> step(
            Draft draft, QuotaJudge judge, List<DeliveryResult> results) {
        return new Step<>(
                draft.ops(),
                () -> {
                    core.notices().notice(judge.noticed(), judge.refused(), Map.of());
                    return results;
                });
    }

    /**
     * Where a message goes.
     *
     * @throws StoreException if it was for a public folder and does not get there
     */
    private MailboxName place(DeliveryTarget target, Draft draft) throws StoreException {
        MailboxName name = target.mailbox();
        boolean isPublic = core.rules().sharing().isPublic(name.owner());
        if (name.isInbox() && !isPublic) {
            return name;
        }
        Folder wanted = draft.folder(name);
        boolean there = wanted != null && wanted.isSelectable();
        if (there
                && core.rights()
                        .mayPost(target.poster(), draft.owner(name.owner()), name.folder())) {
            return name;
        }
        if (isPublic) {
            throw new StoreException(Code.NONEXISTENT, "There is no such mailbox");
        }
        return MailboxName.inbox(name.owner());
    }

    private Row row(
            Message message, DeliveryTarget target, long uid, ContentLocator at, Draft draft) {
        return new Row(
                uid,
                at,
                at,
                core.rules().types().arriving(target.flags(), message.mediaType),
                message.received.getEpochSecond(),
                draft.now(),
                message.size,
                DeliveryKey.of(message.key, target.mailbox().folder()));
    }

    /** The earlier delivery of the same key, or null. */
    private DeliveryResult known(String key, DeliveryTarget target, Draft draft) {
        MailboxName inbox = MailboxName.inbox(target.mailbox().owner());
        DeliveryKey wanted = DeliveryKey.of(key, target.mailbox().folder());
        for (MailboxName name : List.of(target.mailbox(), inbox)) {
            Folder folder = draft.folder(name);
            if (folder == null || !folder.isSelectable()) {
                continue;
            }
            long mailbox = folder.mailbox();
            for (Row row : draft.rows(mailbox)) {
                if (row.key().equals(wanted)) {
                    return result(target, name, draft.uidValidity(mailbox), row.uid());
                }
            }
            long uid = core.catalogue().mailbox(mailbox).delivered(wanted);
            if (uid != 0) {
                return result(target, name, draft.uidValidity(mailbox), uid);
            }
        }
        return null;
    }

    private Step<List<DeliveryResult>> arrive(Arrival arrival, List<DeliveryTarget> targets)
            throws StoreException {
        Draft draft = core.draft();
        QuotaJudge judge = new QuotaJudge(core, draft, arrival.message.grants);
        List<DeliveryResult> results = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            DeliveryTarget target = targets.get(i);
            DeliveryResult first = arrival.first.get(i);
            DeliveryResult earlier = known(arrival.message.key, target, draft);
            if (earlier == null && first != null && first.refusal().isPresent()) {
                earlier = first;
            }
            results.add(earlier != null ? earlier : arrive(arrival, i, target, draft, judge));
        }
        return step(draft, judge, results);
    }

    private DeliveryResult arrive(
            Arrival arrival, int number, DeliveryTarget target, Draft draft, QuotaJudge judge) {
        ContentLocator content = arrival.content.stored(number);
        if (content == null) {
            return refused(target, arrival.content.refusal(number));
        }
        try {
            String owner = target.mailbox().owner();
            if (!core.rules().sharing().isPublic(owner)) {
                draft.ownerMade(owner, target.partition());
            }
            MailboxName name = place(target, draft);
            long mailbox = draft.mailbox(name);
            long uid = draft.nextUid(mailbox);
            Row row = row(arrival.message, target, uid, content, draft);
            judge.arrival(name, mailbox, row, target.guaranteed());
            draft.add(mailbox, row);
            arrival.content.use(number);
            return result(target, name, draft.uidValidity(mailbox), uid);
        } catch (StoreException refusal) {
            return refused(target, refusal);
        }
    }

    private String partition(DeliveryTarget target) {
        OwnerState owner = core.catalogue().owner(target.mailbox().owner()).visible();
        // Without a folder it is somebody of whom only shares of others are known.
        if (owner != null && !owner.folders().isEmpty()) {
            return owner.partition();
        }
        return target.partition().isEmpty() ? core.rules().defaultPartition() : target.partition();
    }

    private List<DeliveryResult> refusedOrKnown(
            List<DeliveryTarget> targets, List<DeliveryResult> known, Storing content) {
        List<DeliveryResult> results = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            DeliveryTarget target = targets.get(i);
            DeliveryResult earlier = known.get(i);
            results.add(earlier != null ? earlier : refused(target, content.refusal(i)));
        }
        return results;
    }

    private static DeliveryResult result(
            DeliveryTarget target, MailboxName name, long uidValidity, long uid) {
        return new DeliveryResult(target, name, uidValidity, uid, Optional.empty());
    }

    private static DeliveryResult refused(DeliveryTarget target, StoreException refusal) {
        StoreException why =
                refusal != null
                        ? refusal
                        : new StoreException(Code.UNAVAILABLE, "The user was moved just now");
        return new DeliveryResult(target, target.mailbox(), 0, 0, Optional.of(why));
    }
}
