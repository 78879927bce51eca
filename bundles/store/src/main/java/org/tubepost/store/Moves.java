// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore.Move;
import org.tubepost.api.store.Partition;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.store.state.Folder;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.Relocation;

/**
 * Moves owners between partitions while everything goes on. One record sends new messages to the
 * new partition. Then contents are copied a batch at a time, and one record lets the messages of a
 * batch point to the copies: each message is wholly on one partition or the other, whenever the
 * house goes dark. What is not used any more is released as always.
 */
final class Moves {
    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);
    private static final int BATCH = 200;
    private static final long BATCH_OCTETS = 16 << 20;

    private final Core core;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    Moves(Core core) {
        this.core = core;
    }

    Move move(Identity who, String owner, String partition, Predicate<Move> progress)
            throws StoreException {
        Rights.checkAdministrator(who);
        String id = MailboxName.inbox(owner).owner();
        if (!underWay.add(id)) {
            throw new StoreException(Code.CANNOT, id + " is being moved");
        }
        try (Lease<Partition> target = core.partitions().lease(partition)) {
            String before = place(id, partition);
            return new Moving(id, partition, target.service(), progress).run(before);
        } finally {
            underWay.remove(id);
        }
    }

    /** Gives the partition that the owner had. */
    private String place(String id, String partition) throws StoreException {
        return core.sequencer()
                .commit(
                        () -> {
                            OwnerState owner = core.catalogue().owner(id).head;
                            if (owner == null) {
                                throw new StoreException(
                                        Code.NONEXISTENT, "There is no owner " + id);
                            }
                            String before = owner.partition();
                            return before.equals(partition)
                                    ? Step.none(before)
                                    : new Step<>(
                                            List.of(new Op.PlaceOwner(id, partition)),
                                            () -> before);
                        });
    }

    /** One owner on the way. */
    private final class Moving {
        private final String owner;
        private final String partition;
        private final Partition target;
        private final Predicate<Move> progress;

        /** Copies of contents that several messages share. */
        private final Map<ContentLocator, ContentLocator> copies = new HashMap<>();

        private final Set<ContentLocator> unreadable = new HashSet<>();
        private long left;
        private long messages;
        private long octets;

        Moving(String owner, String partition, Partition target, Predicate<Move> progress) {
            this.owner = owner;
            this.partition = partition;
            this.target = target;
            this.progress = progress;
        }

        Move run(String before) throws StoreException {
            Set<String> sources = new HashSet<>(Set.of(before));
            left = count(sources);
            boolean goOn = progress.test(now());
            // Deliveries that began before the owner was placed still come to the old partition.
            for (int pass = 0; goOn && pass < 2; pass++) {
                for (long mailbox : mailboxes()) {
                    goOn = goOn && moveMailbox(mailbox);
                }
                for (String source : sources) {
                    core.partitions().awaitArrivals(source);
                }
                left = count(sources);
            }
            return now();
        }

        private Move now() {
            return new Move(messages, octets, left);
        }

        private List<Long> mailboxes() {
            OwnerState state = core.catalogue().owner(owner).visible();
            return state == null
                    ? List.of()
                    : state.folders().values().stream()
                            .filter(Folder::isSelectable)
                            .map(Folder::mailbox)
                            .flatMap(id -> Stream.of(id, MailboxState.binOf(id)))
                            .toList();
        }

        /** Messages that are elsewhere, and where. */
        private long count(Set<String> sources) {
            long[] elsewhere = new long[1];
            for (long mailbox : mailboxes()) {
                MailboxState state = core.catalogue().mailbox(mailbox).visible();
                if (state != null) {
                    state.messages()
                            .forEachContent(
                                    content -> {
                                        if (!content.partition().equals(partition)) {
                                            elsewhere[0]++;
                                            sources.add(content.partition());
                                        }
                                    });
                }
            }
            return elsewhere[0];
        }

        /** False when it is to stop. */
        private boolean moveMailbox(long mailbox) throws StoreException {
            MailboxCell cell = core.catalogue().pinned(mailbox);
            try {
                MailboxState state = cell.visible();
                int at = 0;
                while (state != null && at < state.size()) {
                    List<Relocation> batch = new ArrayList<>();
                    long size = 0;
                    for (; at < state.size() && batch.size() < BATCH && size < BATCH_OCTETS; at++) {
                        ContentLocator from = state.messages().content(at);
                        if (!from.partition().equals(partition) && !unreadable.contains(from)) {
                            batch.add(new Relocation(state.messages().uid(at), from, from));
                            size += state.get(at).size();
                        }
                    }
                    if (!batch.isEmpty()) {
                        moveBatch(cell, batch);
                        if (!progress.test(now())) {
                            return false;
                        }
                    }
                }
                return true;
            } finally {
                cell.unpin();
            }
        }

        private void moveBatch(MailboxCell cell, List<Relocation> wanted) throws StoreException {
            Map<ContentLocator, Partitions.Incoming> incoming = new LinkedHashMap<>();
            try {
                for (Relocation relocation : wanted) {
                    ContentLocator from = relocation.from();
                    if (!copies.containsKey(from) && !incoming.containsKey(from)) {
                        copy(from, incoming);
                    }
                }
                Map<ContentLocator, ContentLocator> fresh = new HashMap<>();
                for (Map.Entry<ContentLocator, Partitions.Incoming> in : incoming.entrySet()) {
                    fresh.put(in.getKey(), in.getValue().await());
                }
                List<Relocation> done =
                        core.sequencer()
                                .commit(
                                        () -> switchOver(cell, wanted, fresh),
                                        () -> release(fresh.values()));
                done.forEach(r -> fresh.remove(r.from()));
                release(fresh.values());
            } finally {
                incoming.values().forEach(Partitions.Incoming::close);
            }
        }

        private void copy(ContentLocator from, Map<ContentLocator, Partitions.Incoming> incoming)
                throws StoreException {
            try {
                core.partitions().copy(from, partition).ifPresent(in -> incoming.put(from, in));
            } catch (StoreException refusal) {
                throw refusal;
            } catch (IOException damaged) {
                unreadable.add(from);
                LOG.error(
                        "A message of {} stays on partition {}: {}",
                        owner,
                        from.partition(),
                        damaged.getMessage());
            }
        }

        /** Decides under the sequencer's lock: only messages that are still where they were. */
        private Step<List<Relocation>> switchOver(
                MailboxCell cell,
                List<Relocation> wanted,
                Map<ContentLocator, ContentLocator> fresh) {
            List<Relocation> done = new ArrayList<>();
            MailboxState head = cell.head;
            for (Relocation relocation : wanted) {
                ContentLocator from = relocation.from();
                int index = head == null ? -1 : head.indexOf(relocation.uid());
                if (index < 0 || !head.messages().content(index).equals(from)) {
                    continue;
                }
                ContentLocator to = fresh.get(from);
                if (to == null && copies.containsKey(from)) {
                    // A copy that nobody uses any more may be gone: the next pass makes another.
                    to = copies.get(from);
                    if (core.catalogue().references(to) <= 0) {
                        copies.remove(from);
                        continue;
                    }
                }
                if (to != null) {
                    done.add(new Relocation(relocation.uid(), from, to));
                    octets += head.get(index).size();
                    if (core.catalogue().references(from) > 1) {
                        copies.put(from, to);
                    }
                }
            }
            messages += done.size();
            left = Math.max(0, left - done.size());
            return done.isEmpty()
                    ? Step.none(done)
                    : new Step<>(List.of(new Op.Relocate(cell.id(), done)), () -> done);
        }

        /** Copies whose messages went meanwhile. */
        private void release(Iterable<ContentLocator> unused) {
            List<Long> numbers = new ArrayList<>();
            unused.forEach(content -> numbers.add(content.number()));
            if (numbers.isEmpty()) {
                return;
            }
            try {
                target.release(numbers);
            } catch (IOException failed) {
                LOG.warn("Partition {} has contents that no message uses", partition, failed);
            }
        }
    }
}
