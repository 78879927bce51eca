// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Directory;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Lists groups of a domain. */
@Service
@Command(scope = "directory", name = "group-list", description = "Lists groups of a domain")
public final class GroupListCommand extends HouseCommand {

    @Argument(index = 0, name = "domain", description = "Name of the domain", required = true)
    private String domain;

    @Override
    public Object execute() throws Exception {
        return with(
                Directory.class,
                directory -> {
                    Table table = new Table("group", "status", "members");
                    for (var group : directory.groups(domain)) {
                        table.row(
                                group.mail(),
                                group.status(),
                                group.memberDns().size() + group.memberAddresses().size());
                    }
                    print(table);
                    return null;
                });
    }
}
