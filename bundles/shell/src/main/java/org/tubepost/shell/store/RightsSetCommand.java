// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessIdentifier;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;

/** Gives rights on a mailbox, or takes them away. */
@Service
@Command(
        scope = "store",
        name = "rights-set",
        description = "Sets the rights that somebody has on a mailbox (readership -s)")
public final class RightsSetCommand extends MailboxCommand {
    private static final String NONE = "none";

    @Argument(
            index = 2,
            name = "identifier",
            description =
                    "uid, uid@domain, anyone, anyone@domain, group=name, group=name@domain; with -"
                            + " before it to take away",
            required = true)
    private String identifier;

    @Argument(
            index = 3,
            name = "rights",
            description = "Letters of lrswipkxtea; none, or nothing, to take it off the list")
    private String rights = NONE;

    @Override
    String run(MessageStore store, MailboxName mailbox) throws Exception {
        AccessRights given =
                rights.equalsIgnoreCase(NONE) ? AccessRights.NONE : new AccessRights(rights);
        // The house is of no domain, so the store cannot know what means the same.
        AccessIdentifier written = AccessIdentifier.ofText(identifier.toLowerCase(Locale.ROOT));
        List<AccessIdentifier> spellings = written.spellings(defaultDomain());
        store.rights().set(Identity.HOUSE, mailbox, spellings.get(0).toString(), given);
        for (AccessIdentifier other : spellings.subList(1, spellings.size())) {
            store.rights().set(Identity.HOUSE, mailbox, other.toString(), AccessRights.NONE);
        }
        return given.isEmpty()
                ? mailbox + ": " + spellings.get(0) + " is not on the list"
                : mailbox + ": " + spellings.get(0) + " " + given.letters();
    }

    private String defaultDomain() throws Exception {
        return (String) with(Directory.class, Directory::defaultDomain);
    }
}
