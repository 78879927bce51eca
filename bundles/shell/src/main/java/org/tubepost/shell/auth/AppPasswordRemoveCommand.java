// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.auth;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.security.AppPasswords;
import org.tubepost.shell.HouseCommand;

/** Removes an app password: the program cannot log in any more. */
@Service
@Command(
        scope = "auth",
        name = "app-password-remove",
        description = "Removes an app password of a user")
public final class AppPasswordRemoveCommand extends HouseCommand {

    @Argument(index = 0, name = "user", description = "User as user@domain", required = true)
    private String user;

    @Argument(index = 1, name = "name", description = "Name of the password", required = true)
    private String name;

    @Override
    public Object execute() throws Exception {
        return with(
                AppPasswords.class,
                passwords -> {
                    passwords.remove(user, name);
                    return null;
                });
    }
}
