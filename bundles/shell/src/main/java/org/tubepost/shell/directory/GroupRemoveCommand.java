// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.shell.HouseCommand;

/** Removes a group. */
@Service
@Command(scope = "directory", name = "group-remove", description = "Removes a group")
public final class GroupRemoveCommand extends HouseCommand {

    @Argument(index = 0, name = "group", description = "Address of the group", required = true)
    private String group;

    @Override
    public Object execute() throws Exception {
        UserName which = UserName.of(group);
        return with(
                Provisioning.class,
                provisioning -> {
                    provisioning.removeGroup(which.domain(), which.uid());
                    return null;
                });
    }
}
