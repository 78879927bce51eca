// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;

/** Makes a mailbox. */
@Service
@Command(
        scope = "store",
        name = "mailbox-create",
        description = "Makes a mailbox and its parents (mboxutil -c)")
public final class MailboxCreateCommand extends MailboxCommand {

    @Option(name = "--use", description = "What it is for: Sent, Drafts, Trash, Junk, Archive ...")
    private String use;

    @Override
    String run(MessageStore store, MailboxName mailbox) throws Exception {
        Optional<String> special =
                Optional.ofNullable(use).map(u -> u.startsWith("\\") ? u : "\\" + u);
        store.create(Identity.HOUSE, mailbox, special);
        return mailbox + " made";
    }
}
