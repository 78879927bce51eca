// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueFilter;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Journal;

/** Looks at what is queued. Streams take the lock for a few entries at a time. */
final class Inspection {
    private static final Logger LOG = LoggerFactory.getLogger(Inspection.class);

    private final Journal journal;
    private final Ledger ledger;
    private final Object lock;

    Inspection(Journal journal, Ledger ledger, Object lock) {
        this.journal = journal;
        this.ledger = ledger;
        this.lock = lock;
    }

    Stream<QueueEntry> entries(long after) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        new Views(after), Spliterator.ORDERED | Spliterator.NONNULL),
                false);
    }

    Stream<QueueEntry> select(QueueFilter filter, long after) {
        Stream<QueueEntry> entries = entries(after).filter(filter::matches);
        return filter.needsEnvelope() ? entries.filter(e -> hasAddresses(e, filter)) : entries;
    }

    private boolean hasAddresses(QueueEntry entry, QueueFilter filter) {
        try {
            return envelope(entry.number()).map(filter::matches).orElse(false);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Snapshots of entries, taken some at a time. */
    private final class Views implements Iterator<QueueEntry> {
        private final Queue<QueueEntry> ahead = new ArrayDeque<>();
        private final long end;
        private long behind;
        private boolean ended;

        Views(long after) {
            behind = after;
            synchronized (lock) {
                // What comes in meanwhile is not shown: a change of all entries comes to an end.
                end = ledger.nextNumber();
            }
        }

        @Override
        public boolean hasNext() {
            while (ahead.isEmpty() && !ended) {
                synchronized (lock) {
                    List<QueuedEntry> some = ledger.entries().behind(behind);
                    ended = some.isEmpty();
                    for (QueuedEntry entry : some) {
                        behind = entry.number();
                        ended |= behind >= end;
                        if (!ended && entry.message().isVisible()) {
                            ahead.add(entry.view());
                        }
                    }
                }
            }
            return !ahead.isEmpty();
        }

        @Override
        public QueueEntry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ahead.remove();
        }
    }

    Optional<QueueEntry> entry(long number) {
        synchronized (lock) {
            return Optional.ofNullable(ledger.visible(number)).map(QueuedEntry::view);
        }
    }

    Optional<Envelope> envelope(long number) throws IOException {
        try (OpenedMessage opened = open(number)) {
            return Optional.ofNullable(opened).map(OpenedMessage::envelope);
        }
    }

    Optional<Content> content(long number) throws IOException {
        return Optional.ofNullable(open(number)).map(o -> o.message().content());
    }

    /** What the mail log is told of an entry; empty if it is gone. */
    Optional<EntryRecords> records(long number, MailLog log) {
        Optional<QueueEntry> view = entry(number);
        if (view.isEmpty()) {
            return Optional.empty();
        }
        try (OpenedMessage opened = open(number)) {
            return Optional.ofNullable(opened)
                    .map(
                            o ->
                                    EntryRecords.of(
                                            log, view.get(), o.envelope(), o.message().content()));
        } catch (IOException unreadable) {
            LOG.warn("Entry {} is changed, but cannot be read", number, unreadable);
            return Optional.of(EntryRecords.unreadable(log, view.get()));
        }
    }

    private OpenedMessage open(long number) throws IOException {
        return OpenedMessage.open(journal, ledger, lock, number, entry -> true);
    }

    List<String> history(long number) throws IOException {
        List<Extent> records;
        List<String> first;
        try (OpenedMessage opened = open(number)) {
            if (opened == null) {
                return List.of();
            }
            first = EntryHistory.of(opened.message().head(), number);
        }
        synchronized (lock) {
            QueuedEntry entry = ledger.visible(number);
            records = entry == null ? List.of() : entry.records();
        }
        return EntryHistory.joined(first, EntryHistory.of(journal, records));
    }
}
