// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.dispatcher;

import java.util.Comparator;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.protocol.AccountSessions;
import org.tubepost.api.protocol.AccountSessions.SessionCount;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Lists who is logged in, by account and service; those with most sessions first. */
@Service
@Command(
        scope = "dispatcher",
        name = "sessions",
        description = "Lists accounts with open sessions, those with most first")
public final class SessionsCommand extends HouseCommand {

    @Option(name = "--limit", description = "Lines at most")
    private int limit = 100;

    @Override
    public Object execute() throws Exception {
        return with(AccountSessions.class, this::list);
    }

    private Object list(AccountSessions sessions) throws Exception {
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
}
