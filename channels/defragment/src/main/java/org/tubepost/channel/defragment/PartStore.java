// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.defragment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.tubepost.api.message.Envelope;

/**
 * Folders of parts, one for each message. A message is told by its id, its sender and its
 * recipients together: nobody can put parts into the message of another sender. Folders are removed
 * when they are twice as old as parts may be. Thread-safe.
 */
final class PartStore {
    private static final Duration SWEEP = Duration.ofMinutes(10);

    private final Path folder;
    private final Clock clock;
    private final Duration age;
    private final long limit;
    private final AtomicReference<Instant> nextSweep;
    private final AtomicLong size = new AtomicLong();

    PartStore(Path folder, Clock clock, Duration age, long limit) throws IOException {
        this.folder = folder;
        this.clock = clock;
        this.age = age;
        this.limit = limit;
        this.nextSweep = new AtomicReference<>(clock.instant());
        Files.createDirectories(folder);
    }

    static String key(String id, Envelope envelope) {
        StringBuilder names = new StringBuilder(id).append('\n').append(envelope.sender());
        names.append('\n').append(envelope.origin().authenticated().orElse(""));
        envelope.recipients().stream()
                .map(r -> r.original().toString())
                .sorted()
                .forEach(r -> names.append('\n').append(r));
        try {
            byte[] octets = names.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    PartFolder folder(String key) {
        return new PartFolder(folder.resolve(key), clock);
    }

    /** True when the parts of a message have waited long enough. */
    boolean isOld(PartFolder parts) throws IOException {
        return !clock.instant().isBefore(parts.begun().plus(age));
    }

    /** True when there is room for another part; counts anew from time to time. */
    boolean hasRoom() throws IOException {
        Instant due = nextSweep.get();
        Instant now = clock.instant();
        if (!now.isBefore(due) && nextSweep.compareAndSet(due, now.plus(SWEEP))) {
            sweep();
        }
        return size.get() < limit;
    }

    /** A part has been kept. */
    void kept(long octets) {
        size.addAndGet(octets);
    }

    private void sweep() throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(folder)) {
            folders = all.filter(Files::isDirectory).toList();
        }
        long counted = 0;
        for (Path one : folders) {
            if (clock.instant().isAfter(begun(one).plus(age.multipliedBy(2)))) {
                remove(one);
            } else {
                counted += octets(one);
            }
        }
        size.set(counted);
    }

    private Instant begun(Path one) throws IOException {
        return new PartFolder(one, clock).begun();
    }

    private static long octets(Path one) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.list(one)) {
            for (Path file : files.toList()) {
                try {
                    sum += Files.size(file);
                } catch (NoSuchFileException joinedMeanwhile) {
                    sum += 0;
                }
            }
        }
        return sum;
    }

    private static void remove(Path one) throws IOException {
        try (Stream<Path> files = Files.walk(one)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
