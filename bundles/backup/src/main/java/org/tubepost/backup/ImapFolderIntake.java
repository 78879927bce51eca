// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.backup.remote.Arrivals;
import org.tubepost.backup.remote.RemoteMailbox;

/** Takes messages of one folder of another server, from the connection into a partition. */
final class ImapFolderIntake implements Arrivals, AutoCloseable {
    private final Intake intake;
    private final ImportState state;
    private final RemoteMailbox mailbox;
    private final Pace pace;
    private MailboxName target;
    private ImportState.Reached before;
    private Followed followed;
    private Awaited awaited;
    private long mark;
    private boolean isLost;
    private boolean isWhole;
    private IncomingMessage message;

    /** Makes the folder if it is not there. */
    ImapFolderIntake(
            Intake intake, ImportState state, SourceFolder source, RemoteMailbox mailbox, Pace pace)
            throws IOException {
        this.intake = intake;
        this.state = state;
        this.mailbox = mailbox;
        this.pace = pace;
        intake.folder(source, this::known);
        if (followed.isEmpty()) {
            mark = intake.mailbox().view().highestModSeq();
        }
        intake.whenPlaced(this::placed);
    }

    private LongPredicate known(MailboxName name) throws IOException {
        target = name;
        before = state.of(name, mailbox.uidValidity());
        await(List.of());
        followed = Followed.of(before.followed());
        mark = before.mark();
        return state.mayStand(before);
    }

    private void placed(List<Intake.Came> theirs, List<Long> ours) throws IOException {
        follow(theirs, ours);
        if (!isLost && mailbox.uidValidity() > 0 && (awaited.taken() > 0 || isWhole)) {
            state.reached(
                    target,
                    awaited.reached(),
                    awaited.open(),
                    mark,
                    followed.toString(),
                    intake.present(),
                    isWhole);
        }
    }

    /** True if the next connection has less to fetch. */
    boolean hasProgressed() {
        return !isLost && mailbox.uidValidity() > 0 && awaited.taken() > 0;
    }

    /** Messages that came are followed from here on, and those no more that somebody changed. */
    private void follow(List<Intake.Came> theirs, List<Long> ours) {
        List<MessageRecord> changed = intake.mailbox().changedSince(mark);
        Map<Long, Intake.Came> came = new HashMap<>();
        for (int i = 0; i < ours.size(); i++) {
            came.put(ours.get(i), theirs.get(i));
        }
        // They came in one record; what has a later number was changed at once by somebody. Where
        // all were, the number is the one of that change, and their flags are others.
        long own =
                changed.stream()
                        .filter(record -> came.containsKey(record.uid()))
                        .mapToLong(MessageRecord::modSeq)
                        .min()
                        .orElse(0);
        MailboxView view = intake.mailbox().view();
        for (MessageRecord record : changed) {
            mark = Math.max(mark, record.modSeq());
            Intake.Came arrived = came.get(record.uid());
            if (arrived != null
                    && record.modSeq() == own
                    && record.flags().equals(arrived.flags())) {
                followed.add(record.uid(), arrived.uid(), view);
            } else {
                followed.remove(record.uid());
            }
        }
    }

    /** True if messages came before that may be brought up to date. */
    boolean follows() {
        return !followed.isEmpty();
    }

    /** What brings them up to date. */
    ImapUpdate update() {
        return new ImapUpdate(intake.mailbox(), followed, mark);
    }

    /** They were. */
    void updated(ImapUpdate update) throws IOException {
        mark = update.mark();
        state.following(target, mark, followed.toString());
    }

    /** True if the server may have messages that no import has taken yet. */
    boolean mayGoOn() {
        return !before.open().isEmpty()
                || mailbox.uidNext() == 0
                || before.last() + 1 < mailbox.uidNext();
    }

    /** The first UID that no import has taken yet. */
    long first() {
        return before.open().isEmpty() ? before.last() + 1 : before.open().first();
    }

    /** The first UID behind all that were taken. */
    long next() {
        return before.last() + 1;
    }

    /**
     * Begins to fetch.
     *
     * @param listed UIDs that the server has, from {@link #first} on
     */
    void await(Collection<Long> listed) {
        awaited = new Awaited(before.last(), before.open(), listed);
    }

    /** What is fetched. */
    Awaited awaited() {
        return awaited;
    }

    /** Everything has been asked for: what has not come is open. */
    void whole() throws IOException {
        intake.placeAll();
        isWhole = true;
    }

    /** The server kept back what it did not list: the next import looks at all of it again. */
    void forgetProgress() throws IOException {
        intake.placeAll();
        intake.whenPlaced((theirs, ours) -> {});
        state.back(target, before, mark, followed.toString());
    }

    @Override
    public void begin(long size) throws IOException {
        close();
        message = intake.begin(size);
    }

    @Override
    public void piece(ByteBuffer octets) throws IOException {
        message.write(octets);
    }

    @Override
    public void end(long uid, List<String> flags, Optional<Instant> date) throws IOException {
        try (IncomingMessage whole = message) {
            message = null;
            if (awaited.take(uid)) {
                take(whole, uid, new Flags(new HashSet<>(flags)), date.orElseGet(Instant::now));
                pace.message();
            }
        }
    }

    private void take(IncomingMessage whole, long uid, Flags flags, Instant date)
            throws IOException {
        boolean taken = false;
        try {
            intake.take(whole, uid, flags, date);
            taken = true;
        } catch (StoppedException wanted) {
            taken = true;
            throw wanted;
        } finally {
            if (!taken) {
                // Messages before this one may be lost with it: what was noted stays.
                isLost = true;
                state.forgetThisRun();
            }
        }
    }

    /** Forgets a message that has not come whole. */
    @Override
    public void close() {
        if (message != null) {
            message.close();
            message = null;
        }
    }
}
