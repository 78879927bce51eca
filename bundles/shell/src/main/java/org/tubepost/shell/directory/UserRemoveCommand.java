// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.shell.HouseCommand;

/** Removes a user; the mailbox stays. */
@Service
@Command(
        scope = "directory",
        name = "user-remove",
        description = "Removes a user; the mailbox stays")
public final class UserRemoveCommand extends HouseCommand {

    @Argument(index = 0, name = "user", description = "User as user@domain", required = true)
    private String user;

    @Override
    public Object execute() throws Exception {
        UserName who = UserName.of(user);
        return with(
                Provisioning.class,
                provisioning -> {
                    provisioning.removeUser(who.domain(), who.uid());
                    return null;
                });
    }
}
