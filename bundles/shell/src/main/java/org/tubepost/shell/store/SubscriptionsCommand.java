// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Lists which folders users subscribed to, and takes back those that lead nowhere. */
@Service
@Command(
        scope = "store",
        name = "subscriptions",
        description = "Lists subscriptions of a user or of all (mboxutil -S)")
public final class SubscriptionsCommand extends HouseCommand {

    @Argument(name = "user", description = "Owner, user@domain; all if absent")
    @Completion(OwnerCompleter.class)
    private String user;

    @Option(name = "--dead", description = "Only those to folders that do not exist")
    private boolean dead;

    @Option(name = "--unsubscribe", description = "With --dead: take them back (mboxutil -S -u)")
    private boolean unsubscribe;

    private final Map<String, Set<MailboxName>> folders = new HashMap<>();

    @Override
    public Object execute() throws Exception {
        if (unsubscribe && !dead) {
            throw new IllegalArgumentException("--unsubscribe goes with --dead");
        }
        return with(MessageStore.class, this::list);
    }

    private Object list(MessageStore store) throws Exception {
        Table table = new Table("user", "folder", "exists");
        for (String owner : owners(store)) {
            Identity who = new Identity(owner, owner, false, Optional.empty());
            for (MailboxName name : store.subscriptions(who)) {
                boolean exists = foldersOf(name.owner(), store).contains(name);
                if (dead && exists) {
                    continue;
                }
                if (unsubscribe) {
                    store.subscribe(who, name, false);
                }
                table.row(owner, name, exists);
            }
            if (isStopped()) {
                break;
            }
        }
        print(table);
        return null;
    }

    private List<String> owners(MessageStore store) {
        if (user == null) {
            return store.owners();
        }
        String owner = MailboxName.inbox(user).owner();
        if (!store.owners().contains(owner)) {
            throw new IllegalArgumentException(user + " has no mailbox");
        }
        return List.of(owner);
    }

    private Set<MailboxName> foldersOf(String owner, MessageStore store) throws StoreException {
        Set<MailboxName> known = folders.get(owner);
        if (known == null) {
            known =
                    store.list(Identity.HOUSE, owner).stream()
                            .map(MailboxInfo::name)
                            .collect(Collectors.toSet());
            folders.put(owner, known);
        }
        return known;
    }
}
