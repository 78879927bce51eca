// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueView;
import org.tubepost.shell.HouseCommand;
import org.tubepost.shell.Quantities;
import org.tubepost.shell.Table;

/** Shows everything about one entry. */
@Service
@Command(
        scope = "queue",
        name = "show",
        description = "Shows envelope, header and history of an entry")
public final class ShowCommand extends HouseCommand {
    private static final int MOST_IN_JSON = 1 << 24;
    private static final int PIECE = 32_768;

    @Argument(index = 0, name = "entry", description = "Number of the entry", required = true)
    private String entryNumber;

    @Option(name = "--content", description = "Print the whole message too")
    private boolean whole;

    @Override
    public Object execute() throws Exception {
        return with(QueueView.class, this::show);
    }

    private Object show(QueueView view) throws Exception {
        long number = Quantities.entry(entryNumber);
        QueueEntry entry =
                view.entry(number)
                        .orElseThrow(
                                () -> new IllegalArgumentException("there is no entry " + number));
        Table table = new Table("what", "value");
        table.row("entry", entry.number());
        table.row("message", entry.message());
        table.row("channel", entry.channel());
        table.row("destination", entry.destination());
        table.row("state", entry.state());
        table.row("size", entry.size());
        table.row("queued", entry.queued());
        table.row("due", entry.due());
        table.row("attempt", entry.attempt());
        table.row("last", entry.lastReply());
        Optional<Envelope> envelope = view.envelope(number);
        if (envelope.isPresent()) {
            table.row("sender", "<" + envelope.get().sender() + ">");
            table.row("from channel", envelope.get().origin().channel());
            for (Recipient recipient : envelope.get().recipients()) {
                table.row("recipient", recipient.original() + " -> " + recipient.address());
            }
        }
        view.history(number).forEach(line -> table.row("history", line));
        try (Content content = view.content(number).orElse(null)) {
            if (content != null && json) {
                long octets = whole ? content.size() : content.summary().headerSize();
                int most = (int) Math.min(octets, MOST_IN_JSON);
                table.row(whole ? "content" : "header", text(content, most));
            }
            print(table);
            if (content != null && !json) {
                printText(content, whole ? content.size() : content.summary().headerSize());
            }
        }
        return null;
    }

    private static String text(Content content, int octets) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(octets);
        content.read(0, buffer);
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    /** Prints the message as it is, a piece at a time. */
    private void printText(Content content, long octets) throws IOException {
        out().println();
        ByteBuffer buffer = ByteBuffer.allocate(PIECE);
        for (long at = 0; at < octets && !isStopped(); at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(PIECE, octets - at));
            content.read(at, buffer);
            buffer.flip();
            out().write(buffer.array(), 0, buffer.limit());
        }
        out().flush();
    }
}
