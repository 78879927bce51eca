// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.EntryKind;

/** Gives a user a service package. */
@Service
@Command(
        scope = "directory",
        name = "package-assign",
        description = "Gives a user a service package")
public final class PackageAssignCommand extends AdministrationCommand {

    @Argument(index = 0, name = "package", description = "Name of the package", required = true)
    private String name;

    @Argument(index = 1, name = "user", description = "User as user@domain", required = true)
    private String user;

    @Override
    public Object execute() throws Exception {
        AttributeChange change =
                new AttributeChange("inetCOS", AttributeChange.Operation.ADD, List.of(name));
        return administer(
                (directory, who) -> {
                    directory.modify(who, EntryKind.USER, user, List.of(change));
                    return null;
                });
    }
}
