// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.testkit.ComponentSettings;

/** A mail log in a folder, with a clock that can be moved. */
final class House implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-11-27T12:00:00.25Z");

    final MovedClock clock = new MovedClock(NOON);
    final MailLogComponent log;
    private final Path folder;

    House(Path folder, Map<String, Object> settings) {
        this.folder = folder;
        Map<String, Object> all = new HashMap<>(settings);
        all.put("directory", folder.toString());
        log = new MailLogComponent(ComponentSettings.of(MailLogSettings.class, all), clock);
    }

    /** A message of 2,000 octets was queued. */
    MailEvent queued(String message) {
        return MailEvent.of(clock.instant(), Kind.ENQUEUED)
                .channels("tcp_local", "ims-ms")
                .size(2_000)
                .sender("a@example.org")
                .recipient("b@example.com", "b@ims-ms-daemon")
                .message(message, 0, "<" + message + "@example.org>")
                .build();
    }

    /** The messages that are found under an id, when everything has been written. */
    List<MailEvent> find(String id) throws IOException {
        try (Stream<MailEvent> found = log.find(id)) {
            return found.toList();
        }
    }

    /** Lines of a file, when everything has been written. */
    List<String> lines(String file) throws IOException {
        find("nothing");
        return Files.readAllLines(folder.resolve(file));
    }

    /** Names of the files. */
    List<String> files() throws IOException {
        find("nothing");
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    /** A generation with options, and channels with the one keyword given. */
    static Generation generation(Map<String, String> options, Map<String, String> channels) {
        SourceLocation here = new SourceLocation("imta.cnf", 1, 1);
        return Generation.builder(1, NOON)
                .options(options)
                .channels(
                        channels.entrySet().stream()
                                .map(
                                        c ->
                                                new ChannelDefinition(
                                                        c.getKey(),
                                                        List.of(
                                                                new Keyword(
                                                                        c.getValue(),
                                                                        List.of(),
                                                                        here)),
                                                        c.getKey() + "-daemon",
                                                        List.of(),
                                                        here))
                                .toList())
                .build();
    }

    @Override
    public void close() throws InterruptedException {
        log.close();
    }
}
