// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.auth;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.security.AppPasswords;
import org.tubepost.shell.HouseCommand;

/** Makes an app password and prints it, once. */
@Service
@Command(
        scope = "auth",
        name = "app-password-add",
        description = "Makes a password for one mail program of a user and prints it")
public final class AppPasswordAddCommand extends HouseCommand {

    @Argument(index = 0, name = "user", description = "User as user@domain", required = true)
    private String user;

    @Argument(
            index = 1,
            name = "name",
            description = "What the user calls the program",
            required = true)
    private String name;

    @Option(
            name = "--service",
            description = "Where it works: imap, pop or smtp; all if not given",
            multiValued = true)
    private List<String> services = new ArrayList<>();

    @Option(name = "--expires", description = "First day on which it is refused, as 2027-01-31")
    private String expires;

    @Override
    public Object execute() throws Exception {
        Set<String> wanted = new HashSet<>(services);
        Optional<Instant> end = Optional.ofNullable(expires).map(AppPasswordAddCommand::day);
        return with(
                AppPasswords.class,
                passwords -> {
                    out().println(passwords.add(user, name, wanted, end));
                    return null;
                });
    }

    private static Instant day(String text) {
        try {
            return LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException(
                    "expected a day as 2027-01-31, not '" + text + "'", malformed);
        }
    }
}
