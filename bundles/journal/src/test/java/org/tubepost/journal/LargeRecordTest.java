// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.journal.Replayed.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeRecordTest {
    private static final JournalOptions OPTIONS =
            JournalOptions.named("test").withReserveOctets(0).withSegmentOctets(1 << 20);

    @TempDir Path temp;

    @Test
    void recordLargerThanASegmentGetsOneOfItsOwnAndIsNotReadUnlessAsked() throws IOException {
        byte[] large = new byte[9 << 20];
        new Random(1).nextBytes(large);
        Path log = temp.resolve("log");
        Appended appended;
        try (Journal journal = Journal.open(log, OPTIONS, new Replayed())) {
            journal.append((byte) 1, bytes("before"));
            appended = journal.append((byte) 2, bytes("head"), ByteBuffer.wrap(large));
            journal.append((byte) 1, bytes("after"));
            assertThat(journal.segments()).hasSize(3);
        }
        Path out = temp.resolve("out");
        long[] seen = {0};
        try (Journal journal = Journal.open(log, OPTIONS, r -> seen[0] += r.extent().length());
                Pin pin = journal.pin(List.of(appended.extent()));
                FileChannel to =
                        FileChannel.open(
                                out, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(seen[0]).isEqualTo(large.length + 4 + 11);
            pin.verify(appended.extent());
            long done = 0;
            while (done < large.length) {
                done += pin.transferTo(appended.extent(), 4 + done, large.length, to);
            }
        }
        assertThat(out).hasBinaryContent(large);
    }

    @Test
    void tooLargeARecordIsRefused() throws IOException {
        ByteBuffer quarter = ByteBuffer.allocateDirect((Journal.MAX_PAYLOAD >> 8) + 1);
        ByteBuffer[] all = new ByteBuffer[256];
        java.util.Arrays.fill(all, quarter);
        try (Journal journal = Journal.open(temp, OPTIONS, new Replayed())) {
            assertThatThrownBy(() -> journal.append((byte) 1, all))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(journal.lastLsn()).isZero();
        }
    }

    @Test
    void journalThatIsFullAtItsCloseLosesNothing() throws IOException {
        AtomicBoolean full = new AtomicBoolean();
        FileOperations files =
                new FileOperations() {
                    @Override
                    public void write(FileChannel channel, ByteBuffer[] buffers)
                            throws IOException {
                        if (full.get()) {
                            channel.write(buffers[0].limit(7));
                            throw new IOException("No space left on device");
                        }
                        FileOperations.super.write(channel, buffers);
                    }
                };
        Journal journal = Journal.open(temp, OPTIONS.withFiles(files), new Replayed());
        journal.append((byte) 1, bytes("one"));
        full.set(true);
        assertThatThrownBy(() -> journal.append((byte) 1, bytes("two")))
                .isInstanceOf(JournalFullException.class);
        assertThatThrownBy(journal::close).isInstanceOf(JournalFullException.class);
        Replayed replayed = new Replayed();
        Journal.open(temp, OPTIONS, replayed).close();
        assertThat(replayed.texts).containsExactly("one");
        assertThat(replayed.damage).isEmpty();
    }
}
