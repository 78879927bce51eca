// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.shell.HouseCommand;

/** Makes a group. */
@Service
@Command(scope = "directory", name = "group-add", description = "Makes a group")
public final class GroupAddCommand extends HouseCommand {

    @Argument(index = 0, name = "group", description = "Address of the group", required = true)
    private String group;

    @Argument(
            index = 1,
            name = "members",
            description = "Addresses of the members",
            multiValued = true)
    private List<String> members = List.of();

    @Override
    public Object execute() throws Exception {
        UserName which = UserName.of(group);
        return with(
                Provisioning.class,
                provisioning -> {
                    provisioning.addGroup(which.domain(), which.uid(), members);
                    return null;
                });
    }
}
