// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Lets users of a domain have a service package. */
@Service
@Command(
        scope = "directory",
        name = "package-allocate",
        description = "Lets some users of a domain have a service package")
public final class PackageAllocateCommand extends AdministrationCommand {

    @Argument(index = 0, name = "package", description = "Name of the package", required = true)
    private String name;

    @Argument(index = 1, name = "domain", description = "Name of the domain", required = true)
    private String domain;

    @Argument(
            index = 2,
            name = "count",
            description = "How many users may have it; 0 takes it away",
            required = true)
    private int count;

    @Override
    public Object execute() throws Exception {
        if (count < 0) {
            throw new IllegalArgumentException("the count is 0 or more");
        }
        return administer(
                (directory, who) -> {
                    directory.allocate(who, domain, name, count);
                    return null;
                });
    }
}
