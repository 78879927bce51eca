// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.message.Content;
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

    List<DeliveryResult> deliver(
            String key, List<DeliveryTarget> targets, Content content, Instant received)
            throws StoreException {
        List<DeliveryResult> known = core.sequencer().commit(() -> Step.none(known(key, targets)));
        Map<String, Partitions.Incoming> incoming = new LinkedHashMap<>();
        Map<String, StoreException> away = new HashMap<>();
        // Kept: an owner who is moved meanwhile gets this message where it was put.
        List<String> places = targets.stream().map(this::partition).toList();
        try {
            for (int i = 0; i < targets.size(); i++) {
                String partition = places.get(i);
                if (known.get(i) == null
                        && !incoming.containsKey(partition)
                        && !away.containsKey(partition)) {
                    begin(partition, content, incoming, away);
                }
            }
            Map<String, ContentLocator> stored = new HashMap<>();
            incoming.forEach((name, in) -> await(name, in, stored, away));
            if (stored.isEmpty()) {
                return refusedOrKnown(targets, places, known, away);
            }
            Arrival arrival = new Arrival(key, content.size(), received, places, stored, away);
            return core.sequencer().commit(() -> arrive(arrival, targets));
        } finally {
            incoming.values().forEach(Partitions.Incoming::close);
        }
    }

    private record Arrival(
            String key,
            long size,
            Instant received,
            List<String> places,
            Map<String, ContentLocator> stored,
            Map<String, StoreException> away) {}

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
                            : arrive(arrival, arrival.places.get(i), target, draft));
        }
        return new Step<>(draft.ops(), () -> results);
    }

    private DeliveryResult arrive(
            Arrival arrival, String partition, DeliveryTarget target, Draft draft) {
        ContentLocator content = arrival.stored.get(partition);
        if (content == null) {
            return refused(target, arrival.away.get(partition));
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
        if (owner != null) {
            return owner.partition();
        }
        return target.partition().isEmpty() ? core.rules().defaultPartition() : target.partition();
    }

    private void begin(
            String partition,
            Content content,
            Map<String, Partitions.Incoming> incoming,
            Map<String, StoreException> away) {
        try {
            incoming.put(partition, core.partitions().store(partition, content));
        } catch (StoreException refusal) {
            away.put(partition, refusal);
        }
    }

    private static void await(
            String partition,
            Partitions.Incoming incoming,
            Map<String, ContentLocator> stored,
            Map<String, StoreException> away) {
        try {
            stored.put(partition, incoming.await());
        } catch (StoreException refusal) {
            away.put(partition, refusal);
        }
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
