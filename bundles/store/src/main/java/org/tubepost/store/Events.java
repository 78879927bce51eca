// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxEvent.Kind;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.index.IndexDamagedException;
import org.tubepost.store.state.DeliveryKey;
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
     * Events of a record that has no number yet.
     *
     * @param names folders
     * @param kinds what happened in each
     */
    record Told(List<MailboxName> names, List<Kind> kinds) {
        private void add(MailboxName name, Kind kind) {
            names.add(name);
            kinds.add(kind);
        }

        List<MailboxEvent> at(long lsn) {
            List<MailboxEvent> events = new ArrayList<>(names.size());
            for (int i = 0; i < names.size(); i++) {
                events.add(new MailboxEvent(names.get(i), kinds.get(i), lsn));
            }
            return events;
        }
    }

    /**
     * Events of a record, named as before it; called before it is logged, so that whatever it
     * changes is in memory when it is applied.
     */
    Told of(List<Op> ops, Catalogue catalogue) {
        Told events = new Told(new ArrayList<>(), new ArrayList<>());
        for (Op op : ops) {
            if (op instanceof Op.Add add) {
                boolean delivered =
                        add.rows().stream().anyMatch(r -> !r.key().equals(DeliveryKey.NONE));
                Kind kind = delivered ? Kind.DELIVERED : Kind.APPENDED;
                events.add(name(ops, add.mailbox(), catalogue), kind);
            } else if (op instanceof Op.SetFlags set) {
                events.add(name(ops, set.mailbox(), catalogue), Kind.FLAGS);
            } else if (op instanceof Op.Expunge gone) {
                events.add(name(ops, gone.mailbox(), catalogue), Kind.EXPUNGED);
            } else if (op instanceof Op.CreateFolder create) {
                events.add(create.name(), Kind.CREATED);
            } else if (op instanceof Op.DeleteFolder delete) {
                events.add(delete.name(), Kind.DELETED);
            } else if (op instanceof Op.RenameFolder rename) {
                events.add(rename.from(), Kind.RENAMED);
            }
        }
        return events;
    }

    private static MailboxName name(List<Op> ops, long mailbox, Catalogue catalogue) {
        for (Op op : ops) {
            if (op instanceof Op.CreateFolder create && create.mailbox() == mailbox) {
                return create.name();
            }
        }
        return catalogue.mailbox(mailbox).head.name();
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
