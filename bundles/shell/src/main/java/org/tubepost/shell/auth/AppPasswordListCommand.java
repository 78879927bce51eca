// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.auth;

import java.time.Instant;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.security.AppPasswords;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Lists the app passwords of a user, without the passwords. */
@Service
@Command(
        scope = "auth",
        name = "app-password-list",
        description = "Lists the app passwords of a user")
public final class AppPasswordListCommand extends HouseCommand {

    @Argument(index = 0, name = "user", description = "User as user@domain", required = true)
    private String user;

    @Override
    public Object execute() throws Exception {
        return with(
                AppPasswords.class,
                passwords -> {
                    Table table = new Table("name", "services", "created", "expires", "last used");
                    for (AppPasswords.Entry entry : passwords.list(user)) {
                        table.row(
                                entry.name(),
                                entry.services().isEmpty()
                                        ? "all"
                                        : String.join(" ", new TreeSet<>(entry.services())),
                                entry.created(),
                                entry.expires().map(Instant::toString).orElse("never"),
                                entry.lastUsed().map(Instant::toString).orElse("never"));
                    }
                    print(table);
                    return null;
                });
    }
}
