// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers that are given once. */
class SequencesTest {
    @TempDir Path dir;

    @Test
    void numbersAscendFromOneEachSequenceForItself() throws Exception {
        Sequences sequences = new Sequences(dir.resolve("new/folder"));
        assertThat(sequences.next("a", false)).isEqualTo(1);
        assertThat(sequences.next("a", false)).isEqualTo(2);
        assertThat(sequences.next("b", false)).isEqualTo(1);
    }

    @Test
    void whoeverComesAfterACrashGetsNoNumberAgain() throws Exception {
        long last = 0;
        for (int crash = 0; crash < 3; crash++) {
            Sequences sequences = new Sequences(dir);
            for (int i = 0; i < Sequences.BLOCK + 3; i++) {
                long next = sequences.next("a", false);
                assertThat(next).isGreaterThan(last);
                last = next;
            }
        }
    }

    @Test
    void theBlockIsOnDiskBeforeItsFirstNumberIsGiven() throws Exception {
        long given = new Sequences(dir).next("a", false);
        assertThat(Long.parseLong(Files.readString(dir.resolve("a")).strip()))
                .isEqualTo(given + Sequences.BLOCK);
    }

    @Test
    void aRehearsalLooksAndTakesNothing() throws Exception {
        Sequences sequences = new Sequences(dir);
        assertThat(sequences.next("a", true)).isEqualTo(1);
        assertThat(dir.resolve("a")).doesNotExist();
        assertThat(sequences.next("a", false)).isEqualTo(1);
        assertThat(sequences.next("a", true)).isEqualTo(2);
        assertThat(sequences.next("a", false)).isEqualTo(2);
    }

    @Test
    void manyThreadsGetDifferentNumbers() {
        Sequences sequences = new Sequences(dir);
        Set<Long> given = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 5000)
                .parallel()
                .forEach(
                        i -> {
                            try {
                                given.add(sequences.next("a", false));
                            } catch (IOException broken) {
                                throw new IllegalStateException(broken);
                            }
                        });
        assertThat(given).hasSize(5000);
    }

    @Test
    void aDamagedFileIsNotTakenForANewSequence() throws Exception {
        Files.writeString(dir.resolve("a"), "rubbish");
        assertThatThrownBy(() -> new Sequences(dir).next("a", false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sequence a holds no number");
    }
}
