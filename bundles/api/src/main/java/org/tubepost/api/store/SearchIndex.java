// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Knows which messages hold which texts, without reading them. It is derived from the store and
 * follows it in the background; of a message that it does not know yet it says so, and never
 * guesses. Thread-safe.
 */
@ProviderType
public interface SearchIndex {

    /**
     * Looks for texts as SEARCH means it (RFC 3501 section 6.4.4): substrings, without regard to
     * case, after transfer encodings and charsets were decoded. Takes milliseconds, for large
     * mailboxes tens of them.
     *
     * @param owner of the mailbox
     * @param messages of the mailbox
     * @param texts what is looked for
     * @return for each text, in order; of an index that cannot be asked for now, that it knows
     *     nothing
     */
    List<Found> find(String owner, MailboxView messages, List<Text> texts);

    /** What it holds, and how far it is behind the store. */
    Status status();

    /**
     * Makes it again from the store, in the background; until then messages are unknown.
     *
     * @param owner of the mailboxes; empty for all
     */
    void rebuild(Optional<String> owner);

    /**
     * A text that is looked for.
     *
     * @param where which texts of a message are looked through
     * @param field name of the header field; empty unless where is {@code FIELD}
     * @param text the substring
     */
    record Text(Where where, String field, String text) {}

    /** Texts of a message. */
    enum Where {
        /** Parts of text types, and headers of enclosed messages. */
        BODY,
        /** The header, too; a field reads as {@code Name: value}. */
        HEADER_AND_BODY,
        /** Values of the header fields with one name. */
        FIELD
    }

    /**
     * Messages by their index in the view. Those in neither set do not hold the text.
     *
     * @param holding they hold it
     * @param unknown they may hold it: to be read
     */
    record Found(BitSet holding, BitSet unknown) {}

    /**
     * State of the index.
     *
     * @param ready it can be asked
     * @param messages that it knows, counted once for each owner
     * @param octets on disk
     * @param maxOctets beyond which it takes no more; 0 for no limit
     * @param ownersWaiting owners whose mailboxes are looked at next
     * @param added messages taken in since it was started
     * @param dropped messages forgotten since it was started, because they were expunged
     * @param trouble what keeps it from working, in words; empty if nothing does
     */
    record Status(
            boolean ready,
            long messages,
            long octets,
            long maxOctets,
            int ownersWaiting,
            long added,
            long dropped,
            String trouble) {}
}
