// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;

/** Deletes a mailbox with its messages. */
@Service
@Command(
        scope = "store",
        name = "mailbox-delete",
        description = "Deletes a mailbox with its messages (mboxutil -d)")
public final class MailboxDeleteCommand extends MailboxCommand {
    @Override
    String run(MessageStore store, MailboxName mailbox) throws Exception {
        store.delete(Identity.HOUSE, mailbox);
        return mailbox + " deleted";
    }
}
