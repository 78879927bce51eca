// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.shell.HouseCommand;

/** Sets the password of a user. */
@Service
@Command(scope = "directory", name = "user-password", description = "Sets the password of a user")
public final class UserPasswordCommand extends HouseCommand {

    @Argument(index = 0, name = "user", description = "User as user@domain", required = true)
    private String user;

    @Option(name = "--password", description = "Password in clear; it will be in the shell history")
    private String password = "";

    @Option(name = "--password-file", description = "File with the password in its first line")
    private String passwordFile;

    @Override
    public Object execute() throws Exception {
        UserName who = UserName.of(user);
        return with(
                Provisioning.class,
                provisioning -> {
                    provisioning.setPassword(
                            who.domain(), who.uid(), Passwords.read(password, passwordFile));
                    return null;
                });
    }
}
