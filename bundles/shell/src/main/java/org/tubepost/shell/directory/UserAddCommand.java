// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.directory.EntryKind;

/** Makes a user. */
@Service
@Command(scope = "directory", name = "user-add", description = "Makes a user")
public final class UserAddCommand extends AdministrationCommand {

    @Argument(index = 0, name = "user", description = "User as user@domain", required = true)
    private String user;

    @Option(name = "--name", description = "Full name")
    private String name = "";

    @Option(name = "--password", description = "Password in clear; it will be in the shell history")
    private String password = "";

    @Option(name = "--password-file", description = "File with the password in its first line")
    private String passwordFile;

    @Option(
            name = "--package",
            description = "Service package that is allocated to the domain",
            multiValued = true)
    private List<String> packages = List.of();

    @Option(
            name = "--set",
            description = "Further attribute as name=value; may be repeated",
            multiValued = true)
    private List<String> attributes = List.of();

    @Override
    public Object execute() throws Exception {
        Map<String, List<String>> given = new LinkedHashMap<>(Attributes.of(attributes));
        String secret = new String(Passwords.read(password, passwordFile), StandardCharsets.UTF_8);
        if (!name.isBlank()) {
            given.put("cn", List.of(name.strip()));
        }
        if (!secret.isEmpty()) {
            given.put("userPassword", List.of(secret));
        }
        if (!packages.isEmpty()) {
            given.put("inetCOS", packages);
        }
        return administer(
                (directory, who) -> {
                    directory.add(who, EntryKind.USER, user, given);
                    return null;
                });
    }
}
