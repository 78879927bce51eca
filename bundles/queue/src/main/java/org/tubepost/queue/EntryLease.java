// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.util.BitSet;
import java.util.function.LongConsumer;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueLease;

/** A lease of this queue; settled at most once, given back when it is closed before. */
final class EntryLease implements QueueLease {
    private final QueueEntry entry;
    private final OpenedMessage opened;
    private final Envelope envelope;
    private final LongConsumer giveBack;
    private boolean settled;
    private boolean closed;

    EntryLease(QueueEntry entry, OpenedMessage opened, LongConsumer giveBack) {
        this.entry = entry;
        this.opened = opened;
        this.envelope = opened.envelope();
        this.giveBack = giveBack;
    }

    /** The whole message. */
    MessageHead head() {
        return opened.message().head();
    }

    /** Indexes of the leased recipients among all. */
    BitSet recipients() {
        return opened.recipients();
    }

    /** Closing gives the entry back no more. */
    synchronized void settled() {
        settled = true;
    }

    @Override
    public QueueEntry entry() {
        return entry;
    }

    @Override
    public Envelope envelope() {
        return envelope;
    }

    @Override
    public Content content() {
        return opened.message().content();
    }

    @Override
    public void close() {
        boolean back;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            back = !settled;
        }
        opened.close();
        if (back) {
            giveBack.accept(entry.number());
        }
    }
}
