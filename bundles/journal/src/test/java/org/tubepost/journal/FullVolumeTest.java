// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full volume is told from a broken one, whatever language the system speaks. */
class FullVolumeTest {
    private static final String FULL = "Auf dem Gerät ist kein Speicherplatz mehr verfügbar";
    private static final int LARGE = 1 << 20;

    @TempDir Path directory;
    private final Volume volume = new Volume();
    private JournalOptions options;

    /** Refuses to write, with a message, what does not fit. */
    private static final class Volume implements FileOperations {
        private String refusal = "";
        private long usable = Long.MAX_VALUE;

        @Override
        public void write(FileChannel channel, ByteBuffer[] buffers) throws IOException {
            if (!refusal.isEmpty()) {
                channel.write(buffers[0].duplicate().limit(7));
                throw new IOException(refusal);
            }
            FileOperations.super.write(channel, buffers);
        }

        @Override
        public long usableSpace(Path place) {
            return usable;
        }

        void refuse(String message, long left) {
            refusal = message;
            usable = left;
        }
    }

    @BeforeEach
    void options() {
        options = JournalOptions.named("test").withSegmentOctets(4 * LARGE).withFiles(volume);
    }

    private static ByteBuffer octets(int count) {
        return ByteBuffer.allocate(count);
    }

    private Replayed replayed() throws IOException {
        Replayed replayed = new Replayed();
        Journal.open(directory, JournalOptions.named("test"), replayed).close();
        return replayed;
    }

    @Test
    void goesOnWhenThereIsRoomAgain() throws IOException {
        try (Journal journal = Journal.open(directory, options, new Replayed())) {
            journal.append((byte) 1, octets(1));
            volume.refuse(FULL, 0);
            assertThatThrownBy(() -> journal.appendReserved((byte) 1, octets(2)))
                    .isInstanceOf(JournalFullException.class);
            volume.refuse("", Long.MAX_VALUE);
            journal.awaitDurable(journal.append((byte) 1, octets(3)).lsn());
        }
        Replayed replayed = replayed();
        assertThat(replayed.texts).extracting(String::length).containsExactly(1, 3);
        assertThat(replayed.damage).isEmpty();
    }

    @Test
    void aRecordNeedsMoreThanIsLeft() throws IOException {
        try (Journal journal = Journal.open(directory, options, new Replayed())) {
            journal.append((byte) 1, octets(1));
            volume.refuse(FULL, LARGE);
            assertThatThrownBy(() -> journal.appendReserved((byte) 1, octets(LARGE)))
                    .isInstanceOf(JournalFullException.class);
            volume.refuse("", LARGE);
            journal.appendReserved((byte) 1, octets(2));
        }
        assertThat(replayed().texts).extracting(String::length).containsExactly(1, 2);
    }

    @Test
    void aSegmentThatCannotBeBegunIsBegunLater() throws IOException {
        try (Journal journal = Journal.open(directory, options, new Replayed())) {
            volume.refuse(FULL, 0);
            assertThatThrownBy(() -> journal.appendReserved((byte) 1, octets(1)))
                    .isInstanceOf(JournalFullException.class);
            volume.refuse("", Long.MAX_VALUE);
            journal.append((byte) 1, octets(2));
        }
        assertThat(replayed().texts).extracting(String::length).containsExactly(2);
    }

    @Test
    void aQuotaIsKnownByItsMessage() throws IOException {
        try (Journal journal = Journal.open(directory, options, new Replayed())) {
            journal.append((byte) 1, octets(1));
            volume.refuse("Disk quota exceeded", Long.MAX_VALUE);
            assertThatThrownBy(() -> journal.appendReserved((byte) 1, octets(2)))
                    .isInstanceOf(JournalFullException.class);
            volume.refuse("", Long.MAX_VALUE);
            journal.append((byte) 1, octets(3));
        }
        assertThat(replayed().texts).extracting(String::length).containsExactly(1, 3);
    }

    @Test
    void aWriteThatFailsWhileThereIsRoomEndsTheJournal() throws IOException {
        Journal journal = Journal.open(directory, options, new Replayed());
        journal.append((byte) 1, octets(1));
        volume.refuse("Eingabe-/Ausgabefehler", LARGE);
        assertThatThrownBy(() -> journal.appendReserved((byte) 1, octets(2)))
                .isInstanceOf(JournalFailedException.class);
        volume.refuse("", Long.MAX_VALUE);
        assertThatThrownBy(() -> journal.append((byte) 1, octets(3)))
                .isInstanceOf(JournalFailedException.class);
        journal.close();
    }
}
