// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.store;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Administrator;
import org.tubepost.api.directory.DomainQuotas;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Sums up what users of domains keep, and closes domains that keep too much, or opens them. */
@Service
@Command(
        scope = "store",
        name = "quota-domain",
        description = "Reports and enforces quotas of domains (imquotacheck -f)")
public final class QuotaDomainCommand extends HouseCommand {

    @Argument(index = 0, name = "domain", description = "Only this domain; all if absent")
    private String domain;

    @Option(
            name = "--enforce",
            description = "Set mailDomainStatus to overquota above the quota, to active below")
    private boolean enforce;

    @Override
    public Object execute() throws Exception {
        return with(
                DomainQuotas.class,
                quotas -> {
                    Table table =
                            new Table(
                                    "domain",
                                    "users",
                                    "octets",
                                    "quota",
                                    "messages",
                                    "message quota",
                                    "status",
                                    "");
                    for (DomainQuotas.Usage usage :
                            quotas.check(
                                    Administrator.ofPlatform(user()),
                                    domain == null ? "" : domain,
                                    enforce,
                                    this::isStopped)) {
                        table.row(
                                usage.domain(),
                                usage.users(),
                                usage.octets(),
                                limit(usage.octetLimit()),
                                usage.messages(),
                                limit(usage.messageLimit()),
                                usage.status(),
                                usage.changed() ? "changed" : usage.isOver() ? "over" : "");
                    }
                    print(table);
                    return null;
                });
    }

    private static Object limit(long limit) {
        return limit < 0 ? null : (Object) limit;
    }
}
