// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.journal.DamageReport;
import org.tubepost.journal.Extent;
import org.tubepost.journal.FileOperations;
import org.tubepost.journal.Journal;
import org.tubepost.journal.JournalOptions;
import org.tubepost.journal.JournalRecord;
import org.tubepost.journal.ReplayHandler;

/**
 * The files of a partition, and how they are opened: the journal from the index's checkpoint on, or
 * from its beginning when the index is missing, damaged, or does not fit.
 *
 * @param name of the partition
 * @param directory of journal and index
 * @param segmentOctets size of a segment
 * @param operations on the volume
 */
record PartitionFiles(String name, Path directory, long segmentOctets, FileOperations operations) {
    /** Type of the record of octets that belong to a content further behind. */
    static final byte STRETCH = 1;

    /** Type of the record that ends a content. */
    static final byte CONTENT = 2;

    /** Type of the record that names contents not needed any more. */
    static final byte RELEASED = 3;

    private static final Logger LOG = LoggerFactory.getLogger(PartitionFiles.class);

    /** What was opened. */
    record Opened(Journal journal, PlaceTable places, PlaceIndex index) {}

    Path index() {
        return directory.resolve("index").resolve("places.mv");
    }

    /** File of an extent, as an administrator finds it. */
    String segment(Extent extent) {
        return log().resolve(String.format("%016x.log", extent.segment())).toString();
    }

    Path log() {
        return directory.resolve("log");
    }

    Opened open() throws IOException {
        Files.createDirectories(directory);
        try {
            Opened opened = attempt();
            if (opened != null) {
                return opened;
            }
        } catch (RuntimeException damaged) {
            LOG.warn("The index of partition {} is damaged and is made again", name, damaged);
        }
        PlaceIndex.condemn(index());
        Opened opened = attempt();
        if (opened == null) {
            throw new IOException("Partition " + name + " cannot be opened");
        }
        return opened;
    }

    /** Opens; null when the index does not fit the journal. */
    private Opened attempt() throws IOException {
        PlaceIndex index = PlaceIndex.open(index());
        Journal journal = null;
        boolean fits = false;
        try {
            index.check();
            long from = index.lsn();
            PlaceTable places = new PlaceTable(index);
            Replay replay = new Replay(name, from, places);
            JournalOptions options =
                    JournalOptions.named("partition-" + name)
                            .withSegmentOctets(segmentOctets)
                            .withReserveOctets(segmentOctets)
                            .withFiles(operations)
                            .withReplayFrom(from + 1);
            journal = Journal.open(log(), options, replay);
            fits = from <= journal.lastLsn();
            if (!fits) {
                return null;
            }
            int loose = places.dropLooseStretches();
            LOG.info(
                    "Partition {}: {} records replayed from {}, {} stretches without a content",
                    name,
                    replay.records,
                    from,
                    loose);
            return new Opened(journal, places, index);
        } finally {
            if (!fits) {
                index.closeQuietly();
                if (journal != null) {
                    journal.close();
                }
            }
        }
    }

    private static final class Replay implements ReplayHandler {
        private final String name;
        private final long after;
        private final PlaceTable places;
        private final List<Long> gone = new ArrayList<>();
        private long records;

        Replay(String name, long after, PlaceTable places) {
            this.name = name;
            this.after = after;
            this.places = places;
        }

        @Override
        public void replay(JournalRecord record) throws IOException {
            if (record.lsn() <= after) {
                return;
            }
            records++;
            switch (record.type()) {
                case STRETCH -> places.stretch(record.original(), record.extent());
                case CONTENT -> content(record);
                case RELEASED -> {
                    gone.addAll(Tombstones.decode(record.payload()));
                    gone.forEach(places::release);
                    gone.clear();
                }
                default ->
                        LOG.error(
                                "Partition {}: record {} is of unknown type {}",
                                name,
                                record.lsn(),
                                record.type());
            }
        }

        private void content(JournalRecord record) {
            try {
                ByteBuffer payload = record.payload();
                places.content(
                        record.original(),
                        record.extent(),
                        ContentHead.lengthOf(payload),
                        ContentHead.stretchesOf(payload));
            } catch (IOException | IllegalArgumentException damaged) {
                LOG.error("Partition {}: content {} is damaged", name, record.original(), damaged);
            }
        }

        @Override
        public void damaged(DamageReport report) {
            LOG.error("Partition {}: {}", name, report);
        }
    }
}
