// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.testkit.MemoryContent;

/** The partition's process is killed while many threads write and release. */
@Timeout(240)
class KilledPartitionTest {
    private static final int ROUNDS = 5;

    @TempDir Path folder;

    @Test
    void whatWasAcknowledgedIsThereWholeAfterKills() throws Exception {
        Map<Long, Long> stored = new HashMap<>();
        Set<Long> released = new HashSet<>();
        Random random = new Random();
        for (int round = 0; round < ROUNDS; round++) {
            killOne(200 + random.nextInt(800), stored, released);
            FilesPartition partition = new FilesPartition(Settings.of(folder));
            try {
                check(partition, stored, released);
            } finally {
                partition.close();
            }
        }
        assertThat(released).isNotEmpty();
    }

    private void killOne(int lines, Map<Long, Long> stored, Set<Long> released) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                WritingProcess.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int count = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                String[] words = line.split(" ");
                if (words.length == 4 && words[3].equals(".")) {
                    long number = Long.parseLong(words[1]);
                    if (words[0].equals("stored")) {
                        assertThat(stored.put(number, Long.parseLong(words[2])))
                                .as("number given twice")
                                .isNull();
                    } else {
                        released.add(number);
                    }
                }
                if (++count == lines) {
                    // Unlike the process itself, its handle leaves the pipe open to be read.
                    process.toHandle().destroyForcibly();
                }
            }
            assertThat(count).isGreaterThanOrEqualTo(lines);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void check(FilesPartition partition, Map<Long, Long> stored, Set<Long> released)
            throws Exception {
        partition.census().await();
        Set<Long> there = new HashSet<>();
        partition.forEach(Long.MAX_VALUE, there::add);
        assertThat(there).doesNotContainAnyElementsOf(released);
        long octets = 0;
        for (long number : there) {
            try (Content content = partition.open(number)) {
                octets += content.size();
                Long seed = stored.get(number);
                if (seed != null) {
                    assertThat(MemoryContent.octets(content))
                            .isEqualTo(WritingProcess.octets(seed));
                }
            }
        }
        assertThat(partition.octets()).isEqualTo(octets);
        for (long number : stored.keySet()) {
            if (!released.contains(number) && !there.contains(number)) {
                // Released, and killed before it could say so: the process released it for sure.
                assertThat(WritingProcess.isReleased(stored.get(number))).isTrue();
            }
        }
    }
}
