// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.dispatcher;

import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.protocol.AccountSessions;
import org.tubepost.api.protocol.AccountSessions.OpenSession;
import org.tubepost.api.protocol.AccountSessions.SessionCount;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/**
 * Lists who is logged in, by account and service, those with most sessions first; or each session,
 * the oldest first.
 */
@Service
@Command(
        scope = "dispatcher",
        name = "sessions",
        description = "Lists accounts with open sessions, those with most first (imsconnutil -c)")
public final class SessionsCommand extends HouseCommand {

    @Option(name = "--limit", description = "Lines at most")
    private int limit = 100;

    @Option(name = "--each", description = "Each session, with its number, client and login")
    private boolean each;

    @Option(name = "--user", description = "Each session of this account, user@domain")
    private String user;

    @Override
    public Object execute() throws Exception {
        return with(AccountSessions.class, each || user != null ? this::each : this::counts);
    }

    private Object counts(AccountSessions sessions) throws Exception {
        Table table = new Table("account", "service", "sessions");
        sessions.counts().stream()
                .sorted(
                        Comparator.comparingInt(SessionCount::sessions)
                                .reversed()
                                .thenComparing(SessionCount::account)
                                .thenComparing(SessionCount::service))
                .limit(limit)
                .forEach(c -> table.row(c.account(), c.service(), String.valueOf(c.sessions())));
        print(table);
        return null;
    }

    private Object each(AccountSessions sessions) throws Exception {
        Table table = new Table("session", "account", "service", "client", "since");
        sessions.open().stream()
                .filter(s -> user == null || s.account().equalsIgnoreCase(user))
                .sorted(
                        Comparator.comparing(OpenSession::since)
                                .thenComparing(OpenSession::connection))
                .limit(limit)
                .forEach(
                        s ->
                                table.row(
                                        s.connection(),
                                        s.account(),
                                        s.service(),
                                        s.client().getAddress().getHostAddress()
                                                + ":"
                                                + s.client().getPort(),
                                        s.since().truncatedTo(ChronoUnit.SECONDS)));
        print(table);
        return null;
    }
}
