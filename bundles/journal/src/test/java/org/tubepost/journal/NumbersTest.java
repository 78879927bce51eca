// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.journal.Replayed.bytes;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumbersTest {
    private static final JournalOptions OPTIONS =
            JournalOptions.named("test").withReserveOctets(0).withSegmentOctets(1_000);

    @TempDir Path temp;

    private static void dropAll(Journal journal) throws IOException {
        journal.roll();
        for (SegmentStatus segment : journal.segments()) {
            if (!segment.active()) {
                journal.drop(segment.id());
            }
        }
    }

    @Test
    void numbersGoOnAfterEverythingWasDropped() throws IOException {
        long last = 0;
        for (int round = 0; round < 5; round++) {
            Replayed replayed = new Replayed();
            try (Journal journal = Journal.open(temp, OPTIONS, replayed)) {
                assertThat(replayed.lsns).isEmpty();
                assertThat(journal.lastLsn()).isGreaterThanOrEqualTo(last);
                for (int i = 0; i < 20; i++) {
                    long lsn = journal.append((byte) 1, bytes("x".repeat(100))).lsn();
                    assertThat(lsn).isGreaterThan(last);
                    last = lsn;
                }
                dropAll(journal);
            }
            for (int i = 0; i < 3; i++) {
                Journal.open(temp, OPTIONS, new Replayed()).close();
            }
        }
    }

    @Test
    void segmentsThatWereDroppedStayDroppedAfterAKill() throws IOException {
        Path copy = temp.resolve("copy");
        long last;
        try (Journal journal = Journal.open(temp.resolve("live"), OPTIONS, new Replayed())) {
            journal.append((byte) 1, bytes("one"));
            last = journal.append((byte) 1, bytes("two")).lsn();
            dropAll(journal);
            Disk.copy(temp.resolve("live"), copy);
        }
        Replayed replayed = new Replayed();
        try (Journal journal = Journal.open(copy, OPTIONS, replayed)) {
            assertThat(replayed.lsns).isEmpty();
            assertThat(journal.append((byte) 1, bytes("three")).lsn()).isGreaterThan(last);
        }
    }

    @Test
    void numberOfARecordThatACrashLostIsNotGivenAgain() throws IOException {
        Path live = temp.resolve("live");
        Path copy = temp.resolve("copy");
        long lost;
        try (Journal journal = Journal.open(live, OPTIONS, new Replayed())) {
            journal.append((byte) 1, bytes("kept"));
            long end = journal.segments().get(0).octets();
            journal.append((byte) 1, bytes("lost"));
            lost = journal.append((byte) 1, bytes("lost")).lsn();
            Disk.copy(live, copy);
            Disk.cut(Disk.segments(copy).get(0), end + 10);
        }
        // Nothing is appended the first time: what is known of lost numbers must survive that.
        Journal.open(copy, OPTIONS, new Replayed()).close();
        Replayed replayed = new Replayed();
        try (Journal journal = Journal.open(copy, OPTIONS, replayed)) {
            assertThat(replayed.texts).containsExactly("kept");
            assertThat(journal.append((byte) 1, bytes("new")).lsn()).isGreaterThan(lost);
        }
    }

    @Test
    void numbersThatWereLeftOutAreNeitherDamageNorGiven() throws IOException {
        try (Journal journal = Journal.open(temp, OPTIONS, new Replayed())) {
            journal.advance(500);
            assertThat(journal.append((byte) 1, bytes("first")).lsn()).isEqualTo(500);
            journal.advance(400);
            assertThat(journal.append((byte) 1, bytes("second")).lsn()).isEqualTo(501);
            journal.advance(9_000);
            assertThat(journal.append((byte) 1, bytes("third")).lsn()).isEqualTo(9_000);
        }
        Replayed replayed = new Replayed();
        try (Journal journal = Journal.open(temp, OPTIONS, replayed)) {
            assertThat(replayed.texts).containsExactly("first", "second", "third");
            assertThat(replayed.lsns).containsExactly(500L, 501L, 9_000L);
            assertThat(journal.damage()).isEmpty();
            assertThat(journal.append((byte) 1, bytes("fourth")).lsn()).isGreaterThan(9_000);
        }
    }

    @Test
    void waitingForANumberThatWasNotGivenIsRefused() throws IOException {
        try (Journal journal = Journal.open(temp, OPTIONS, new Replayed())) {
            long next = journal.append((byte) 1, bytes("x")).lsn() + 1;
            assertThatThrownBy(() -> journal.commit(next))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> journal.awaitDurable(next))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
