// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MessageStore;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Lists the mailboxes of a user. */
@Service
@Command(scope = "store", name = "mailboxes", description = "Lists the mailboxes of a user")
public final class MailboxesCommand extends HouseCommand {

    @Argument(index = 0, name = "user", description = "Owner, user@domain", required = true)
    @Completion(OwnerCompleter.class)
    private String owner;

    @Override
    public Object execute() throws Exception {
        return with(
                MessageStore.class,
                store -> {
                    Table table =
                            new Table(
                                    "mailbox",
                                    "use",
                                    "messages",
                                    "unseen",
                                    "octets",
                                    "uidvalidity",
                                    "uidnext",
                                    "modseq",
                                    "partition");
                    if (!store.owners().contains(owner.toLowerCase(java.util.Locale.ROOT))) {
                        throw new IllegalArgumentException(owner + " has no mailbox");
                    }
                    for (MailboxInfo info : store.list(Identity.HOUSE, owner)) {
                        if (!info.selectable()) {
                            table.row(
                                    info.name(),
                                    "",
                                    null,
                                    null,
                                    null,
                                    null,
                                    null,
                                    null,
                                    info.partition());
                            continue;
                        }
                        var status = store.status(Identity.HOUSE, info.name());
                        table.row(
                                info.name(),
                                info.specialUse().orElse(""),
                                status.messages(),
                                status.unseen(),
                                status.octets(),
                                status.uidValidity(),
                                status.uidNext(),
                                status.highestModSeq(),
                                info.partition());
                    }
                    print(table);
                    return null;
                });
    }
}
