// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.util.stream.Stream;
import org.tubepost.api.directory.Account;
import org.tubepost.api.message.MailAddress;

/** Addresses that name a user, as opposed to those that only reach one: catch-alls, details. */
final class OwnAddresses {
    private OwnAddresses() {}

    static boolean has(Account account, MailAddress address) {
        return Stream.concat(Stream.of(account.mail()), account.alternateAddresses().stream())
                .anyMatch(own -> own.toString().equalsIgnoreCase(address.toString()));
    }
}
