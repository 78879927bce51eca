// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MessageStore;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Lists the owners of mailboxes. */
@Service
@Command(scope = "store", name = "users", description = "Lists users that have mailboxes")
public final class UsersCommand extends HouseCommand {
    @Override
    public Object execute() throws Exception {
        return with(
                MessageStore.class,
                store -> {
                    Table table = new Table("user", "mailboxes", "messages", "octets", "partition");
                    for (String owner : store.owners()) {
                        int mailboxes = 0;
                        long messages = 0;
                        long octets = 0;
                        String partition = "";
                        for (MailboxInfo info : store.list(Identity.HOUSE, owner)) {
                            mailboxes++;
                            partition = info.partition();
                            if (info.selectable()) {
                                var status = store.status(Identity.HOUSE, info.name());
                                messages += status.messages();
                                octets += status.octets();
                            }
                        }
                        table.row(owner, mailboxes, messages, octets, partition);
                    }
                    print(table);
                    return null;
                });
    }
}
