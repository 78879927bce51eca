// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.message.HeaderBlock;

/**
 * Facts of headers, and envelopes and structures as FETCH writes them, in memory and behind that in
 * a file, so that a message is opened and read for the first SORT, THREAD or FETCH of them only.
 * Contents never change, so nothing in it is ever wrong; what was not used for the longest time
 * leaves memory first. Thread-safe.
 */
final class HeaderCache {
    private static final int OVERHEAD = 160;

    /**
     * Longer texts are worked out again each time, for a message may have structure without end.
     */
    private static final int LONGEST = 16_384;

    private final long maxOctets;
    private final HeaderFile file;
    private final Map<String, byte[]> facts = new LinkedHashMap<>(16, 0.75f, true);
    private long octets;

    /**
     * Over a file.
     *
     * @param maxOctets memory that it takes, about
     */
    HeaderCache(long maxOctets, HeaderFile file) {
        this.maxOctets = maxOctets;
        this.file = file;
    }

    /** Facts of a message. */
    HeaderFacts of(Mailbox mailbox, MessageRecord record) throws IOException {
        String key = key(record);
        byte[] known = get(key);
        if (known == null) {
            known = file.get(key);
            if (known == null) {
                known = read(mailbox, record);
                file.put(key, known);
            }
            put(key, known);
        }
        return HeaderFacts.unpacked(known);
    }

    /** Works a text out. */
    @FunctionalInterface
    interface Maker {
        /** From the content of a message. */
        String of(Content content) throws IOException;
    }

    /**
     * A text that follows from the content of a message, octets as characters of Latin-1.
     *
     * @param kind tells texts of one message apart
     * @param open content of the message, if it is open already
     * @param maker is asked when it is not known
     */
    String text(
            Mailbox mailbox, MessageRecord record, String kind, Optional<Content> open, Maker maker)
            throws IOException {
        String key = key(record) + ' ' + kind;
        byte[] known = get(key);
        if (known != null) {
            return new String(known, StandardCharsets.ISO_8859_1);
        }
        known = file.get(key);
        if (known != null) {
            put(key, known);
            return new String(known, StandardCharsets.ISO_8859_1);
        }
        String text;
        if (open.isPresent()) {
            text = maker.of(open.get());
        } else {
            try (Content content = mailbox.content(record.uid())) {
                text = maker.of(content);
            }
        }
        if (text.length() <= LONGEST) {
            byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
            file.put(key, octets);
            put(key, octets);
        }
        return text;
    }

    private static byte[] read(Mailbox mailbox, MessageRecord record) throws IOException {
        try (Content content = mailbox.content(record.uid())) {
            return HeaderFacts.of(HeaderBlock.of(content)).packed();
        }
    }

    /** The same for all copies; size and date tell contents of another store apart. */
    private static String key(MessageRecord record) {
        return record.emailId()
                + ' '
                + Long.toString(record.size(), Character.MAX_RADIX)
                + ' '
                + Long.toString(record.internalDate().getEpochSecond(), Character.MAX_RADIX);
    }

    private synchronized byte[] get(String key) {
        return facts.get(key);
    }

    private synchronized void put(String key, byte[] packed) {
        if (facts.put(key, packed) == null) {
            octets += size(key, packed);
        }
        var oldest = facts.entrySet().iterator();
        while (octets > maxOctets && oldest.hasNext()) {
            Map.Entry<String, byte[]> entry = oldest.next();
            octets -= size(entry.getKey(), entry.getValue());
            oldest.remove();
        }
    }

    private static long size(String key, byte[] packed) {
        return OVERHEAD + key.length() + packed.length;
    }

    /** Messages in memory. */
    synchronized int size() {
        return facts.size();
    }
}
