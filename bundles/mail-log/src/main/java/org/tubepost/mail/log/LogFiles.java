// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Where records go: {@code mail.log_*} has text or JSON, and {@code mail.json_*} the JSON beside
 * text. Written by one thread.
 */
final class LogFiles implements Closeable {
    private final Format format;
    private final LogFile main;
    private final Optional<LogFile> beside;

    /**
     * Forms of a record.
     *
     * @param text the classic form
     * @param json one object a line
     */
    record Format(boolean text, boolean json) {

        /**
         * Reads the setting.
         *
         * @throws IllegalArgumentException if there is no such format
         */
        static Format of(String setting) {
            return switch (setting) {
                case "text" -> new Format(true, false);
                case "json" -> new Format(false, true);
                case "both" -> new Format(true, true);
                default ->
                        throw new IllegalArgumentException(
                                "format must be text, json or both, not " + setting);
            };
        }
    }

    LogFiles(Path folder, MailLogSettings settings, Clock clock) {
        format = Format.of(settings.format());
        main = file(folder, "mail.log", settings, clock);
        beside =
                format.text() && format.json()
                        ? Optional.of(file(folder, "mail.json", settings, clock))
                        : Optional.empty();
    }

    private static LogFile file(Path folder, String stem, MailLogSettings settings, Clock clock) {
        return new LogFile(
                folder,
                stem,
                (long) settings.fileMebibytes() << 20,
                new DatedFiles(
                        folder,
                        stem,
                        clock.getZone(),
                        settings.retentionDays(),
                        (long) settings.totalMebibytes() << 20),
                clock);
    }

    Format format() {
        return format;
    }

    /** Appends whole lines in each form that is written. */
    void append(String head, ByteBuffer text, ByteBuffer json) throws IOException {
        main.append(format.text() ? head : "", format.text() ? text : json);
        if (beside.isPresent()) {
            beside.get().append("", json);
        }
    }

    void rotateIfDue() throws IOException {
        main.rotateIfDue();
        if (beside.isPresent()) {
            beside.get().rotateIfDue();
        }
    }

    /** The files that have every record, oldest first, for reading. */
    List<FileChannel> open() throws IOException {
        return main.open();
    }

    @Override
    public void close() throws IOException {
        try {
            main.close();
        } finally {
            if (beside.isPresent()) {
                beside.get().close();
            }
        }
    }
}
