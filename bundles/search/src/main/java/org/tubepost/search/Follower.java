// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.search.Agenda.Task;

/**
 * Keeps the indexes up with the store, on one thread of low priority that takes a share of one
 * processor. When it starts, when the store comes, and when an index was made again, it compares
 * every owner's mailboxes with the index; after that it looks where something has happened. The
 * index of a message never has to be changed, so nothing depends on the order of events, and one
 * that was missed costs time only.
 */
final class Follower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final long SECOND = 1_000_000_000L;
    private static final long RETRY = 30 * SECOND;
    private static final long FULL_RETRY = 600 * SECOND;
    private static final long CLOSE_MILLIS = 5_000;
    private static final int MOST_POSITIONS = 10_000;

    private final IndexGroups groups;
    private final Supplier<Optional<Lease<MessageStore>>> stores;
    private final Pace pace;
    private final Room room;
    private final Thread thread = new Thread(this::run, "search index");
    private final AtomicLong added = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Map<String, Map<String, Long>> positions =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Map<String, Long>> eldest) {
                    return size() > MOST_POSITIONS;
                }
            };
    private final Orders orders = new Orders();
    private final GroupCare care;

    /**
     * How fast it works.
     *
     * @param delayNanos from a change until the mailbox is looked at
     * @param sweepNanos from an expunge until what is gone is dropped
     * @param commitNanos between writes to disk
     * @param processorPercent share of one processor, 1 to 100
     * @param messages added for one owner before others have their turn
     * @param characters taken of a message's header, and of its body
     */
    record Pace(
            long delayNanos,
            long sweepNanos,
            long commitNanos,
            int processorPercent,
            int messages,
            int characters) {}

    Follower(
            IndexGroups groups,
            Supplier<Optional<Lease<MessageStore>>> stores,
            Pace pace,
            Room room) {
        this.groups = groups;
        this.stores = stores;
        this.pace = pace;
        this.room = room;
        this.care = new GroupCare(groups, orders, pace.commitNanos());
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    void start() {
        thread.start();
    }

    /** Something happened in the store; returns at once. */
    void changed(MailboxEvent event) {
        MailboxName name = event.mailbox();
        switch (event.kind()) {
            case DELIVERED, APPENDED ->
                    orders.ask(new Task(name.owner(), name.folder()), pace.delayNanos());
            case FLAGS, CREATED, RENAMED -> {
                // Neither flags nor names are in the index.
            }
            default -> orders.ask(Task.whole(name.owner()), pace.sweepNanos());
        }
    }

    /** What others want of it. */
    Orders orders() {
        return orders;
    }

    long added() {
        return added.get();
    }

    long dropped() {
        return dropped.get();
    }

    private void run() {
        try {
            while (!orders.isStopping()) {
                try {
                    work();
                } catch (IOException | RuntimeException trouble) {
                    LOG.error("The search index has trouble; searches read messages", trouble);
                    orders.pause(RETRY);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (Error fatal) {
            LOG.error("The search index does not follow the store any more", fatal);
            throw fatal;
        } finally {
            groups.close();
        }
    }

    private void work() throws IOException, InterruptedException {
        if (care.open()) {
            positions.clear();
            orders.compareAll();
        }
        rebuild();
        compareAll();
        long begin = System.nanoTime();
        Optional<Task> task = orders.poll();
        task.ifPresent(this::look);
        care.tend(task.isEmpty());
        if (task.isPresent()) {
            long used = System.nanoTime() - begin;
            orders.pause(used * (100 - pace.processorPercent()) / pace.processorPercent());
        } else {
            orders.await();
        }
    }

    private void rebuild() throws IOException {
        for (Optional<String> owner : orders.takeRebuilds()) {
            if (owner.isEmpty()) {
                for (IndexGroup group : groups.all()) {
                    group.removeAll();
                }
                positions.clear();
                orders.compareAll();
            } else {
                Optional<IndexGroup> group = groups.of(owner.get());
                if (group.isPresent()) {
                    group.get().remove(owner.get());
                }
                positions.remove(owner.get());
                orders.ask(Task.whole(owner.get()), 0);
            }
            room.look();
        }
    }

    private void compareAll() throws IOException {
        if (!orders.comparesAll()) {
            return;
        }
        try (Lease<MessageStore> lease = stores.get().orElse(null)) {
            if (lease == null) {
                return;
            }
            orders.comparing();
            Set<String> owners = new HashSet<>(lease.service().owners());
            owners.forEach(owner -> orders.ask(Task.whole(owner), 0));
            for (IndexGroup group : groups.all()) {
                for (String owner : group.owners()) {
                    if (!owners.contains(owner)) {
                        group.remove(owner);
                    }
                }
            }
        }
    }

    private void look(Task task) {
        Optional<IndexGroup> group = groups.of(task.owner());
        try (Lease<MessageStore> lease = stores.get().orElse(null)) {
            if (lease == null || group.isEmpty()) {
                // When it comes back, everything is compared.
                return;
            }
            OwnerPass pass =
                    new OwnerPass(
                            lease.service(),
                            group.get(),
                            room,
                            pace.messages(),
                            pace.characters(),
                            orders::isStopping);
            try {
                run(pass, task);
            } finally {
                added.addAndGet(pass.added());
                dropped.addAndGet(pass.dropped());
                if (pass.added() > 0) {
                    care.changed();
                }
            }
        } catch (StoreException refused) {
            if (refused.code() == StoreException.Code.NONEXISTENT && !task.isWhole()) {
                orders.ask(Task.whole(task.owner()), pace.delayNanos());
            } else {
                LOG.debug("{} is looked at later", task.owner(), refused);
                orders.ask(task, RETRY);
            }
        } catch (IOException | RuntimeException trouble) {
            if (!orders.isStopping()) {
                LOG.warn("The index of {} failed and is opened again", task.owner(), trouble);
                orders.failed(groups.number(task.owner()));
            }
        }
    }

    private void run(OwnerPass pass, Task task) throws IOException {
        if (task.isWhole()) {
            positions.put(task.owner(), new HashMap<>(pass.whole(task.owner())));
        } else {
            pass.folder(
                    new MailboxName(task.owner(), task.folder()),
                    positions.computeIfAbsent(task.owner(), o -> new HashMap<>()));
        }
        if (pass.hasMore()) {
            orders.ask(task, 0);
        }
        if (pass.dropped() > 0) {
            room.look();
        }
        if (!room.trouble().isEmpty()) {
            positions.remove(task.owner());
            orders.ask(Task.whole(task.owner()), FULL_RETRY);
        }
    }

    @Override
    public void close() {
        orders.stop();
        try {
            thread.join(CLOSE_MILLIS);
            if (thread.isAlive()) {
                groups.abort();
                thread.join(CLOSE_MILLIS);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
