// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.autoreply;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.message.WholeFile;

/**
 * Remembers who was answered, until the period is over: a file for each pair, by the digest of both
 * names, that holds the moment of expiry. Durable before {@link #remember} returns. What has
 * expired is removed once a day. A file that cannot be read counts as expired. Thread-safe.
 */
final class AnsweredSenders {
    private static final Logger LOG = LoggerFactory.getLogger(AnsweredSenders.class);
    private static final Duration DAY = Duration.ofDays(1);

    private final Path folder;
    private final Clock clock;
    private final AtomicReference<Instant> nextSweep;

    AnsweredSenders(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        this.nextSweep = new AtomicReference<>(clock.instant());
    }

    /** Names as a key. */
    static String key(String... names) {
        try {
            byte[] octets = String.join("\n", names).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    boolean holds(String key) throws IOException {
        return expiry(file(key)).isAfter(clock.instant());
    }

    void remember(String key, Duration period) throws IOException {
        byte[] until = clock.instant().plus(period).toString().getBytes(StandardCharsets.US_ASCII);
        WholeFile.write(file(key), to -> WholeFile.put(ByteBuffer.wrap(until), to));
        Instant due = nextSweep.get();
        Instant now = clock.instant();
        if (!now.isBefore(due) && nextSweep.compareAndSet(due, now.plus(DAY))) {
            sweep();
        }
    }

    private void sweep() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            if (!expiry(file).isAfter(clock.instant())) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static Instant expiry(Path file) throws IOException {
        try {
            return Instant.parse(Files.readString(file));
        } catch (NoSuchFileException nobody) {
            return Instant.MIN;
        } catch (DateTimeParseException damaged) {
            LOG.warn("{} is damaged and counts as expired", file);
            return Instant.MIN;
        }
    }

    private Path file(String key) {
        return folder.resolve(key.substring(0, 2)).resolve(key);
    }
}
