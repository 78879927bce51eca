// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.tubepost.api.message.Envelope;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Journal;
import org.tubepost.journal.Pin;

/**
 * A message that somebody looks at through one of its entries; its octets stay readable until it is
 * closed.
 *
 * @param message the message
 * @param recipients waiting recipients of the entry
 */
record OpenedMessage(StoredMessage message, BitSet recipients) implements AutoCloseable {

    /**
     * Opens a message.
     *
     * @param look called with the queue's lock; false if the entry is not to be opened
     * @return null if there is no such entry, or it is not to be opened
     */
    static OpenedMessage open(
            Journal journal, Ledger ledger, Object lock, long number, Predicate<QueuedEntry> look)
            throws IOException {
        Extent record;
        List<Extent> body;
        BitSet recipients;
        Pin pin;
        synchronized (lock) {
            QueuedEntry entry = ledger.visible(number);
            if (entry == null || !look.test(entry)) {
                return null;
            }
            // Where it is may change as soon as the lock is free.
            record = entry.message().record();
            body = entry.message().body();
            recipients = entry.recipients();
            pin = journal.pin(entry.message().extents());
        }
        try {
            return new OpenedMessage(StoredMessage.read(record, body, pin), recipients);
        } catch (IOException | RuntimeException unreadable) {
            pin.close();
            throw unreadable;
        }
    }

    /** The envelope for the recipients of the entry. */
    Envelope envelope() {
        return message.envelopeFor(recipients);
    }

    @Override
    public void close() {
        message.content().close();
    }
}
