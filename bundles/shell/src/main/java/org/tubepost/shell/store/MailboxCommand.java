// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.shell.HouseCommand;

/** A command about one mailbox of a user. */
abstract class MailboxCommand extends HouseCommand {

    @Argument(index = 0, name = "user", description = "Owner, user@domain", required = true)
    @Completion(OwnerCompleter.class)
    private String user;

    @Argument(index = 1, name = "folder", description = "Folder, A/B", required = true)
    private String folder;

    /** Does it, and says what was done. */
    abstract String run(MessageStore store, MailboxName mailbox) throws Exception;

    @Override
    public Object execute() throws Exception {
        MailboxName mailbox = new MailboxName(user, folder);
        return with(MessageStore.class, store -> run(store, mailbox));
    }
}
