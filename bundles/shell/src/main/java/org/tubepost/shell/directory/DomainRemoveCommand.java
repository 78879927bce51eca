// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.shell.HouseCommand;

/** Removes a hosted domain without users. */
@Service
@Command(
        scope = "directory",
        name = "domain-remove",
        description = "Removes a hosted domain without users")
public final class DomainRemoveCommand extends HouseCommand {

    @Argument(index = 0, name = "domain", description = "Name of the domain", required = true)
    private String domain;

    @Override
    public Object execute() throws Exception {
        return with(
                Provisioning.class,
                provisioning -> {
                    provisioning.removeDomain(domain);
                    return null;
                });
    }
}
