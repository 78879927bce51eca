// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import java.util.Optional;
import org.tubepost.api.directory.Account;

/**
 * Somebody who has proved who they are.
 *
 * @param id owner id in the store (see {@link Account#id()}): the user whose rights are used
 * @param authenticatedAs login name whose password was checked; differs from the account under
 *     proxy authorization
 * @param administrator may act on every mailbox
 * @param account directory entry; empty for the house itself
 */
public record Identity(
        String id, String authenticatedAs, boolean administrator, Optional<Account> account) {

    /** The house itself: channels, shell commands, maintenance. */
    public static final Identity HOUSE = new Identity("", "", true, Optional.empty());

    /** An ordinary login. */
    public static Identity of(Account account, String login) {
        return new Identity(account.id(), login, false, Optional.of(account));
    }
}
