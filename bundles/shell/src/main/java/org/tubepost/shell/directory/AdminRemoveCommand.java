// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Administrator.Role;

/** Takes the role of an administrator from a user. */
@Service
@Command(
        scope = "directory",
        name = "admin-remove",
        description = "Takes the role of an administrator from a user")
public final class AdminRemoveCommand extends AdministrationCommand {

    @Argument(index = 0, name = "user", description = "User as user@domain", required = true)
    private String user;

    @Option(name = "--platform", description = "Of everything, not only of the user's own domain")
    private boolean platform;

    @Override
    public Object execute() throws Exception {
        return administer(
                (directory, who) -> {
                    directory.revoke(who, user, platform ? Role.PLATFORM : Role.DOMAIN);
                    return null;
                });
    }
}
