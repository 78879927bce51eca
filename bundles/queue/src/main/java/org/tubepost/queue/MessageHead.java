// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Summary;
import org.tubepost.journal.Extent;

/**
 * The front of a MESSAGE record: everything but the octets of the content that follow it.
 *
 * @param envelope envelope with all recipients
 * @param summary of the content with its prefix
 * @param prefix header fields before the stored content
 * @param body BODY records that hold the first part of the content, in order
 * @param states entries as they were when the record was written
 * @param layout of the stored content, if some of its octets are replaced
 */
record MessageHead(
        Envelope envelope,
        Summary summary,
        ByteBuffer prefix,
        List<Extent> body,
        List<EntryState> states,
        Layout layout) {

    /** Octets of the length that stands before the head. */
    static final int LENGTH_OCTETS = 4;

    /** The recipients of each entry: those with the same channel, destination and return path. */
    static List<BitSet> split(List<Recipient> recipients) {
        Map<List<Object>, BitSet> groups = new LinkedHashMap<>();
        for (int i = 0; i < recipients.size(); i++) {
            Recipient recipient = recipients.get(i);
            groups.computeIfAbsent(
                            List.of(
                                    recipient.channel(),
                                    recipient.destination(),
                                    recipient.returnPath()),
                            k -> new BitSet())
                    .set(i);
        }
        return List.copyOf(groups.values());
    }

    ByteBuffer encode() {
        Bytes out = new Bytes();
        EnvelopeCodec.write(envelope, out);
        out.buffer(summary.encode());
        out.buffer(prefix);
        out.number(body.size());
        for (Extent extent : body) {
            out.number(extent.segment()).number(extent.offset()).number(extent.length());
        }
        out.number(states.size());
        states.forEach(s -> out.buffer(s.encode()));
        layout.write(out);
        ByteBuffer head = out.toBuffer();
        ByteBuffer whole = ByteBuffer.allocate(LENGTH_OCTETS + head.remaining());
        return whole.putInt(head.remaining()).put(head).flip();
    }

    /** Reads a head that stands behind its length. */
    static MessageHead decode(ByteBuffer from) {
        Envelope envelope = EnvelopeCodec.read(from);
        Summary summary = Summary.decode(Bytes.slice(from));
        ByteBuffer prefix = Bytes.slice(from);
        List<Extent> body = readExtents(from);
        int entries = (int) Bytes.number(from);
        List<EntryState> states = new ArrayList<>(entries);
        for (int i = 0; i < entries; i++) {
            states.add(EntryState.decode(Bytes.slice(from)));
        }
        return new MessageHead(envelope, summary, prefix, body, states, Layout.read(from));
    }

    /** Reads the places of BODY records. */
    static List<Extent> readExtents(ByteBuffer from) {
        int count = (int) Bytes.number(from);
        if (count == 0) {
            return List.of();
        }
        List<Extent> body = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            body.add(new Extent(Bytes.number(from), Bytes.number(from), (int) Bytes.number(from)));
        }
        return body;
    }
}
