// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.Recipient;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Pin;

/**
 * A message read back from the journal.
 *
 * @param head what stands before the content
 * @param content the content; closing its last reference gives the pin back
 */
record StoredMessage(MessageHead head, Content content) {

    private static final int FIRST_READ = 4_096;

    /**
     * Reads the head of a message; its content is read when it is asked for.
     *
     * @param record the MESSAGE record
     * @param body BODY records
     * @param pin keeps both readable
     */
    static StoredMessage read(Extent record, List<Extent> body, Pin pin) throws IOException {
        ByteBuffer front = ByteBuffer.allocate(Math.min(FIRST_READ, record.length()));
        pin.read(record, 0, front);
        int length = front.flip().getInt();
        if (length < 0 || length > record.length() - MessageHead.LENGTH_OCTETS) {
            throw new IOException("message at " + record + " is damaged in the queue");
        }
        ByteBuffer octets = front;
        if (length > front.remaining()) {
            octets = ByteBuffer.allocate(length);
            pin.read(record, MessageHead.LENGTH_OCTETS, octets);
            octets.flip();
        }
        MessageHead head = MessageHead.decode(octets.slice(octets.position(), length));
        List<Piece> stored = new ArrayList<>();
        body.forEach(e -> stored.add(Piece.InJournal.whole(pin, e)));
        int before = MessageHead.LENGTH_OCTETS + length;
        if (record.length() > before) {
            stored.add(new Piece.InJournal(pin, record, before, record.length() - before));
        }
        List<Piece> pieces = new ArrayList<>();
        if (head.prefix().hasRemaining()) {
            pieces.add(new Piece.InMemory(head.prefix()));
        }
        pieces.addAll(head.layout().arrange(stored));
        return new StoredMessage(head, new QueueContent(pieces, head.summary(), false, pin::close));
    }

    /** The envelope for some of the recipients. */
    Envelope envelopeFor(BitSet indexes) {
        List<Recipient> some = new ArrayList<>(indexes.cardinality());
        indexes.stream().forEach(i -> some.add(head.envelope().recipients().get(i)));
        return head.envelope().narrowedTo(some);
    }
}
