// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import java.util.Optional;
import java.util.Set;
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
 * @param groups ids of the groups that the user was a member of at the login, see {@link
 *     org.tubepost.api.directory.Directory#memberships}; none if the client's protocol opens only
 *     folders of one's own, see {@link AuthenticationContext#sharedFolders}
 */
public record Identity(
        String id,
        String authenticatedAs,
        boolean administrator,
        Optional<Account> account,
        boolean proxied,
        Set<String> groups) {

    /** The house itself: channels, shell commands, maintenance. */
    public static final Identity HOUSE = new Identity("", "", true, Optional.empty());

    /** Copies the set. */
    public Identity {
        groups = Set.copyOf(groups);
    }

    /** Somebody who acts as themselves and is in no group. */
    public Identity(
            String id, String authenticatedAs, boolean administrator, Optional<Account> account) {
        this(id, authenticatedAs, administrator, account, false, Set.of());
    }

    /** Somebody who is in no group. */
    public Identity(
            String id,
            String authenticatedAs,
            boolean administrator,
            Optional<Account> account,
            boolean proxied) {
        this(id, authenticatedAs, administrator, account, proxied, Set.of());
    }

    /** The same as a member of groups. */
    public Identity inGroups(Set<String> others) {
        return new Identity(id, authenticatedAs, administrator, account, proxied, others);
    }

    /** An ordinary user. */
    public static Identity of(Account account, String login, Set<String> groups) {
        return new Identity(account.id(), login, false, Optional.of(account), false, groups);
    }

    /**
     * Login name of the user whose rights are used, never that of an administrator behind them: who
     * sends mail, whose mailbox it is.
     */
    public String login() {
        return proxied ? id : authenticatedAs;
    }

    /** Canonical name of the user's domain; empty if nobody has told it. */
    public String domain() {
        int at = id.lastIndexOf('@');
        return account.map(Account::domain).orElse(at < 0 ? "" : id.substring(at + 1));
    }

    /**
     * Canonical name of the default domain, which is that of a user whose id has none; empty if
     * this is somebody of another domain, or nobody has told it.
     */
    public String defaultDomain() {
        return id.indexOf('@') < 0 ? account.map(Account::domain).orElse("") : "";
    }
}
