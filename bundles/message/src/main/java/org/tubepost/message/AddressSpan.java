// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.MailAddress;

/**
 * An address in an address field, and where it stands: the octets from its local part to its
 * domain, without angle brackets, route, display name and comments around it.
 *
 * @param from first octet
 * @param to octet behind the last one
 * @param address what stands there; without a domain if none is written
 */
public record AddressSpan(int from, int to, MailAddress address) {

    /**
     * The addresses of a field body (RFC 5322 section 3.4 with the obsolete forms of section 4.4,
     * RFC 6532): lists, groups, comments, quoted strings, routes. An element that is no address is
     * passed over.
     *
     * @param octets holds the field
     * @param from first octet of the body
     * @param to octet behind the last one
     * @return in order; empty where the body is not built like an address list, so that nobody
     *     knows where its addresses begin
     */
    public static Optional<List<AddressSpan>> of(byte[] octets, int from, int to) {
        return new AddressListReader(octets, from, to).read();
    }
}
