// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.shell.HouseCommand;

/** Replaces attributes of a user. */
@Service
@Command(scope = "directory", name = "user-modify", description = "Replaces attributes of a user")
public final class UserModifyCommand extends HouseCommand {

    @Argument(index = 0, name = "user", description = "User as user@domain", required = true)
    private String user;

    @Argument(
            index = 1,
            name = "attributes",
            description = "Attributes as name=value; name= removes",
            required = true,
            multiValued = true)
    private List<String> attributes;

    @Override
    public Object execute() throws Exception {
        UserName who = UserName.of(user);
        return with(
                Provisioning.class,
                provisioning -> {
                    provisioning.modifyUser(who.domain(), who.uid(), Attributes.of(attributes));
                    return null;
                });
    }
}
