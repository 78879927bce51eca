// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.time.Duration;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Option;
import org.tubepost.api.directory.EntryKind;
import org.tubepost.api.directory.PurgeReport;
import org.tubepost.shell.Table;

/** Removes what has been marked as deleted. */
abstract class PurgingCommand extends EntryCommand {

    @Argument(
            index = 0,
            name = "name",
            description = "One entry, or a domain with all that are marked in it; all if not given")
    private String name = "";

    @Option(name = "--days", description = "How many days ago they must have been marked")
    private int days = 10;

    @Override
    public Object execute() throws Exception {
        boolean one = name.indexOf('@') >= 0;
        if (days < 0) {
            throw new IllegalArgumentException("--days is 0 or more");
        }
        if (kind() == EntryKind.DOMAIN && name.isEmpty()) {
            throw new IllegalArgumentException("which domain?");
        }
        return administer(
                (directory, who) -> {
                    PurgeReport report =
                            directory.purge(
                                    who,
                                    kind(),
                                    one ? "" : name,
                                    one ? name : "",
                                    Duration.ofDays(days));
                    Table table = new Table("entry", "result");
                    report.purged().forEach(dn -> table.row(dn, "purged"));
                    report.kept().forEach(dn -> table.row(dn, "kept"));
                    print(table);
                    return null;
                });
    }
}
