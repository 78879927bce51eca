// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import java.io.IOException;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.QuotaRoot;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Reports quotas, with the figures of imquotacheck, and counts anew what users keep. */
@Service
@Command(
        scope = "store",
        name = "quota",
        description = "Reports what users keep and may keep (imquotacheck, iminitquota)")
public final class QuotaCommand extends HouseCommand {

    @Argument(index = 0, name = "user", description = "Owner, user@domain; all if absent")
    @Completion(OwnerCompleter.class)
    private String owner;

    @Option(name = "--domain", description = "Only users of this domain")
    private String domain;

    @Option(name = "--all", description = "Also users without a limit")
    private boolean all;

    @Option(name = "--recount", description = "Count the messages of the users anew")
    private boolean recount;

    @Override
    public Object execute() throws Exception {
        return with(
                MessageStore.class,
                store -> {
                    Table table =
                            new Table(
                                    "quota root",
                                    "octets",
                                    "quota",
                                    "%",
                                    "messages",
                                    "message quota",
                                    "% of messages",
                                    "over since",
                                    "warned");
                    for (String each : owner == null ? store.owners() : List.of(owner)) {
                        if (isStopped()) {
                            break;
                        }
                        if (owner != null || isOfDomain(each)) {
                            add(store, each, table);
                        }
                    }
                    print(table);
                    return null;
                });
    }

    private boolean isOfDomain(String each) {
        return domain == null
                || each.regionMatches(
                        true,
                        Math.max(0, each.length() - domain.length() - 1),
                        "@" + domain,
                        0,
                        domain.length() + 1);
    }

    private void add(MessageStore store, String each, Table table) throws IOException {
        if (recount && store.quotas().recount(each)) {
            out().println(each + " was counted wrongly; the figures are right now");
        }
        for (QuotaRoot root : store.quotas().roots(Identity.HOUSE, each)) {
            if (all || owner != null || root.limit().isLimited()) {
                table.row(
                        root.name(),
                        root.octets(),
                        limit(root.limit().octets()),
                        percent(root.octets(), root.limit().octets()),
                        root.messages(),
                        limit(root.limit().messages()),
                        percent(root.messages(), root.limit().messages()),
                        root.since().map(Object::toString).orElse(""),
                        store.quotas().warned(each).map(Object::toString).orElse(""));
            }
        }
    }

    private static Object limit(long limit) {
        return limit < 0 ? null : (Object) limit;
    }

    private static Object percent(long used, long limit) {
        return limit < 0 ? null : (Object) (limit == 0 ? 100 : used * 100 / limit);
    }
}
