// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.message.HeaderBlock;

/**
 * Facts of headers, in memory and behind that in a file, so that a message is opened for its first
 * SORT or THREAD only. Contents never change, so nothing in it is ever wrong; what was not used for
 * the longest time leaves memory first. Thread-safe.
 */
final class HeaderCache {
    private static final int OVERHEAD = 160;

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
