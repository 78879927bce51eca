// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.Administrator.Role;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.directory.Status;

/** Gives and takes the roles of administrators, and tells who has one. */
final class RoleAdministration {
    private final StandardProvisioning provisioning;
    private final CachedDirectory directory;
    private final Roles roles;
    private final Authority authority;

    RoleAdministration(StandardProvisioning provisioning, Authority authority) {
        this.provisioning = provisioning;
        this.directory = provisioning.directory();
        this.roles = provisioning.roles();
        this.authority = authority;
    }

    /** Who has logged in, with his role. */
    Administrator of(String login) throws ProvisioningException, DirectoryUnavailableException {
        Optional<Administrator> found = roles.of(active(login));
        return found.orElseThrow(() -> new ProvisioningException(login + " is no administrator"));
    }

    private Account active(String login)
            throws ProvisioningException, DirectoryUnavailableException {
        return directory
                .login(login)
                .filter(a -> a.status() == Status.ACTIVE)
                .orElseThrow(() -> new ProvisioningException("there is no active user " + login));
    }

    /** Gives a role; to whom. */
    Account grant(Administrator who, String login, Role role)
            throws ProvisioningException, DirectoryUnavailableException {
        authority.platform(who, "give roles");
        Account account = active(login);
        provisioning.forgetting(() -> roles.grant(account, role));
        return account;
    }

    /** Takes a role; from whom. */
    Account revoke(Administrator who, String login, Role role)
            throws ProvisioningException, DirectoryUnavailableException {
        authority.platform(who, "take roles");
        Account account =
                directory
                        .login(login)
                        .orElseThrow(() -> new ProvisioningException("there is no user " + login));
        provisioning.forgetting(() -> roles.revoke(account, role));
        return account;
    }

    /** Those whom an administrator may know of. */
    List<Administrator> all(Administrator who)
            throws ProvisioningException, DirectoryUnavailableException {
        List<Administrator> all = new ArrayList<>();
        if (who.isUnbounded()) {
            for (String dn : roles.holders(Optional.empty())) {
                directory.byDn(dn).ifPresent(e -> all.add(named(e.mail().toString(), "")));
            }
        }
        for (Domain domain : directory.tree().domains()) {
            if (who.isUnbounded() || who.domain().equals(domain.name())) {
                for (String dn : roles.holders(Optional.of(domain))) {
                    directory
                            .byDn(dn)
                            .ifPresent(e -> all.add(named(e.mail().toString(), domain.name())));
                }
            }
        }
        return all;
    }

    private static Administrator named(String name, String domain) {
        return new Administrator(name, domain.isEmpty() ? Role.PLATFORM : Role.DOMAIN, domain);
    }
}
