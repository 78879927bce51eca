// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueFullException;
import org.tubepost.api.queue.Submission;
import org.tubepost.journal.Appended;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Journal;
import org.tubepost.journal.JournalFullException;

/**
 * Takes the submissions of one call into the journal: one MESSAGE record each, one commit for all.
 * Copies of one content share its octets: where there are several, what is still in memory is
 * written once, before the first record. If a record cannot be written, those before it are
 * revoked, so that the sender who tries again doubles nothing.
 */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final JournaledQueue queue;
    private final Journal journal;
    private final Ledger ledger;
    private final SpilledBodies spilled;
    private final Object lock;
    private final Consumer<QueueEntry> listener;
    private final List<MessageId> stored = new ArrayList<>();
    private final List<QueuedMessage> added = new ArrayList<>();
    private final Map<List<Piece>, Octets> shared = new IdentityHashMap<>();

    /** Where the octets of a content are: in BODY records, the rest in memory. */
    private record Octets(List<Extent> body, List<ByteBuffer> tail) {}

    Intake(
            JournaledQueue queue,
            Journal journal,
            Ledger ledger,
            SpilledBodies spilled,
            Object lock,
            Consumer<QueueEntry> listener) {
        this.queue = queue;
        this.journal = journal;
        this.ledger = ledger;
        this.spilled = spilled;
        this.lock = lock;
        this.listener = listener;
    }

    CompletionStage<List<MessageId>> enqueue(List<Submission> submissions) {
        Appended last = null;
        try {
            for (Submission submission : submissions) {
                Optional<MessageId> earlier = earlier(submission.envelope().origin().cause());
                stored.add(earlier.orElse(submission.envelope().id()));
                if (earlier.isEmpty()) {
                    try (StorableContent content = storable(submission.content())) {
                        last = append(submission, content, submissions.size() > 1);
                    }
                }
            }
        } catch (IOException failed) {
            revoke();
            return CompletableFuture.failedFuture(
                    failed instanceof JournalFullException
                            ? new QueueFullException(failed.getMessage(), failed)
                            : failed);
        }
        return last == null ? CompletableFuture.completedFuture(stored) : shown(last);
    }

    private Optional<MessageId> earlier(String cause) {
        if (cause.isEmpty()) {
            return Optional.empty();
        }
        synchronized (lock) {
            return ledger.ledTo(cause);
        }
    }

    /** The content as this queue holds it: the given one, or a copy in a sink. */
    private StorableContent storable(Content content) throws IOException {
        Optional<StorableContent> own = StorableContent.of(content);
        if (own.isPresent()) {
            return own.get();
        }
        try (ContentSink sink = queue.begin(content.size())) {
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            for (long at = 0; at < content.size(); at += buffer.limit()) {
                buffer.clear();
                if (content.read(at, buffer) <= 0) {
                    throw new IOException("content ends too early");
                }
                sink.write(buffer.flip());
            }
            try (Content copy = sink.seal(content.summary())) {
                return StorableContent.of(copy).orElseThrow();
            }
        }
    }

    private Appended append(Submission submission, StorableContent content, boolean several)
            throws IOException {
        Envelope envelope = submission.envelope();
        Octets octets = octets(content.octets(), several);
        synchronized (lock) {
            MessageHead head =
                    new MessageHead(
                            envelope,
                            content.summary(),
                            content.prefix(),
                            octets.body(),
                            states(envelope, submission.held()),
                            content.layout());
            List<ByteBuffer> record = new ArrayList<>();
            record.add(head.encode());
            octets.tail().forEach(b -> record.add(b.duplicate()));
            Appended appended =
                    journal.append(RecordTypes.MESSAGE, record.toArray(ByteBuffer[]::new));
            QueuedMessage message = Recovery.build(MessageOutline.of(head), appended.extent());
            message.hide();
            spilled.take(octets.body());
            ledger.add(message, envelope.origin().cause());
            added.add(message);
            return appended;
        }
    }

    private Octets octets(QueueContent content, boolean several) throws IOException {
        Octets known = shared.get(content.stored());
        if (known != null) {
            return known;
        }
        List<Extent> body = new ArrayList<>();
        List<ByteBuffer> tail = new ArrayList<>();
        for (Piece piece : content.stored()) {
            if (piece instanceof Piece.InJournal there) {
                body.add(there.extent());
            } else if (piece instanceof Piece.InMemory memory) {
                tail.add(memory.octets());
            }
        }
        if (several && !tail.isEmpty()) {
            Extent extent =
                    journal.append(
                                    RecordTypes.BODY,
                                    tail.stream()
                                            .map(ByteBuffer::duplicate)
                                            .toArray(ByteBuffer[]::new))
                            .extent();
            spilled.add(extent);
            body.add(extent);
            tail.clear();
        }
        Octets octets = new Octets(body, tail);
        if (several) {
            shared.put(content.stored(), octets);
        }
        return octets;
    }

    private List<EntryState> states(Envelope envelope, boolean held) {
        List<BitSet> groups = MessageHead.split(envelope.recipients());
        long number = ledger.reserve(groups.size());
        long now = envelope.origin().received().toEpochMilli();
        List<EntryState> states = new ArrayList<>();
        for (BitSet group : groups) {
            states.add(
                    new EntryState(
                            number++,
                            group,
                            held,
                            now,
                            1,
                            0,
                            held ? "held" : "",
                            List.of(),
                            0,
                            false,
                            ""));
        }
        return states;
    }

    /** Messages become visible when the last of them is durable, and with it all before it. */
    private CompletionStage<List<MessageId>> shown(Appended last) {
        CompletableFuture<List<MessageId>> done = new CompletableFuture<>();
        journal.commit(last.lsn())
                .whenComplete(
                        (durable, problem) -> {
                            if (problem == null) {
                                added.forEach(this::show);
                                done.complete(List.copyOf(stored));
                            } else {
                                forget();
                                done.completeExceptionally(
                                        new IOException(problem.getMessage(), problem));
                            }
                        });
        return done;
    }

    private void show(QueuedMessage message) {
        List<QueueEntry> views = new ArrayList<>(1);
        synchronized (lock) {
            message.show();
            message.entries().forEach(e -> views.add(e.view()));
        }
        views.forEach(listener);
    }

    private void forget() {
        synchronized (lock) {
            added.forEach(ledger::forget);
        }
    }

    /** The records that were written may become durable with those of others: they are undone. */
    private void revoke() {
        shared.values().forEach(o -> spilled.drop(o.body()));
        synchronized (lock) {
            for (QueuedMessage message : added) {
                message.entries().forEach(this::revoke);
            }
        }
    }

    private void revoke(QueuedEntry entry) {
        try {
            EntryState gone = entry.said().revoked();
            entry.addRecord(journal.appendReserved(RecordTypes.ENTRY, gone.encode()).extent());
            ledger.revoke(entry).forEach(journal::release);
        } catch (IOException cannot) {
            LOG.warn("Entry {} may come back after a restart", entry.number(), cannot);
            ledger.forget(entry.message());
        }
    }
}
