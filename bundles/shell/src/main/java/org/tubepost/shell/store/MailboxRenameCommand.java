// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;

/** Renames a mailbox and those below it. */
@Service
@Command(
        scope = "store",
        name = "mailbox-rename",
        description = "Renames a mailbox and those below it (mboxutil -r)")
public final class MailboxRenameCommand extends MailboxCommand {

    @Argument(index = 2, name = "new-folder", description = "New name", required = true)
    private String newFolder;

    @Override
    String run(MessageStore store, MailboxName mailbox) throws Exception {
        MailboxName to = new MailboxName(mailbox.owner(), newFolder);
        store.rename(Identity.HOUSE, mailbox, to);
        return mailbox + " is " + to + " now";
    }
}
