// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.journal.Replayed.bytes;
import static org.tubepost.journal.Replayed.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReclaimTest {
    @TempDir Path directory;

    private static final JournalOptions OPTIONS =
            JournalOptions.named("test").withReserveOctets(0).withSegmentOctets(1_000);

    @Test
    void releasedRecordsMakeTheirSegmentEmptyAndItCanBeDropped() throws IOException {
        try (Journal journal = Journal.open(directory, OPTIONS, new Replayed())) {
            List<Appended> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(journal.append((byte) 1, bytes("x".repeat(100))));
            }
            SegmentStatus oldest = journal.segments().get(0);
            assertThat(oldest.liveShare()).isGreaterThan(0.8);
            all.stream()
                    .map(Appended::extent)
                    .filter(e -> e.segment() == oldest.id())
                    .forEach(journal::release);
            assertThat(journal.segments().get(0).liveOctets()).isZero();
            journal.drop(oldest.id());
            assertThat(journal.exists(oldest.id())).isFalse();
            assertThatThrownBy(() -> journal.read(all.get(0).extent()))
                    .hasMessageContaining("dropped");
        }
    }

    @Test
    void pinnedExtentStaysReadableAfterItsSegmentIsDropped() throws IOException {
        try (Journal journal = Journal.open(directory, OPTIONS, new Replayed())) {
            Appended first = journal.append((byte) 1, bytes("keep me"));
            journal.roll();
            try (Pin pin = journal.pin(List.of(first.extent()))) {
                journal.drop(first.extent().segment());
                ByteBuffer buffer = ByteBuffer.allocate(7);
                pin.read(first.extent(), 0, buffer);
                assertThat(text(buffer.flip())).isEqualTo("keep me");
            }
        }
    }

    @Test
    void relocatedRecordKeepsItsOriginalNumber() throws IOException {
        try (Journal journal = Journal.open(directory, OPTIONS, new Replayed())) {
            Appended first = journal.append((byte) 7, bytes("old"));
            journal.append((byte) 1, bytes("between"));
            journal.roll();
            List<Appended> copies = new ArrayList<>();
            journal.visit(
                    first.extent().segment(),
                    r -> {
                        if (r.type() == 7) {
                            copies.add(journal.relocate(r.type(), r.original(), r.payload()));
                        }
                    });
            journal.awaitDurable(copies.get(0).lsn());
            journal.drop(first.extent().segment());
        }
        List<Long> originals = new ArrayList<>();
        Journal.open(directory, OPTIONS, r -> originals.add(r.original())).close();
        assertThat(originals).containsExactly(1L);
    }

    @Test
    void segmentThatIsWrittenToCannotBeDropped() throws IOException {
        try (Journal journal = Journal.open(directory, OPTIONS, new Replayed())) {
            Appended first = journal.append((byte) 1, bytes("x"));
            assertThatThrownBy(() -> journal.drop(first.extent().segment()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
