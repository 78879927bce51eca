// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.queue.QueueFixture.all;
import static org.tubepost.queue.QueueFixture.change;
import static org.tubepost.queue.QueueFixture.copy;
import static org.tubepost.queue.QueueFixture.envelope;
import static org.tubepost.queue.QueueFixture.recipient;
import static org.tubepost.queue.QueueFixture.sealed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.Submission;
import org.tubepost.journal.DamageReport;
import org.tubepost.journal.Journal;
import org.tubepost.journal.JournalRecord;
import org.tubepost.journal.ReplayHandler;

/** Each kind of record in the queue's journal, as it is found after a restart. */
class RecordKindsTest {
    @TempDir Path folder;
    private Path live;

    @BeforeEach
    void begin() {
        live = folder.resolve("live");
    }

    private static long put(JournaledQueue queue, byte[] octets) throws IOException {
        try (Content content = sealed(queue, octets)) {
            queue.enqueue(
                            List.of(
                                    new Submission(
                                            envelope(queue, "", recipient("a", "tcp")),
                                            content,
                                            false)))
                    .toCompletableFuture()
                    .join();
        }
        return queue.entries().mapToLong(QueueEntry::number).max().orElseThrow();
    }

    /** Types of the records that a copy of the journal holds. */
    private Set<Byte> types(String name) throws IOException {
        Path copied = folder.resolve(name);
        copy(live, copied);
        Set<Byte> types = new TreeSet<>();
        ReplayHandler collector =
                new ReplayHandler() {
                    @Override
                    public void replay(JournalRecord record) {
                        types.add(record.type());
                    }

                    @Override
                    public void damaged(DamageReport report) {
                        throw new AssertionError(report);
                    }
                };
        Journal.open(copied, QueueFixture.SMALL, collector).close();
        return types;
    }

    @Test
    void aMessageThatFitsIntoMemoryIsOneRecord() throws Exception {
        try (JournaledQueue queue = QueueFixture.open(live)) {
            put(queue, new byte[4_000]);
            assertThat(types("copy"))
                    .containsExactlyInAnyOrder(RecordTypes.COUNTER, RecordTypes.MESSAGE);
        }
    }

    @Test
    void aLargeMessageHasBodyRecordsAndAChangedEntryAnEntryRecord() throws Exception {
        try (JournaledQueue queue = QueueFixture.open(live)) {
            long number = put(queue, new byte[12_000]);
            change(queue, number, new EntryChange.Hold("wait"));
            assertThat(types("copy"))
                    .containsExactlyInAnyOrder(
                            RecordTypes.COUNTER,
                            RecordTypes.BODY,
                            RecordTypes.MESSAGE,
                            RecordTypes.ENTRY);
        }
    }

    @Test
    void numbersAreNotUsedAgainThoughNothingIsQueuedAndAllSegmentsWereFreed() throws Exception {
        List<Long> numbers = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            try (JournaledQueue queue = QueueFixture.open(live)) {
                for (int i = 0; i < 10; i++) {
                    long number = put(queue, new byte[4_000]);
                    numbers.add(number);
                    change(queue, number, new EntryChange.Delete("gone"));
                }
                queue.reclaim();
            }
        }
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void bodyOfAMessageThatWasNeverCompleteIsFreed() throws Exception {
        try (JournaledQueue queue = QueueFixture.open(live)) {
            try (ContentSink sink = queue.begin(0)) {
                sink.write(ByteBuffer.allocate(12_000));
                copy(live, folder.resolve("died"));
            }
        }
        try (JournaledQueue queue = QueueFixture.open(folder.resolve("died"))) {
            assertThat(queue.entries()).isEmpty();
            assertThat(liveOctets(queue)).isLessThan(1_000);
        }
    }

    private static double liveOctets(JournaledQueue queue) {
        return queue.readings().stream()
                .filter(r -> r.name().equals("journal_live_octets"))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void recordOfALaterVersionIsPassedOver() throws Exception {
        byte[] octets = {'o', 'l', 'd'};
        try (JournaledQueue queue = QueueFixture.open(live)) {
            put(queue, octets);
        }
        ReplayHandler nobody =
                new ReplayHandler() {
                    @Override
                    public void replay(JournalRecord record) {
                        assertThat(record.type()).isLessThan((byte) 99);
                    }

                    @Override
                    public void damaged(DamageReport report) {
                        throw new AssertionError(report);
                    }
                };
        try (Journal journal = Journal.open(live, QueueFixture.SMALL, nobody)) {
            journal.awaitDurable(journal.append((byte) 99, ByteBuffer.allocate(10)).lsn());
        }
        try (JournaledQueue queue = QueueFixture.open(live)) {
            long number = queue.entries().findFirst().orElseThrow().number();
            try (Content content = queue.content(number).orElseThrow()) {
                assertThat(all(content)).isEqualTo(octets);
            }
            assertThat(put(queue, octets)).isGreaterThan(number);
        }
    }

    @Test
    void entryRecordOfAnEntryThatIsGoneMeansNothing() throws Exception {
        try (JournaledQueue queue = QueueFixture.open(live)) {
            long gone = put(queue, new byte[4_000]);
            change(queue, gone, new EntryChange.Hold("wait"));
            change(queue, gone, new EntryChange.Delete("gone"));
            put(queue, new byte[10]);
        }
        try (JournaledQueue queue = QueueFixture.open(live)) {
            assertThat(queue.entries()).hasSize(1);
            assertThat(liveOctets(queue)).isLessThan(1_000);
        }
    }
}
