// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongConsumer;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.Summary;
import org.tubepost.api.store.ContentDamage;
import org.tubepost.api.store.Partition;
import org.tubepost.journal.Appended;
import org.tubepost.journal.DamagedRecordException;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Journal;
import org.tubepost.journal.Pin;

/**
 * Contents as extents of one journal. The number of a content is the sequence number of the record
 * that ends it, and stays so when the record is moved. A content is checked against its checksums
 * when it is opened for the first time (remembered for the {@value #CHECKED} used last); a damaged
 * one is an {@link IOException} with its number, never wrong octets.
 *
 * <p>Any number of threads. A write of record and table together holds the shared side of a lock,
 * so that a checkpoint, which takes the other side for a moment, sees both or neither.
 */
final class SegmentPartition implements Partition, AutoCloseable {
    private static final int CHECKED = 65_536;
    private static final int TRIES = 10;
    private static final int HEADER_START = 16_384;

    private final String name;
    private final Journal journal;
    private final PlaceTable places;
    private final PartitionFiles files;
    private final ReadWriteLock together = new ReentrantReadWriteLock();
    private final Set<Long> checked =
            Collections.newSetFromMap(
                    new LinkedHashMap<>(16, 0.75f, true) {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
                            return size() > CHECKED;
                        }
                    });
    private final Upkeep upkeep;

    SegmentPartition(PartitionFiles.Opened opened, PartitionFiles files) {
        this.name = files.name();
        this.files = files;
        this.journal = opened.journal();
        this.places = opened.places();
        this.upkeep = new Upkeep(opened, files, together);
    }

    /** Checkpoints and reclaim. */
    Upkeep upkeep() {
        return upkeep;
    }

    @Override
    public ContentSink begin(long expectedSize) throws IOException {
        upkeep.refuseIfFull(expectedSize);
        return new SegmentSink(this, expectedSize);
    }

    @Override
    public boolean isNearlyFull() throws IOException {
        return upkeep.isNearlyFull();
    }

    @Override
    public CompletionStage<Long> store(Content content) {
        try {
            Sealing sealing = content instanceof StoredContent own ? own.sealing() : null;
            long number =
                    sealing != null && sealing.partition() == this && sealing.take()
                            ? commit(sealing)
                            : copy(content);
            return journal.commit(number).thenApply(done -> number);
        } catch (IOException failed) {
            return CompletableFuture.failedStage(failed);
        } catch (RuntimeException failed) {
            return CompletableFuture.failedStage(
                    new IOException("Partition " + name + " cannot take a content", failed));
        }
    }

    private long copy(Content content) throws IOException {
        try (SegmentSink sink = new SegmentSink(this, content.size())) {
            sink.writeAll(content);
            try (Content sealed = sink.seal(content.summary())) {
                return commit(((StoredContent) sealed).sealing());
            }
        }
    }

    private long commit(Sealing sealing) throws IOException {
        ByteBuffer head = ContentHead.encode(sealing.summary(), sealing.stretches());
        together.readLock().lock();
        try {
            Appended appended =
                    journal.append(PartitionFiles.CONTENT, head, sealing.tail().duplicate());
            places.content(
                    appended.lsn(), appended.extent(), head.remaining(), sealing.stretches());
            return appended.lsn();
        } finally {
            together.readLock().unlock();
        }
    }

    Appended appendStretch(ByteBuffer octets) throws IOException {
        together.readLock().lock();
        try {
            Appended appended = journal.append(PartitionFiles.STRETCH, octets);
            places.stretch(appended.lsn(), appended.extent());
            return appended;
        } finally {
            together.readLock().unlock();
        }
    }

    /**
     * Pins stretches that are not committed yet; they may have been moved since they were written.
     */
    Pin pinStretches(List<Long> stretches, List<Extent> extents) throws IOException {
        for (int attempt = 0; ; attempt++) {
            places.locate(stretches, extents);
            try {
                return journal.pin(extents);
            } catch (IOException moved) {
                if (attempt == TRIES) {
                    throw moved;
                }
            }
        }
    }

    /** Stretches whose content was given up; those of a committed one are not loose any more. */
    void dropStretches(long... stretches) {
        for (long stretch : stretches) {
            places.dropStretch(stretch);
        }
    }

    @Override
    public Content open(long number) throws IOException {
        for (int attempt = 0; ; attempt++) {
            Place place = place(number);
            if (!place.isWhole()) {
                throw new IOException(what(number) + " lacks a part");
            }
            Pin pin;
            try {
                pin = journal.pin(place.all());
            } catch (IOException moved) {
                if (attempt == TRIES) {
                    throw new IOException(what(number) + " cannot be read", moved);
                }
                continue;
            }
            try {
                return open(number, place, pin);
            } catch (IOException | RuntimeException failed) {
                pin.close();
                throw new IOException(what(number) + " is damaged: " + failed.getMessage(), failed);
            }
        }
    }

    private Place place(long number) throws IOException {
        try {
            Place place = places.place(number);
            if (place == null) {
                throw new NoSuchFileException(what(number));
            }
            return place;
        } catch (RuntimeException damaged) {
            PlaceIndex.condemn(files.index());
            throw new IOException("The index of partition " + name + " is damaged", damaged);
        }
    }

    private Content open(long number, Place place, Pin pin) throws IOException {
        check(number, place, pin);
        ByteBuffer head = ByteBuffer.allocate(place.headLength());
        pin.read(place.record(), 0, head);
        Summary summary = ContentHead.decode(head.flip()).summary();
        Stretches octets =
                new Stretches(pin, place.all(), place.headLength(), ByteBuffer.allocate(0));
        if (octets.size() != summary.size()) {
            throw new DamagedRecordException("size and summary differ");
        }
        return new StoredContent(octets, summary, new References(pin::close), null);
    }

    private void check(long number, Place place, Pin pin) throws IOException {
        synchronized (checked) {
            if (checked.contains(number)) {
                return;
            }
        }
        for (Extent extent : place.all()) {
            pin.verify(extent);
        }
        synchronized (checked) {
            checked.add(number);
        }
    }

    @Override
    public Optional<ContentDamage> verify(long number) throws IOException {
        for (int attempt = 0; ; attempt++) {
            Place place = place(number);
            try (Pin pin = journal.pin(place.all())) {
                Optional<ContentDamage> damage = damageOf(place, pin);
                if (damage.isPresent()) {
                    synchronized (checked) {
                        checked.remove(number);
                    }
                }
                return damage;
            } catch (IOException moved) {
                if (attempt == TRIES) {
                    synchronized (checked) {
                        checked.remove(number);
                    }
                    Extent first = place.all().get(0);
                    return Optional.of(
                            new ContentDamage(files.segment(first), -1, "its file is gone", ""));
                }
            }
        }
    }

    private Optional<ContentDamage> damageOf(Place place, Pin pin) throws IOException {
        String lacks = place.isWhole() ? "" : "it lacks a part";
        Extent at = place.record();
        for (Extent extent : place.all()) {
            try {
                pin.verify(extent);
            } catch (DamagedRecordException damaged) {
                lacks = String.valueOf(damaged.getMessage());
                at = extent;
                break;
            }
        }
        if (lacks.isEmpty()) {
            return Optional.empty();
        }
        Extent first = place.all().get(0);
        ByteBuffer start = ByteBuffer.allocate(HEADER_START);
        pin.read(first, first.equals(place.record()) ? place.headLength() : 0, start);
        return Optional.of(
                new ContentDamage(
                        files.segment(at),
                        at.offset(),
                        lacks,
                        ContentDamage.messageIdIn(start.flip())));
    }

    @Override
    public void advance(long next) throws IOException {
        journal.advance(next);
    }

    private String what(long number) {
        return "Content " + number + " of partition " + name;
    }

    @Override
    public void release(Collection<Long> numbers) throws IOException {
        if (numbers.isEmpty()) {
            return;
        }
        Appended appended;
        together.readLock().lock();
        try {
            ByteBuffer tombstone = Tombstones.encode(numbers);
            appended =
                    places.release(
                            numbers,
                            () -> journal.appendReserved(PartitionFiles.RELEASED, tombstone));
        } finally {
            together.readLock().unlock();
        }
        journal.awaitDurable(appended.lsn());
    }

    @Override
    public void forEach(long below, LongConsumer visitor) throws IOException {
        try {
            places.forEach(below, visitor);
        } catch (RuntimeException damaged) {
            PlaceIndex.condemn(files.index());
            throw new IOException("The index of partition " + name + " is damaged", damaged);
        }
    }

    @Override
    public long nextNumber() {
        return journal.lastLsn() + 1;
    }

    @Override
    public long octets() {
        return places.octets();
    }

    @Override
    public void close() throws IOException {
        upkeep.close();
        journal.close();
    }
}
