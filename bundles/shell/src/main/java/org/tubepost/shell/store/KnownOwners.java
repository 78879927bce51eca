// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.config.SiteHosts;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.store.MailboxName;

/**
 * Owners of mailboxes as the directory knows them now, nothing cached. Somebody who is marked as
 * deleted and waits for a purge is known.
 */
final class KnownOwners {
    private final Map<String, String> mailHosts = new HashMap<>();
    private final SiteHosts here;

    /**
     * Reads all users of all domains.
     *
     * @param here names of this system
     */
    KnownOwners(Directory directory, SiteHosts here) throws DirectoryUnavailableException {
        this.here = here;
        for (Domain domain : directory.domains()) {
            for (Account account : directory.accounts(domain.name())) {
                mailHosts.put(MailboxName.inbox(account.id()).owner(), account.mailHost());
            }
        }
    }

    /** Why an owner should have no mailboxes here; empty if everything is in order. */
    Optional<String> objection(String owner) {
        String host = mailHosts.get(owner);
        if (host == null) {
            return Optional.of("not in the directory");
        }
        return host.isBlank() || here.isHere(host)
                ? Optional.empty()
                : Optional.of("mailHost is " + host);
    }
}
