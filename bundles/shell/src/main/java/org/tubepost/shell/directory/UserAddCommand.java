// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.shell.HouseCommand;

/** Makes a user. */
@Service
@Command(scope = "directory", name = "user-add", description = "Makes a user")
public final class UserAddCommand extends HouseCommand {

    @Argument(index = 0, name = "user", description = "User as user@domain", required = true)
    private String user;

    @Option(name = "--name", description = "Full name")
    private String name = "";

    @Option(name = "--password", description = "Password in clear; it will be in the shell history")
    private String password = "";

    @Option(name = "--password-file", description = "File with the password in its first line")
    private String passwordFile;

    @Option(
            name = "--set",
            description = "Further attribute as name=value; may be repeated",
            multiValued = true)
    private List<String> attributes = List.of();

    @Override
    public Object execute() throws Exception {
        UserName who = UserName.of(user);
        return with(
                Provisioning.class,
                provisioning -> {
                    provisioning.addUser(
                            who.domain(),
                            who.uid(),
                            name,
                            Passwords.read(password, passwordFile),
                            Attributes.of(attributes));
                    return null;
                });
    }
}
