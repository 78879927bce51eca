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
 * @param account directory entry of the user whose rights are used; empty for the house itself
 * @param proxied an administrator acts as this user (proxy authorization)
 */
public record Identity(
        String id,
        String authenticatedAs,
        boolean administrator,
        Optional<Account> account,
        boolean proxied) {

    /** The house itself: channels, shell commands, maintenance. */
    public static final Identity HOUSE = new Identity("", "", true, Optional.empty());

    /** Somebody who acts as themselves. */
    public Identity(
            String id, String authenticatedAs, boolean administrator, Optional<Account> account) {
        this(id, authenticatedAs, administrator, account, false);
    }

    /** An ordinary login. */
    public static Identity of(Account account, String login) {
        return new Identity(account.id(), login, false, Optional.of(account));
    }

    /**
     * Login name of the user whose rights are used, never that of an administrator behind them: who
     * sends mail, whose mailbox it is.
     */
    public String login() {
        return proxied ? id : authenticatedAs;
    }
}
