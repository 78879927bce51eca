// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.tubepost.journal.DamageReport;
import org.tubepost.journal.DamagedRecordException;
import org.tubepost.journal.Journal;
import org.tubepost.journal.JournalFullException;
import org.tubepost.journal.JournalOptions;
import org.tubepost.journal.JournalRecord;
import org.tubepost.journal.ReplayHandler;
import org.tubepost.journal.SegmentStatus;

/**
 * The log of the store's metadata: one record type, one journal. Beside it a small file holds an
 * id, new whenever the log begins anew, by which the derived index knows its log.
 */
final class StoreLog implements AutoCloseable {
    private static final byte RECORD = 1;

    private final Journal journal;
    private final JournalOptions options;
    private final Path directory;
    private final boolean isNew;

    /** Is shown the records at opening, in order. */
    interface Reader {
        void record(long lsn, ByteBuffer body) throws IOException;

        /** Something cannot be read. */
        void damaged(String what);
    }

    private StoreLog(Journal journal, JournalOptions options, Path directory, boolean isNew) {
        this.journal = journal;
        this.options = options;
        this.directory = directory;
        this.isNew = isNew;
    }

    /** Path of a file of the log, as an administrator finds it. */
    static String file(StoreOptions options, long segment) {
        return options.log().resolve(String.format("%016x.log", segment)).toString();
    }

    /**
     * Id of the log in a directory; empty if there is none. One that was damaged is another one.
     */
    static String identity(Path identity) throws IOException {
        return Files.exists(identity)
                ? Files.readString(identity, StandardCharsets.ISO_8859_1).strip()
                : "";
    }

    /** Opens the log and shows what is behind a sequence number. */
    static StoreLog open(StoreOptions at, long after, Reader reader) throws IOException {
        Path identity = at.identity();
        JournalOptions options =
                JournalOptions.named("store")
                        .withSegmentOctets(at.segmentOctets())
                        .withReplayFrom(after + 1)
                        .withFiles(at.files());
        if (at.safety().logCopy().isPresent()) {
            options = options.withCopy(at.safety().logCopy().get());
        }
        Journal journal = Journal.open(at.log(), options, new Replay(after, reader));
        try {
            boolean isNew = journal.lastLsn() == 0;
            if (isNew || identity(identity).isEmpty()) {
                Path fresh = identity.resolveSibling(identity.getFileName() + ".new");
                Files.write(fresh, UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
                Files.move(fresh, identity, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
            return new StoreLog(journal, options, at.log(), isNew);
        } catch (IOException failed) {
            journal.close();
            throw failed;
        }
    }

    private record Replay(long after, Reader reader) implements ReplayHandler {
        @Override
        public void replay(JournalRecord record) throws IOException {
            if (record.lsn() <= after) {
                return;
            }
            try {
                reader.record(record.lsn(), record.payload());
            } catch (DamagedRecordException damaged) {
                throw damaged; // the journal has a second copy, or reports it
            } catch (IOException | IllegalArgumentException unreadable) {
                reader.damaged("Record " + record.lsn() + " of the store's log: " + unreadable);
            }
        }

        @Override
        public void damaged(DamageReport report) {
            if (report.kind() != DamageReport.Kind.TORN_TAIL
                    && report.kind() != DamageReport.Kind.MENDED) {
                reader.damaged("The store's log: " + report);
            }
        }
    }

    /** True when there was no record at opening. */
    boolean isNew() {
        return isNew;
    }

    /**
     * Writes a record behind all others.
     *
     * @param reserve what it may use of the room that the journal keeps for when there is no other
     * @return its sequence number
     * @throws JournalFullException if there is no room for it; nothing was written
     */
    long append(ByteBuffer record, Reserve reserve) throws IOException {
        try {
            return journal.append(RECORD, record).lsn();
        } catch (JournalFullException full) {
            if (reserve == Reserve.UNTOUCHED) {
                throw full;
            }
            long left = reserve.left(options.reserveOctets());
            if (options.files().usableSpace(directory) < left + record.remaining()) {
                throw full;
            }
            return journal.appendReserved(RECORD, record).lsn();
        }
    }

    /** Nothing is written any more, see {@link Journal#hasFailed}. */
    boolean hasFailed() {
        return journal.hasFailed();
    }

    /** Has the next record's number be at least this. */
    void advance(long lsn) throws IOException {
        journal.advance(lsn);
    }

    /** Completed when a record and all before it are durable. */
    CompletableFuture<Void> durable(long lsn) {
        return journal.commit(lsn);
    }

    /** Sequence number of the last record, 0 if there is none. */
    long last() {
        return journal.lastLsn();
    }

    /** Sequence number from which on all records are there. */
    long first() {
        List<SegmentStatus> segments = journal.segments();
        return segments.isEmpty() ? last() + 1 : segments.get(0).id();
    }

    /** Sequence number in the middle of the sealed segments; 0 if there is only one segment. */
    long middle() {
        List<SegmentStatus> segments = journal.segments();
        return segments.size() < 2 ? 0 : segments.get(segments.size() / 2).id();
    }

    /** Deletes segments whose records are all before a sequence number. */
    void reclaim(long before) throws IOException {
        List<SegmentStatus> segments = journal.segments();
        for (int i = 0; i + 1 < segments.size(); i++) {
            if (segments.get(i + 1).id() <= before && !segments.get(i).active()) {
                journal.drop(segments.get(i).id());
            }
        }
    }

    /** Ends the file that is written to, so that all records so far can be verified or go. */
    void roll() throws IOException {
        journal.roll();
    }

    /** Files, oldest first. */
    List<Long> segments() {
        return journal.segments().stream().map(SegmentStatus::id).toList();
    }

    /** Compares a file that is not written to with its checksums; see {@link Journal#verify}. */
    List<DamageReport> verify(long segment, boolean mend) throws IOException {
        return journal.verify(segment, mend);
    }

    /** What was found damaged at opening, and mended or not. */
    List<DamageReport> damage() {
        return journal.damage();
    }

    /** Octets on disk. */
    long octets() {
        return journal.statistics().octets();
    }

    /** How often the disk was forced. */
    long syncs() {
        return journal.statistics().syncs();
    }

    /** Records written since opening. */
    long appends() {
        return journal.statistics().appends();
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
