// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.dispatcher;

import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.protocol.AccountSessions;
import org.tubepost.api.protocol.AccountSessions.OpenSession;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Quantities;

/** Ends sessions of users. */
@Service
@Command(
        scope = "dispatcher",
        name = "disconnect",
        description = "Ends sessions of a user, or single ones (imsconnutil -k)")
public final class DisconnectCommand extends HouseCommand {

    @Argument(
            name = "number",
            description = "Numbers, as dispatcher:sessions --each tells them",
            multiValued = true)
    private List<String> numbers;

    @Option(
            name = "--user",
            description =
                    "All sessions of this account: its owner's id, which is user@domain, or user in the default domain")
    private String user;

    @Option(name = "--service", description = "With --user: only those of this service")
    private String service;

    @Override
    public Object execute() throws Exception {
        if ((numbers == null) == (user == null)) {
            throw new IllegalArgumentException("give numbers of sessions, or --user");
        }
        if (service != null && user == null) {
            throw new IllegalArgumentException("--service goes with --user");
        }
        return with(AccountSessions.class, this::end);
    }

    private Object end(AccountSessions sessions) {
        List<Long> wanted = new ArrayList<>(user == null ? given() : of(sessions));
        int asked = wanted.size();
        wanted.removeIf(sessions::end);
        if (user == null && !wanted.isEmpty()) {
            throw new IllegalArgumentException("no such session: " + wanted);
        }
        return (asked - wanted.size()) + " sessions ended";
    }

    private List<Long> given() {
        return numbers.stream().map(n -> Quantities.number("a session", n)).distinct().toList();
    }

    private List<Long> of(AccountSessions sessions) {
        return sessions.open().stream()
                .filter(s -> s.account().equalsIgnoreCase(user))
                .filter(s -> service == null || s.service().equalsIgnoreCase(service))
                .map(OpenSession::connection)
                .toList();
    }
}
