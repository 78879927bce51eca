// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.shell.HouseCommand;

/** Makes a hosted domain. */
@Service
@Command(scope = "directory", name = "domain-add", description = "Makes a hosted domain")
public final class DomainAddCommand extends HouseCommand {

    @Argument(index = 0, name = "domain", description = "Name of the domain", required = true)
    private String domain;

    @Override
    public Object execute() throws Exception {
        return with(
                Provisioning.class,
                provisioning -> {
                    provisioning.addDomain(domain);
                    return null;
                });
    }
}
