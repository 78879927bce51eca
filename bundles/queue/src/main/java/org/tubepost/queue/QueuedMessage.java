// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.message.MessageId;
import org.tubepost.journal.Extent;

/**
 * What is kept in memory of a message: where it is. Everything else is read from the journal when
 * it is needed. Guarded by the queue's lock.
 */
final class QueuedMessage {
    private final MessageId id;
    private final long size;
    private final List<QueuedEntry> entries = new ArrayList<>(1);
    private Extent record;
    private List<Extent> body;
    private boolean visible;

    QueuedMessage(MessageId id, long size, Extent record, List<Extent> body) {
        this.id = id;
        this.size = size;
        this.record = record;
        this.body = body;
    }

    MessageId id() {
        return id;
    }

    long size() {
        return size;
    }

    List<QueuedEntry> entries() {
        return entries;
    }

    /** The MESSAGE record. */
    Extent record() {
        return record;
    }

    /** BODY records; the rest of the content is in the MESSAGE record. */
    List<Extent> body() {
        return body;
    }

    void moved(Extent newRecord, List<Extent> newBody) {
        record = newRecord;
        body = newBody;
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
        all.add(record);
        return all;
    }
}
