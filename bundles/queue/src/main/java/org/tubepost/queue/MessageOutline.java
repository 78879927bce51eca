// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Recipient;
import org.tubepost.journal.Extent;

/**
 * As much of a {@link MessageHead} as the ledger needs. Read from a record without making addresses
 * and MIME parts of what nobody asks for: a million of them are read at a restart.
 *
 * @param id message id
 * @param size octets of the content
 * @param receivedMillis when it was accepted
 * @param cause key of idempotent acceptance; may be empty
 * @param priority delivery priority
 * @param body BODY records
 * @param entries its entries
 */
record MessageOutline(
        String id,
        long size,
        long receivedMillis,
        String cause,
        Priority priority,
        List<Extent> body,
        List<Entry> entries) {

    /** An entry with what its recipients have in common. */
    record Entry(String channel, String destination, EntryState state) {}

    /** The outline of a head that is at hand. */
    static MessageOutline of(MessageHead head) {
        List<Entry> entries = new ArrayList<>(head.states().size());
        for (EntryState state : head.states()) {
            Recipient first = head.envelope().recipients().get(state.recipients().nextSetBit(0));
            entries.add(new Entry(first.channel(), first.destination(), state));
        }
        return new MessageOutline(
                head.envelope().id().value(),
                head.summary().size(),
                head.envelope().origin().received().toEpochMilli(),
                head.envelope().origin().cause(),
                head.envelope().priority(),
                head.body(),
                entries);
    }

    /** Reads the outline of a head that stands behind its length. */
    static MessageOutline read(ByteBuffer from) {
        EnvelopeSkimmer envelope = new EnvelopeSkimmer(from);
        ByteBuffer summary = Bytes.slice(from);
        // Behind the version of the summary stands the size.
        summary.get();
        long size = Bytes.number(summary);
        Bytes.skip(from);
        List<Extent> body = MessageHead.readExtents(from);
        int count = (int) Bytes.number(from);
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            EntryState state = EntryState.decodeBriefly(Bytes.slice(from));
            ByteBuffer first = envelope.recipient(state.recipients().nextSetBit(0));
            entries.add(new Entry(Bytes.text(first), Bytes.text(first), state));
        }
        return new MessageOutline(
                envelope.id(),
                size,
                envelope.receivedMillis(),
                envelope.cause(),
                envelope.priority(),
                body,
                entries);
    }
}
