// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.EntryKind;

/** Sets the password of a user. */
@Service
@Command(scope = "directory", name = "user-password", description = "Sets the password of a user")
public final class UserPasswordCommand extends AdministrationCommand {

    @Argument(index = 0, name = "user", description = "User as user@domain", required = true)
    private String user;

    @Option(name = "--password", description = "Password in clear; it will be in the shell history")
    private String password = "";

    @Option(name = "--password-file", description = "File with the password in its first line")
    private String passwordFile;

    @Override
    public Object execute() throws Exception {
        String secret = new String(Passwords.read(password, passwordFile), StandardCharsets.UTF_8);
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("the password is empty");
        }
        AttributeChange change =
                new AttributeChange(
                        "userPassword", AttributeChange.Operation.REPLACE, List.of(secret));
        return administer(
                (directory, who) -> {
                    directory.modify(who, EntryKind.USER, user, List.of(change));
                    return null;
                });
    }
}
