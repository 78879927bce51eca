// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.journal.Replayed.bytes;
import static org.tubepost.journal.Replayed.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * An owner that follows the rules of {@code docs/journal.md}: a table of names and values with
 * deletes and reclaim. Whenever it is killed, in the middle of a reclaim too, the next one finds
 * the same table.
 */
class OwnerTest {
    private static final byte PUT = 1;
    private static final byte DELETE = 2;

    /** The owner. */
    private static final class Table implements ReplayHandler {
        final Map<String, String> values = new HashMap<>();
        private final Map<String, Appended> places = new HashMap<>();
        private final Map<String, Long> newest = new HashMap<>();
        private Journal journal;

        void open(Path directory, JournalOptions options) throws IOException {
            journal = Journal.open(directory, options, this);
        }

        @Override
        public void replay(JournalRecord record) throws IOException {
            String[] words = text(record.payload()).split("=", 2);
            // A copy may come behind something newer: the original number decides.
            if (newest.getOrDefault(words[0], 0L) > record.original()) {
                return;
            }
            newest.put(words[0], record.original());
            if (record.type() == PUT) {
                values.put(words[0], words[1]);
                places.put(words[0], new Appended(record.original(), record.extent()));
            } else {
                values.remove(words[0]);
                places.remove(words[0]);
            }
        }

        void put(String name, String value) throws IOException {
            Appended now = journal.append(PUT, bytes(name + "=" + value));
            values.put(name, value);
            release(places.put(name, now));
        }

        void delete(String name) throws IOException {
            journal.append(DELETE, bytes(name + "="));
            values.remove(name);
            release(places.remove(name));
        }

        private void release(Appended before) {
            if (before != null) {
                journal.release(before.extent());
            }
        }

        /** Frees one segment; the hook is called wherever a crash could come. */
        void reclaim(long segment, Hook hook) throws IOException {
            journal.visit(
                    segment,
                    record -> {
                        String name = text(record.payload()).split("=", 2)[0];
                        Appended place = places.get(name);
                        boolean alive =
                                record.type() == PUT
                                        && place != null
                                        && place.lsn() == record.original();
                        boolean tombstoneNeeded =
                                journal.segments().stream()
                                        .anyMatch(
                                                s ->
                                                        s.id() != segment
                                                                && s.id() < record.original());
                        if (alive || record.type() == DELETE && tombstoneNeeded) {
                            Appended copy =
                                    journal.relocate(
                                            record.type(), record.original(), record.payload());
                            if (alive) {
                                places.put(name, new Appended(record.original(), copy.extent()));
                            }
                        }
                        hook.crash();
                    });
            journal.drop(segment);
            hook.crash();
        }
    }

    /** A moment at which the power might go. */
    private interface Hook {
        void crash() throws IOException;
    }

    @Property(tries = 25)
    void tableIsTheSameAfterAKillAtAnyMoment(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Path temp = Files.createTempDirectory("journal");
        try {
            Path live = temp.resolve("live");
            JournalOptions options =
                    JournalOptions.named("test")
                            .withReserveOctets(0)
                            .withFiles(Disk.HASTY)
                            .withSegmentOctets(600);
            Table table = new Table();
            table.open(live, options);
            int[] crashes = {0};
            Hook hook =
                    () -> {
                        if (random.nextInt(4) == 0) {
                            Path copy = Disk.copy(live, temp.resolve("c" + crashes[0]++));
                            Table found = new Table();
                            found.open(copy, options);
                            found.journal.close();
                            assertThat(found.values).isEqualTo(table.values);
                        }
                    };
            for (int i = 0; i < 60; i++) {
                step(table, random, hook);
            }
            table.journal.close();
            assertThat(crashes[0]).isPositive();
        } finally {
            try (var files = Files.walk(temp)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void step(Table table, Random random, Hook hook) throws IOException {
        String name = "name" + random.nextInt(12);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> table.delete(name);
            case 3 -> {
                for (SegmentStatus segment : table.journal.segments()) {
                    if (!segment.active() && segment.liveShare() < 0.7 && random.nextBoolean()) {
                        table.reclaim(segment.id(), hook);
                    }
                }
            }
            default -> table.put(name, "v".repeat(random.nextInt(80)) + random.nextInt());
        }
        hook.crash();
    }
}
