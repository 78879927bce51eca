// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

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
        THREADID
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
     * A stretch of a section.
     *
     * @param from first octet
     * @param count octets at most
     */
    record Partial(long from, long count) {}
}
