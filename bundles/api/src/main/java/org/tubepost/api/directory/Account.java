// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.directory;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.tubepost.api.message.MailAddress;

/**
 * A user.
 *
 * @param dn distinguished name
 * @param id owner id in the store: {@code uid} in the default domain, {@code uid@domain} in a
 *     hosted one; the domain in canonical form
 * @param uid login name within the domain
 * @param domain canonical domain name
 * @param mail primary address
 * @param alternateAddresses other addresses that reach the user
 * @param status the status that decides for mail and login
 * @param mailHost store host; empty for this one
 * @param partition name of the store partition; empty for the default
 * @param deliveryOptions {@code mailDeliveryOption} values in lower case; {@code mailbox} if absent
 * @param forwardingAddresses targets of the option {@code forward}
 * @param quotaBytes -1 without limit, -2 for the system's default
 * @param quotaMessages likewise
 * @param attributes the whole entry
 */
public record Account(
        String dn,
        String id,
        String uid,
        String domain,
        MailAddress mail,
        List<MailAddress> alternateAddresses,
        Status status,
        String mailHost,
        String partition,
        Set<String> deliveryOptions,
        List<MailAddress> forwardingAddresses,
        long quotaBytes,
        long quotaMessages,
        DirectoryRecord attributes)
        implements DirectoryEntry {

    /** Copies the collections. */
    public Account {
        alternateAddresses = List.copyOf(alternateAddresses);
        deliveryOptions = Set.copyOf(deliveryOptions);
        forwardingAddresses = List.copyOf(forwardingAddresses);
    }

    /**
     * The folder that an address of this account names behind a plus sign; empty if none. An
     * address of the account's own may have a plus sign, too: it names no folder.
     */
    public String folder(MailAddress address) {
        int plus = address.localPart().indexOf('+');
        return plus < 0 || isOwn(address) ? "" : address.localPart().substring(plus + 1);
    }

    private boolean isOwn(MailAddress address) {
        return Stream.concat(Stream.of(mail), alternateAddresses.stream())
                .anyMatch(
                        own ->
                                own.localPart().equalsIgnoreCase(address.localPart())
                                        && own.asciiDomain()
                                                .equalsIgnoreCase(address.asciiDomain()));
    }
}
