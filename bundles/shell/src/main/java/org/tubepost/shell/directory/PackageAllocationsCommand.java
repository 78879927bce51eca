// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.PackageAllocation;
import org.tubepost.shell.Table;

/** Lists the service packages of a domain. */
@Service
@Command(
        scope = "directory",
        name = "package-allocations",
        description = "Lists how many users of a domain may have and have which service package")
public final class PackageAllocationsCommand extends AdministrationCommand {

    @Argument(index = 0, name = "domain", description = "Name of the domain", required = true)
    private String domain;

    @Override
    public Object execute() throws Exception {
        return administer(
                (directory, who) -> {
                    Table table = new Table("package", "allocated", "assigned");
                    for (PackageAllocation each : directory.allocations(who, domain)) {
                        table.row(each.packageName(), each.allocated(), each.assigned());
                    }
                    print(table);
                    return null;
                });
    }
}
