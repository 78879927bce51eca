// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;
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
    private long last;
    private long written;
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
        intake.whenPlaced(this::placed);
    }

    private long known(MailboxName name) throws IOException {
        target = name;
        before = state.of(name, mailbox.uidValidity());
        last = before.last();
        written = last;
        return before.nextHere();
    }

    private void placed() throws IOException {
        if (last > written && mailbox.uidValidity() > 0) {
            state.reached(target, mailbox.uidValidity(), last);
            written = last;
        }
    }

    /** The first UID that was not taken yet. */
    long next() {
        return last + 1;
    }

    /** The server kept something back: the next import looks at all of it again. */
    void forgetProgress() throws IOException {
        intake.whenPlaced(() -> {});
        state.write(target, before);
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
            if (uid > last) {
                take(whole, uid, new Flags(new HashSet<>(flags)), date.orElseGet(Instant::now));
                pace.message();
            }
        }
    }

    private void take(IncomingMessage whole, long uid, Flags flags, Instant date)
            throws IOException {
        last = uid;
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
                written = Long.MAX_VALUE;
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
