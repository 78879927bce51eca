// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import org.tubepost.api.log.MailEvent;

/**
 * The records of one message, found while the files are read line by line; only lines in which the
 * id occurs are parsed. Used by one thread.
 */
final class Trail extends AbstractSpliterator<MailEvent> implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final Deque<FileChannel> files;
    private final String id;
    private final String field;
    private final ZoneId zone;
    private BufferedReader reader;
    private Layout layout;

    /**
     * Reads nothing yet.
     *
     * @param files oldest first; closed when they are read, or with this
     * @param id queue id or message id
     * @param zone of the times in text records
     */
    Trail(List<FileChannel> files, String id, ZoneId zone) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.files = new ArrayDeque<>(files);
        this.id = id;
        this.field = id.startsWith("<") ? id : "<" + id + ">";
        this.zone = zone;
    }

    @Override
    public boolean tryAdvance(Consumer<? super MailEvent> action) {
        try {
            for (String line = line(); line != null; line = line()) {
                Optional<MailEvent> event = event(line);
                if (event.isPresent()) {
                    action.accept(event.get());
                    return true;
                }
            }
            return false;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String line() throws IOException {
        while (reader != null || !files.isEmpty()) {
            if (reader == null) {
                reader =
                        new BufferedReader(
                                new InputStreamReader(
                                        Channels.newInputStream(files.remove()),
                                        StandardCharsets.UTF_8),
                                BUFFER);
                layout = LogRules.BEFORE.layout();
            }
            String line = reader.readLine();
            if (line != null) {
                return line;
            }
            reader.close();
            reader = null;
        }
        return null;
    }

    private Optional<MailEvent> event(String line) {
        if (line.startsWith("#")) {
            layout = Layout.parse(line).orElse(layout);
            return Optional.empty();
        }
        if (!line.contains(id) && line.indexOf('\\') < 0) {
            return Optional.empty();
        }
        Optional<MailEvent> event =
                line.startsWith("{")
                        ? JsonRecords.parse(line)
                        : TextParser.parse(line, layout, zone);
        return event.filter(e -> e.message().equals(id) || e.messageIdField().equals(field));
    }

    @Override
    public void close() {
        try (BufferedReader open = reader) {
            for (FileChannel file : files) {
                file.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
