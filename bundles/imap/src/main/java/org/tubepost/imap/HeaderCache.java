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
 * Facts of headers, by the id of the content they are from, so that a message is opened for its
 * first SORT or THREAD only. Contents never change, so nothing in it is ever wrong; what was not
 * used for the longest time goes first. Thread-safe.
 */
final class HeaderCache {
    private static final int OVERHEAD = 160;

    private final long maxOctets;
    private final Map<String, byte[]> facts = new LinkedHashMap<>(16, 0.75f, true);
    private long octets;

    /**
     * An empty cache.
     *
     * @param maxOctets memory that it takes, about
     */
    HeaderCache(long maxOctets) {
        this.maxOctets = maxOctets;
    }

    /** Facts of a message. */
    HeaderFacts of(Mailbox mailbox, MessageRecord record) throws IOException {
        byte[] known = get(record.emailId());
        if (known != null) {
            return HeaderFacts.unpacked(known);
        }
        try (Content content = mailbox.content(record.uid())) {
            HeaderFacts found = HeaderFacts.of(HeaderBlock.of(content));
            put(record.emailId(), found.packed());
            return found;
        }
    }

    private synchronized byte[] get(String emailId) {
        return facts.get(emailId);
    }

    private synchronized void put(String emailId, byte[] packed) {
        if (facts.put(emailId, packed) == null) {
            octets += size(emailId, packed);
        }
        var oldest = facts.entrySet().iterator();
        while (octets > maxOctets && oldest.hasNext()) {
            Map.Entry<String, byte[]> entry = oldest.next();
            octets -= size(entry.getKey(), entry.getValue());
            oldest.remove();
        }
    }

    private static long size(String emailId, byte[] packed) {
        return OVERHEAD + emailId.length() + packed.length;
    }

    /** Messages that it knows. */
    synchronized int size() {
        return facts.size();
    }
}
