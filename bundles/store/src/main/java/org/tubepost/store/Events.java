// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxEvent.Kind;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.index.IndexDamagedException;
import org.tubepost.store.state.DeliveryKey;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Op;

/**
 * Says what log records mean to those who watch: sessions that have the mailbox open, and the
 * whiteboard's listeners. Both are told after the change is durable and visible, by the thread that
 * made it; a listener that throws is logged and does not harm the change.
 */
final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final Consumer<MailboxEvent> whiteboard;
    private final Runnable condemnIndex;

    Events(Consumer<MailboxEvent> whiteboard, Runnable condemnIndex) {
        this.whiteboard = whiteboard;
        this.condemnIndex = condemnIndex;
    }

    /**
     * What a record will be told as; made before it is logged, so that whatever it changes is in
     * memory when it is applied.
     *
     * @param expiry messages go because of a rule of the administrator
     */
    record Told(List<Item> items, boolean expiry) {

        /** Events of the record, when it has a number and was applied. */
        List<MailboxEvent> at(long lsn, Catalogue catalogue) {
            return items.stream().map(i -> i.at(lsn, catalogue, expiry)).toList();
        }
    }

    /**
     * One step of a record that is told.
     *
     * @param name folder, as before the record
     * @param before the mailbox before the record; null if there was none
     */
    private record Item(MailboxName name, Kind kind, Op op, long mailbox, MailboxState before) {

        /** Who has read what is not told: it needs no event where there is one already. */
        boolean tellsOfMessages(long id) {
            return mailbox == id
                    && (op instanceof Op.Add
                            || op instanceof Op.SetFlags
                            || op instanceof Op.MarkSeen);
        }

        MailboxEvent at(long lsn, Catalogue catalogue, boolean expiry) {
            MailboxState after = mailbox == 0 ? null : catalogue.mailbox(mailbox).head;
            return new MailboxEvent(
                    name, kind, lsn, Optional.of(new Change(op, before, after, expiry)));
        }
    }

    /** Events of a record. */
    Told of(Step<?> step, Catalogue catalogue) {
        List<Item> items = new ArrayList<>();
        for (Op op : step.ops()) {
            if (ofBin(op)) {
                continue;
            }
            if (op instanceof Op.Add add) {
                boolean delivered =
                        add.rows().stream().anyMatch(r -> !r.key().equals(DeliveryKey.NONE));
                Kind kind = delivered ? Kind.DELIVERED : Kind.APPENDED;
                items.add(item(step, add.mailbox(), kind, op, catalogue));
            } else if (op instanceof Op.SetFlags set) {
                items.add(item(step, set.mailbox(), Kind.FLAGS, op, catalogue));
            } else if (op instanceof Op.MarkSeen mark) {
                if (items.stream().noneMatch(i -> i.tellsOfMessages(mark.mailbox()))) {
                    items.add(item(step, mark.mailbox(), Kind.FLAGS, op, catalogue));
                }
            } else if (op instanceof Op.Expunge gone) {
                items.add(item(step, gone.mailbox(), Kind.EXPUNGED, op, catalogue));
            } else if (op instanceof Op.CreateFolder create) {
                items.add(new Item(create.name(), Kind.CREATED, op, create.mailbox(), null));
            } else if (op instanceof Op.DeleteFolder delete) {
                head(MailboxState.binOf(delete.mailbox()), catalogue);
                items.add(
                        new Item(
                                delete.name(),
                                Kind.DELETED,
                                op,
                                delete.mailbox(),
                                head(delete.mailbox(), catalogue)));
            } else if (op instanceof Op.RenameFolder rename) {
                items.add(
                        new Item(
                                rename.from(),
                                Kind.RENAMED,
                                op,
                                rename.mailbox(),
                                head(rename.mailbox(), catalogue)));
            }
        }
        return new Told(items, step.expiry());
    }

    /** What is kept of what was expunged is nobody's business. */
    private static boolean ofBin(Op op) {
        return op instanceof Op.Add add && MailboxState.isBin(add.mailbox())
                || op instanceof Op.Expunge gone && MailboxState.isBin(gone.mailbox());
    }

    private static Item item(Step<?> step, long mailbox, Kind kind, Op op, Catalogue catalogue) {
        MailboxState before = head(mailbox, catalogue);
        return new Item(name(step.ops(), mailbox, before), kind, op, mailbox, before);
    }

    private static MailboxState head(long mailbox, Catalogue catalogue) {
        return mailbox == 0 ? null : catalogue.mailbox(mailbox).head;
    }

    private static MailboxName name(List<Op> ops, long mailbox, MailboxState before) {
        for (Op op : ops) {
            if (op instanceof Op.CreateFolder create && create.mailbox() == mailbox) {
                return create.name();
            }
        }
        return before.head().name();
    }

    /** Tells everybody. */
    void tell(List<MailboxEvent> events, Collection<? extends Cell<?>> touched) {
        for (Cell<?> cell : touched) {
            if (cell instanceof MailboxCell mailbox) {
                quietly(mailbox::tell);
            }
        }
        events.forEach(e -> quietly(() -> whiteboard.accept(e)));
    }

    /** Has the derived index made again at the next start, and says it to the caller. */
    StoreException indexDamaged(IndexDamagedException damaged) {
        LOG.error("The derived index is damaged; it is made again at the next start", damaged);
        condemnIndex.run();
        return new StoreException(
                StoreException.Code.UNAVAILABLE,
                "The store's index is damaged and is made again at the next start",
                damaged);
    }

    private static void quietly(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException failed) {
            LOG.warn("A listener to mailbox changes failed", failed);
        }
    }
}
