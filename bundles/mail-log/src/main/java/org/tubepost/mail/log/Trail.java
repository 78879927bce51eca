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
import org.tubepost.api.log.MailEvent.Kind;

/**
 * The records that are wanted, found while the files are read line by line; only lines that may
 * have one are parsed. Used by one thread.
 */
final class Trail extends AbstractSpliterator<MailEvent> implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final Deque<FileChannel> files;
    private final Sought sought;
    private final ZoneId zone;
    private BufferedReader reader;
    private Layout layout;

    /** What is looked for. */
    interface Sought {
        /** False for a line that need not be parsed; may be true for others. */
        boolean mayBeIn(String line);

        /** True for a record that is wanted. */
        boolean is(MailEvent event);

        /**
         * Records of one message.
         *
         * @param id queue id or message id
         */
        static Sought message(String id) {
            String field = id.startsWith("<") ? id : "<" + id + ">";
            return new Sought() {
                @Override
                public boolean mayBeIn(String line) {
                    return line.contains(id) || line.indexOf('\\') >= 0;
                }

                @Override
                public boolean is(MailEvent event) {
                    return event.message().equals(id) || event.messageIdField().equals(field);
                }
            };
        }

        /** Logins and logouts. */
        static Sought logins() {
            return new Sought() {
                @Override
                public boolean mayBeIn(String line) {
                    return line.contains("+ " + Kind.LOGIN.code())
                            || line.contains("+ " + Kind.LOGOUT.code())
                            || line.startsWith("{");
                }

                @Override
                public boolean is(MailEvent event) {
                    return event.kind() == Kind.LOGIN || event.kind() == Kind.LOGOUT;
                }
            };
        }
    }

    /**
     * Reads nothing yet.
     *
     * @param files oldest first; closed when they are read, or with this
     * @param sought which records are wanted
     * @param zone of the times in text records
     */
    Trail(List<FileChannel> files, Sought sought, ZoneId zone) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.files = new ArrayDeque<>(files);
        this.sought = sought;
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
        if (!sought.mayBeIn(line)) {
            return Optional.empty();
        }
        Optional<MailEvent> event =
                line.startsWith("{")
                        ? JsonRecords.parse(line)
                        : TextParser.parse(line, layout, zone);
        return event.filter(sought::is);
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
