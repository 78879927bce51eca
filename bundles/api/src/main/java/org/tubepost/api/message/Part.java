// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.util.List;
import java.util.Optional;

/**
 * One MIME entity of a message by its offsets, so that any part can be sent from file to socket
 * without parsing again (RFC 2045, RFC 2046). Offsets count octets from the start of the content.
 *
 * @param headerStart first octet of the part's header
 * @param bodyStart first octet of its body, behind the empty line
 * @param end octet behind the last one of its body; the line break before a boundary is not part of
 *     the body
 * @param bodyLines lines in the body: line feeds, and one more for a last line without one
 * @param mediaType lower-case {@code type/subtype}; the default of its place where the header has
 *     none
 * @param children parts of a multipart, in order; empty otherwise
 * @param message the enclosed message of a {@code message/rfc822} or {@code message/global}
 */
public record Part(
        long headerStart,
        long bodyStart,
        long end,
        long bodyLines,
        String mediaType,
        List<Part> children,
        Optional<Part> message) {

    /** Copies the list. */
    public Part {
        children = List.copyOf(children);
    }

    /** The same part when {@code by} octets are put before the content; the root's header grows. */
    Part shifted(long by, boolean root) {
        return new Part(
                root ? headerStart : headerStart + by,
                bodyStart + by,
                end + by,
                bodyLines,
                mediaType,
                children.stream().map(p -> p.shifted(by, false)).toList(),
                message.map(p -> p.shifted(by, false)));
    }
}
