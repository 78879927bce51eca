// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
        try (Storing storing = new Storing(targets)) {
            storing.begin(targets, known, content, core.partitions()::store);
            storing.await();
            if (storing.stored.isEmpty()) {
                return refusedOrKnown(targets, storing.places, known, storing.away);
            }
            Arrival arrival = new Arrival(message, known, storing);
            return storing.kept(core.sequencer().commit(() -> arrive(arrival, targets)));
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

    private CompletionStage<List<DeliveryResult>> store(
            Message message,
            List<DeliveryTarget> targets,
            List<DeliveryResult> known,
            Content content,
            Executor executor) {
        Storing storing = new Storing(targets);
        storing.begin(targets, known, content, core.partitions()::storeNow);
        return storing.decided()
                .thenComposeAsync(
                        decided -> {
                            storing.await();
                            Arrival arrival = new Arrival(message, known, storing);
                            Step.Decision<List<DeliveryResult>> decision =
                                    storing.stored.isEmpty()
                                            ? () ->
                                                    Step.none(
                                                            refusedOrKnown(
                                                                    targets,
                                                                    storing.places,
                                                                    known,
                                                                    storing.away))
                                            : () -> arrive(arrival, targets);
                            return core.sequencer()
                                    .commitLater(decision, executor)
                                    .thenApply(storing::kept);
                        },
                        executor)
                .whenComplete((results, failed) -> storing.close());
    }

    /** Opens a sink in the partition of a target, if it is there now. */
    ContentSink begin(DeliveryTarget target, long expectedSize) throws StoreException {
        return core.partitions().beginNow(partition(target), expectedSize);
    }

    /** The way of a content into partitions. */
    private interface Way {
        Partitions.Incoming store(String partition, Content content) throws StoreException;
    }

    /** One content on its way into each partition that has targets, and what came of it. */
    private final class Storing implements AutoCloseable {
        private final Map<String, Partitions.Incoming> incoming = new LinkedHashMap<>();
        private final Map<String, ContentLocator> stored = new HashMap<>();
        private final Map<String, StoreException> away = new HashMap<>();
        // Kept: an owner who is moved meanwhile gets this message where it was put.
        private final List<String> places;

        Storing(List<DeliveryTarget> targets) {
            places = targets.stream().map(Deliveries.this::partition).toList();
        }

        /** Begins, where a target does not have the message yet. */
        void begin(
                List<DeliveryTarget> targets,
                List<DeliveryResult> known,
                Content content,
                Way way) {
            for (int i = 0; i < targets.size(); i++) {
                String partition = places.get(i);
                if (known.get(i) == null
                        && !incoming.containsKey(partition)
                        && !away.containsKey(partition)) {
                    try {
                        incoming.put(partition, way.store(partition, content));
                    } catch (StoreException refusal) {
                        away.put(partition, refusal);
                    }
                }
            }
        }

        /** Lets go of what was stored for targets that in the end did not get it. */
        List<DeliveryResult> kept(List<DeliveryResult> results) {
            Set<String> used = new HashSet<>();
            for (int i = 0; i < results.size(); i++) {
                if (results.get(i).refusal().isEmpty()) {
                    used.add(places.get(i));
                }
            }
            stored.forEach(
                    (partition, content) -> {
                        if (!used.contains(partition)) {
                            core.partitions().drop(List.of(content));
                        }
                    });
            return results;
        }

        /** Completed when {@link #await} does not wait any more. */
        CompletableFuture<Void> decided() {
            return CompletableFuture.allOf(
                    incoming.values().stream()
                            .map(Partitions.Incoming::decided)
                            .toArray(CompletableFuture[]::new));
        }

        /** Waits until it is durable or refused everywhere. */
        void await() {
            incoming.forEach(
                    (partition, in) -> {
                        try {
                            stored.put(partition, in.await());
                        } catch (StoreException refusal) {
                            away.put(partition, refusal);
                        }
                    });
        }

        @Override
        public void close() {
            incoming.values().forEach(Partitions.Incoming::close);
        }
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
        MailboxName name = place(target, draft);
        Folder folder = draft.folder(name);
        if (folder == null || !folder.isSelectable()) {
            return null;
        }
        Row row = row(message, target, 1, NOWHERE, draft);
        try {
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
                    core.notices().notice(judge.noticed(), judge.refused(), Set.of());
                    return results;
                });
    }

    private static MailboxName place(DeliveryTarget target, Draft draft) {
        Folder wanted = draft.folder(target.mailbox());
        return wanted != null && wanted.isSelectable()
                ? target.mailbox()
                : MailboxName.inbox(target.mailbox().owner());
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
            String place = arrival.content.places.get(i);
            results.add(earlier != null ? earlier : arrive(arrival, place, target, draft, judge));
        }
        return step(draft, judge, results);
    }

    private DeliveryResult arrive(
            Arrival arrival,
            String partition,
            DeliveryTarget target,
            Draft draft,
            QuotaJudge judge) {
        ContentLocator content = arrival.content.stored.get(partition);
        if (content == null) {
            return refused(target, arrival.content.away.get(partition));
        }
        try {
            draft.ownerMade(target.mailbox().owner(), target.partition());
            MailboxName name = place(target, draft);
            long mailbox = draft.mailbox(name);
            long uid = draft.nextUid(mailbox);
            Row row = row(arrival.message, target, uid, content, draft);
            judge.arrival(name, mailbox, row, target.guaranteed());
            draft.add(mailbox, row);
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
            List<DeliveryTarget> targets,
            List<String> places,
            List<DeliveryResult> known,
            Map<String, StoreException> away) {
        List<DeliveryResult> results = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            DeliveryTarget target = targets.get(i);
            DeliveryResult earlier = known.get(i);
            results.add(earlier != null ? earlier : refused(target, away.get(places.get(i))));
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
                        : new StoreException(
                                StoreException.Code.UNAVAILABLE, "The user was moved just now");
        return new DeliveryResult(target, target.mailbox(), 0, 0, Optional.of(why));
    }
}
