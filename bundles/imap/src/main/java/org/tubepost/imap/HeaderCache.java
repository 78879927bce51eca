// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.MessageStore;
import org.tubepost.message.HeaderBlock;

/**
 * Facts of headers, and envelopes and structures as FETCH writes them, in memory and behind that in
 * a file, so that a message is opened and read for the first SORT, THREAD or FETCH of them only.
 * Contents never change, so nothing in it is ever wrong; what was not used for the longest time
 * leaves memory first, be it a text or all facts of a mailbox. Thread-safe.
 */
final class HeaderCache {
    private static final int OVERHEAD = 176;

    /**
     * Longer texts are worked out again each time, for a message may have structure without end.
     */
    private static final int LONGEST = 16_384;

    private final long maxOctets;
    private final HeaderFile file;
    private final Map<Object, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<MessageStore> gone = Collections.newSetFromMap(new WeakHashMap<>());
    private long octets;

    /** A text, or the facts of a mailbox, and the memory that it takes. */
    private record Entry(byte[] text, MailboxFacts facts, long octets) {}

    /** Mailboxes of another store may have the same ids. */
    private record MailboxKey(MessageStore store, String mailboxId, long uidValidity) {}

    /**
     * Over a file.
     *
     * @param maxOctets memory that it takes, about
     */
    HeaderCache(long maxOctets, HeaderFile file) {
        this.maxOctets = maxOctets;
        this.file = file;
    }

    /**
     * What is known of a mailbox's messages; whoever adds to it calls {@link #grown}.
     *
     * @param store whose mailbox it is
     */
    MailboxFacts facts(MessageStore store, Mailbox mailbox) {
        MailboxKey key = key(store, mailbox);
        Entry known;
        synchronized (this) {
            known = entries.get(key);
        }
        if (known != null && !known.facts.isStale(mailbox.view().size())) {
            return known.facts;
        }
        MailboxFacts facts = new MailboxFacts();
        put(key, facts);
        return facts;
    }

    /** Counts what was added; facts that take more than half of the memory are not kept. */
    void grown(MessageStore store, Mailbox mailbox, MailboxFacts facts) {
        MailboxKey key = key(store, mailbox);
        synchronized (this) {
            Entry known = entries.get(key);
            if (known == null || known.facts != facts) {
                return;
            }
            if (OVERHEAD + facts.memory() > maxOctets / 2) {
                entries.remove(key);
                octets -= known.octets;
            } else {
                put(key, facts);
            }
        }
    }

    /**
     * Forgets the mailboxes of a store that leaves; what sessions that still work with it ask from
     * now on is not kept.
     */
    synchronized void forget(MessageStore store) {
        gone.add(store);
        entries.entrySet()
                .removeIf(
                        e -> {
                            boolean its =
                                    e.getKey() instanceof MailboxKey key && key.store == store;
                            octets -= its ? e.getValue().octets : 0;
                            return its;
                        });
    }

    private static MailboxKey key(MessageStore store, Mailbox mailbox) {
        return new MailboxKey(store, mailbox.mailboxId(), mailbox.uidValidity());
    }

    private synchronized void put(MailboxKey key, MailboxFacts facts) {
        if (!gone.contains(key.store)) {
            put(key, new Entry(null, facts, OVERHEAD + facts.memory()));
        }
    }

    /** Facts of a message as {@link HeaderFacts#packed} gives them. */
    byte[] packed(Mailbox mailbox, MessageRecord record) throws IOException {
        String key = key(record);
        byte[] known = file.get(key);
        if (known == null) {
            try (Content content = mailbox.content(record.uid())) {
                known = HeaderFacts.of(HeaderBlock.of(content)).packed();
            }
            file.put(key, known);
        }
        return known;
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
     * @param content is opened when the text is not known
     * @param maker is asked then
     */
    String text(MessageRecord record, String kind, LazyContent content, Maker maker)
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
        String text = maker.of(content.get());
        if (text.length() <= LONGEST) {
            byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
            file.put(key, octets);
            put(key, octets);
        }
        return text;
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
        Entry entry = entries.get(key);
        return entry == null ? null : entry.text;
    }

    private void put(String key, byte[] text) {
        put(key, new Entry(text, null, OVERHEAD + key.length() + text.length));
    }

    private synchronized void put(Object key, Entry entry) {
        Entry before = entries.put(key, entry);
        octets += entry.octets - (before == null ? 0 : before.octets);
        var oldest = entries.values().iterator();
        while (octets > maxOctets && oldest.hasNext()) {
            octets -= oldest.next().octets;
            oldest.remove();
        }
    }

    /** Texts, and mailboxes whose facts are known, in memory. */
    synchronized int entries() {
        return entries.size();
    }

    /** Octets of memory, about. */
    synchronized long octets() {
        return octets;
    }
}
