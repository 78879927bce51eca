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
    private ImportState.Reached noted;
    private Followed followed;
    private Awaited awaited;
    private long mark;
    private boolean isLost;
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

    private long known(MailboxName name) throws IOException {
        target = name;
        before = state.of(name, mailbox.uidValidity());
        noted = before;
        awaited = new Awaited(before.last() + 1, List.of());
        followed = Followed.of(before.followed());
        mark = before.mark();
        return before.nextHere();
    }

    private void placed(List<Intake.Came> theirs, List<Long> ours) throws IOException {
        follow(theirs, ours);
        if (isLost) {
            return;
        }
        if (isFurther()) {
            noted =
                    state.reached(
                            target,
                            mailbox.uidValidity(),
                            awaited.reached(),
                            mark,
                            followed.toString());
        } else if (!theirs.isEmpty()) {
            // One below them is missing. They are asked for again if it does not come, and found
            // by their octets, for which the first UID here that counts must stay.
            noteFollowed(noted);
        }
    }

    /** UIDs of a server that does not say how long they hold are not to be found again. */
    private boolean isFurther() {
        return mailbox.uidValidity() > 0 && awaited.reached() > noted.last();
    }

    /** True if the next connection has less to fetch. */
    boolean hasProgressed() {
        return noted.last() > before.last() || isFurther();
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
        noteFollowed(noted);
    }

    /** Notes what is followed, and that it came no further than it had. */
    private void noteFollowed(ImportState.Reached reached) throws IOException {
        if (mailbox.uidValidity() == 0) {
            return;
        }
        state.write(
                target,
                new ImportState.Reached(
                        mailbox.uidValidity(),
                        reached.last(),
                        intake.mailbox().uidValidity(),
                        reached.nextHere(),
                        mark,
                        followed.toString()));
    }

    /** The first UID that no import has taken yet. */
    long next() {
        return before.last() + 1;
    }

    /**
     * Begins to fetch.
     *
     * @param listed UIDs that the server has, from {@link #next} on
     */
    Awaited await(Collection<Long> listed) {
        awaited = new Awaited(next(), listed);
        return awaited;
    }

    /** The server kept something back: the next import looks at all of it again. */
    void forgetProgress() throws IOException {
        intake.placeAll();
        intake.whenPlaced((theirs, ours) -> {});
        noteFollowed(before);
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
