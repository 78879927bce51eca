// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.SiteHosts;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MessageStore;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Lists the owners of mailboxes: all, or those whom the directory does not know here. */
@Service
@Command(scope = "store", name = "users", description = "Lists users that have mailboxes")
public final class UsersCommand extends HouseCommand {

    @Option(
            name = "--orphaned",
            description =
                    "Only those without an entry in the directory, or with another mailHost"
                            + " (mboxutil -o)")
    private boolean orphaned;

    @Override
    public Object execute() throws Exception {
        return with(MessageStore.class, orphaned ? this::orphans : this::all);
    }

    private Object all(MessageStore store) throws Exception {
        Table table = new Table("user", "mailboxes", "messages", "octets", "partition");
        for (String owner : store.owners()) {
            Kept kept = Kept.of(store, owner);
            table.row(owner, kept.mailboxes, kept.messages, kept.octets, kept.partition);
        }
        print(table);
        return null;
    }

    private Object orphans(MessageStore store) throws Exception {
        return with(
                Configuration.class,
                configuration ->
                        with(
                                Directory.class,
                                directory -> {
                                    SiteHosts here = new SiteHosts(configuration.current());
                                    return orphans(store, new KnownOwners(directory, here));
                                }));
    }

    private Object orphans(MessageStore store, KnownOwners known) throws Exception {
        Table table = new Table("user", "mailboxes", "messages", "octets", "partition", "reason");
        for (String owner : store.owners()) {
            Optional<String> reason = known.objection(owner);
            // The owner of public folders need not be anybody.
            if (reason.isPresent() && !owner.equals(store.rights().publicOwner())) {
                Kept kept = Kept.of(store, owner);
                table.row(
                        owner,
                        kept.mailboxes,
                        kept.messages,
                        kept.octets,
                        kept.partition,
                        reason.get());
            }
        }
        print(table);
        return null;
    }

    /** What an owner keeps. */
    private record Kept(int mailboxes, long messages, long octets, String partition) {

        static Kept of(MessageStore store, String owner) throws Exception {
            Kept kept = new Kept(0, 0, 0, "");
            for (MailboxInfo info : store.list(Identity.HOUSE, owner)) {
                kept = kept.with(info, store);
            }
            return kept;
        }

        private Kept with(MailboxInfo info, MessageStore store) throws Exception {
            if (!info.selectable()) {
                return new Kept(mailboxes + 1, messages, octets, info.partition());
            }
            var status = store.status(Identity.HOUSE, info.name());
            return new Kept(
                    mailboxes + 1,
                    messages + status.messages(),
                    octets + status.octets(),
                    info.partition());
        }
    }
}
