// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailLogReader;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Table;

/** Follows a message through the mail log; prints records as they are found. */
@Service
@Command(
        scope = "queue",
        name = "trace",
        description = "Follows a message through the mail log, oldest record first")
public final class TraceCommand extends HouseCommand {
    private static final int PAGE = 500;

    @Argument(
            index = 0,
            name = "id",
            description = "Queue id of the message, or the value of its Message-ID field",
            required = true)
    private String id;

    @Override
    public Object execute() throws Exception {
        return with(MailLogReader.class, this::trace);
    }

    private Object trace(MailLogReader reader) throws Exception {
        try (Stream<MailEvent> found = reader.find(id)) {
            Iterator<MailEvent> events = found.iterator();
            if (!events.hasNext()) {
                throw new IllegalArgumentException("the mail log knows no message " + id);
            }
            while (events.hasNext()) {
                print(page(events));
            }
        }
        return null;
    }

    /** Some records, so that memory is bounded and the first are seen early. */
    private Table page(Iterator<MailEvent> events) {
        Table table =
                new Table(
                        "time",
                        "what",
                        "message",
                        "entry",
                        "from",
                        "to",
                        "size",
                        "sender",
                        "original",
                        "recipient",
                        "user",
                        "peer",
                        "diagnostic");
        while (events.hasNext() && (json || table.size() < PAGE)) {
            MailEvent event = events.next();
            table.row(
                    event.time(),
                    event.kind(),
                    event.message(),
                    event.entry() == 0 ? null : event.entry(),
                    event.source(),
                    event.destination(),
                    event.size(),
                    event.sender(),
                    event.originalRecipient(),
                    event.recipient(),
                    event.user(),
                    event.transport(),
                    event.diagnostic());
        }
        return table;
    }
}
