// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
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
    private final Core core;

    Deliveries(Core core) {
        this.core = core;
    }

    /** Delivers, waiting for partitions that are away and for the disk. */
    List<DeliveryResult> deliver(
            String key, List<DeliveryTarget> targets, Content content, Instant received)
            throws StoreException {
        List<DeliveryResult> known = core.sequencer().commit(() -> Step.none(known(key, targets)));
        try (Storing storing = new Storing(targets)) {
            storing.begin(targets, known, content, core.partitions()::store);
            storing.await();
            if (storing.stored.isEmpty()) {
                return refusedOrKnown(targets, storing.places, known, storing.away);
            }
            Arrival arrival = new Arrival(key, content.size(), received, storing);
            return core.sequencer().commit(() -> arrive(arrival, targets));
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
        return core.sequencer()
                .decide(() -> Step.none(known(key, targets)))
                .thenCompose(known -> store(key, targets, known, content, received, executor));
    }

    private CompletionStage<List<DeliveryResult>> store(
            String key,
            List<DeliveryTarget> targets,
            List<DeliveryResult> known,
            Content content,
            Instant received,
            Executor executor) {
        Storing storing = new Storing(targets);
        storing.begin(targets, known, content, core.partitions()::storeNow);
        return storing.decided()
                .thenComposeAsync(
                        decided -> {
                            storing.await();
                            Arrival arrival = new Arrival(key, content.size(), received, storing);
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
                            return core.sequencer().commitLater(decision, executor);
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

    private record Arrival(String key, long size, Instant received, Storing content) {}

    private List<DeliveryResult> known(String key, List<DeliveryTarget> targets) {
        Draft draft = core.draft();
        List<DeliveryResult> results = new ArrayList<>();
        for (DeliveryTarget target : targets) {
            results.add(known(key, target, draft));
        }
        return results;
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
        List<DeliveryResult> results = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            DeliveryTarget target = targets.get(i);
            DeliveryResult earlier = known(arrival.key, target, draft);
            results.add(
                    earlier != null
                            ? earlier
                            : arrive(arrival, arrival.content.places.get(i), target, draft));
        }
        return new Step<>(draft.ops(), () -> results);
    }

    private DeliveryResult arrive(
            Arrival arrival, String partition, DeliveryTarget target, Draft draft) {
        ContentLocator content = arrival.content.stored.get(partition);
        if (content == null) {
            return refused(target, arrival.content.away.get(partition));
        }
        try {
            draft.ownerMade(target.mailbox().owner(), target.partition());
            Folder wanted = draft.folder(target.mailbox());
            MailboxName name =
                    wanted != null && wanted.isSelectable()
                            ? target.mailbox()
                            : MailboxName.inbox(target.mailbox().owner());
            long mailbox = draft.mailbox(name);
            long uid = draft.nextUid(mailbox);
            draft.add(
                    mailbox,
                    new Row(
                            uid,
                            content,
                            content,
                            target.flags(),
                            arrival.received.getEpochSecond(),
                            draft.now(),
                            arrival.size,
                            DeliveryKey.of(arrival.key, target.mailbox().folder())));
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
