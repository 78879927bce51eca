// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.List;
import java.util.Optional;

/** Something that FETCH asks for. */
public sealed interface FetchItem {

    /** An item without arguments. */
    enum Simple implements FetchItem {
        /** Flags. */
        FLAGS,
        /** Unique identifier. */
        UID,
        /** Date of arrival. */
        INTERNALDATE,
        /** Size in octets. */
        RFC822_SIZE,
        /** Parsed header. */
        ENVELOPE,
        /** MIME structure without extension data. */
        BODY,
        /** MIME structure. */
        BODYSTRUCTURE,
        /** Modification sequence (RFC 7162). */
        MODSEQ,
        /** Id of the content (RFC 8474). */
        EMAILID,
        /** Id of the thread (RFC 8474). */
        THREADID,
        /** When it came into this mailbox (RFC 8514). */
        SAVEDATE,
        /** The first words of its text (RFC 8970). */
        PREVIEW
    }

    /**
     * A stretch of the message itself.
     *
     * @param section which section
     * @param peek the message is not marked as seen
     * @param partial only a stretch of the section
     * @param name what the answer calls it: {@code BODY[...]}, or {@code RFC822.HEADER}
     */
    record Section(BodySection section, boolean peek, Optional<Partial> partial, String name)
            implements FetchItem {}

    /**
     * A part with its transfer encoding undone (RFC 3516).
     *
     * @param path part numbers, from the outside; empty for the message as it is
     * @param peek the message is not marked as seen
     * @param partial only a stretch of what comes out
     */
    record Binary(List<Integer> path, boolean peek, Optional<Partial> partial)
            implements FetchItem {

        /** Copies the list. */
        public Binary {
            path = List.copyOf(path);
        }
    }

    /**
     * How many octets {@link Binary} gives.
     *
     * @param path part numbers, from the outside; empty for the message as it is
     */
    record BinarySize(List<Integer> path) implements FetchItem {

        /** Copies the list. */
        public BinarySize {
            path = List.copyOf(path);
        }
    }

    /**
     * A stretch of a section.
     *
     * @param from first octet
     * @param count octets at most
     */
    record Partial(long from, long count) {}
}
