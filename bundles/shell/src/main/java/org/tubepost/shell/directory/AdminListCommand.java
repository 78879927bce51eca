// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Administrator;
import org.tubepost.shell.Table;

/** Lists administrators. */
@Service
@Command(scope = "directory", name = "admin-list", description = "Lists administrators")
public final class AdminListCommand extends AdministrationCommand {

    @Override
    public Object execute() throws Exception {
        return administer(
                (directory, who) -> {
                    Table table = new Table("user", "role", "domain");
                    for (Administrator each : directory.administrators(who)) {
                        table.row(each.name(), each.role(), each.domain());
                    }
                    print(table);
                    return null;
                });
    }
}
