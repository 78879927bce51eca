// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Priority;
import org.tubepost.journal.Extent;

/**
 * What is kept in memory of a message: where it is. Everything else is read from the journal when
 * it is needed. There may be millions, so everything is packed: no object for the id nor for the
 * place of the record, entries are a chain. Guarded by the queue's lock.
 */
final class QueuedMessage {
    /** Time and chance of the id; another one is kept as it is. */
    private final long idStamp;

    private final int idChance;
    private final String otherId;
    private final long size;
    private final long queuedMillis;
    private final Priority priority;
    private QueuedEntry firstEntry;
    private long recordSegment;
    private int recordOffset;
    private int recordLength;
    private List<Extent> body;
    private boolean visible;

    QueuedMessage(MessageOutline outline, Extent record) {
        idStamp = MessageIds.stamp(outline.id());
        idChance = idStamp == 0 ? 0 : MessageIds.chance(outline.id());
        otherId = idStamp == 0 ? outline.id() : null;
        size = outline.size();
        queuedMillis = outline.receivedMillis();
        priority = outline.priority();
        moved(record, outline.body());
    }

    MessageId id() {
        return new MessageId(otherId == null ? MessageIds.text(idStamp, idChance) : otherId);
    }

    long size() {
        return size;
    }

    long queuedMillis() {
        return queuedMillis;
    }

    Priority priority() {
        return priority;
    }

    /** Its entries at this moment. */
    List<QueuedEntry> entries() {
        List<QueuedEntry> entries = new ArrayList<>(1);
        for (QueuedEntry entry = firstEntry; entry != null; entry = entry.next()) {
            entries.add(entry);
        }
        return entries;
    }

    boolean hasEntries() {
        return firstEntry != null;
    }

    void add(QueuedEntry added) {
        if (firstEntry == null) {
            firstEntry = added;
            return;
        }
        QueuedEntry last = firstEntry;
        while (last.next() != null) {
            last = last.next();
        }
        last.next(added);
    }

    void remove(QueuedEntry removed) {
        if (firstEntry == removed) {
            firstEntry = removed.next();
            return;
        }
        for (QueuedEntry entry = firstEntry; entry != null; entry = entry.next()) {
            if (entry.next() == removed) {
                entry.next(removed.next());
                return;
            }
        }
    }

    /** The MESSAGE record. */
    Extent record() {
        return new Extent(recordSegment, Integer.toUnsignedLong(recordOffset), recordLength);
    }

    /** Segment of the MESSAGE record. */
    long segment() {
        return recordSegment;
    }

    /** BODY records; the rest of the content is in the MESSAGE record. */
    List<Extent> body() {
        return body;
    }

    void moved(Extent newRecord, List<Extent> newBody) {
        recordSegment = newRecord.segment();
        recordOffset = PackedExtents.offset(newRecord);
        recordLength = newRecord.length();
        body = newBody.isEmpty() ? List.of() : List.copyOf(newBody);
    }

    /** True if something of it is in a segment. */
    boolean touches(long segment) {
        if (recordSegment == segment) {
            return true;
        }
        for (Extent extent : body) {
            if (extent.segment() == segment) {
                return true;
            }
        }
        return false;
    }

    boolean isVisible() {
        return visible;
    }

    /** Nobody may see it before it is durable. */
    void hide() {
        visible = false;
    }

    void show() {
        visible = true;
    }

    List<Extent> extents() {
        List<Extent> all = new ArrayList<>(body);
        all.add(record());
        return all;
    }
}
