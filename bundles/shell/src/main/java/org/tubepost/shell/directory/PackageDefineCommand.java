// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Makes a service package. */
@Service
@Command(scope = "directory", name = "package-define", description = "Makes a service package")
public final class PackageDefineCommand extends AdministrationCommand {

    @Argument(index = 0, name = "package", description = "Name of the package", required = true)
    private String name;

    @Argument(
            index = 1,
            name = "attributes",
            description = "What users get from it, as name=value",
            required = true,
            multiValued = true)
    private List<String> attributes;

    @Override
    public Object execute() throws Exception {
        return administer(
                (directory, who) -> {
                    directory.add(who, EntryKind.PACKAGE, name, Attributes.of(attributes));
                    return null;
                });
    }
}
