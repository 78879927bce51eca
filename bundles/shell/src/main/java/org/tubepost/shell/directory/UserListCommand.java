// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Directory;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Lists users of a domain. */
@Service
@Command(scope = "directory", name = "user-list", description = "Lists users of a domain")
public final class UserListCommand extends HouseCommand {

    @Argument(index = 0, name = "domain", description = "Name of the domain", required = true)
    private String domain;

    @Override
    public Object execute() throws Exception {
        return with(
                Directory.class,
                directory -> {
                    Table table = new Table("user", "mail", "status", "delivery", "partition");
                    for (var account : directory.accounts(domain)) {
                        table.row(
                                account.id(),
                                account.mail(),
                                account.status(),
                                String.join(" ", account.deliveryOptions()),
                                account.partition());
                    }
                    print(table);
                    return null;
                });
    }
}
