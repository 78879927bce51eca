// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.auth;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailLogReader;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Shows logins, failed logins and logouts from the mail log, the newest last. */
@Service
@Command(
        scope = "auth",
        name = "log",
        description = "Shows logins, failed logins and logouts from the mail log")
public final class LogCommand extends HouseCommand {

    @Option(name = "--user", description = "Only this login name, or the administrator behind it")
    private String user = "";

    @Option(name = "--address", description = "Only this client address")
    private String address = "";

    @Option(name = "--failed", description = "Only logins that were refused")
    private boolean failed;

    @Option(name = "--last", description = "At most so many, the newest")
    private int last = 100;

    @Override
    public Object execute() throws Exception {
        if (last < 1) {
            throw new IllegalArgumentException("--last must be at least 1");
        }
        return with(MailLogReader.class, this::show);
    }

    private Object show(MailLogReader reader) throws Exception {
        Deque<MailEvent> kept = new ArrayDeque<>();
        try (Stream<MailEvent> logins = reader.logins()) {
            for (Iterator<MailEvent> all = logins.iterator(); all.hasNext() && !isStopped(); ) {
                MailEvent event = all.next();
                if (isWanted(event)) {
                    kept.add(event);
                    if (kept.size() > last) {
                        kept.remove();
                    }
                }
            }
        }
        Table table = new Table("time", "what", "service", "user", "from", "how");
        for (MailEvent event : kept) {
            table.row(
                    event.time(),
                    event.kind().name().toLowerCase(Locale.ROOT),
                    event.source(),
                    event.user(),
                    client(event),
                    event.diagnostic());
        }
        print(table);
        return null;
    }

    private boolean isWanted(MailEvent event) {
        boolean named =
                user.isEmpty()
                        || event.user().equalsIgnoreCase(user)
                        || (event.diagnostic() + " ").contains("administrator=" + user + " ");
        return named
                && (address.isEmpty() || client(event).equals(address))
                && (!failed || event.diagnostic().contains(" refused: "));
    }

    /** The third part of {@code TCP|own address|port|client|port}. */
    private static String client(MailEvent event) {
        String[] parts = event.transport().split("\\|");
        return parts.length > 3 ? parts[3] : "";
    }
}
