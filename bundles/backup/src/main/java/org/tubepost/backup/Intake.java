// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;

/** Takes mail of other programs into one user's folders, leaving out what those have already. */
final class Intake implements AutoCloseable {
    private static final int PIECE = 1 << 16;

    private final MessageStore store;
    private final StoreArchive archive;
    private final Identity user;
    private final Optional<String> into;
    private final TransferMonitor monitor;
    private final List<String> problems = new ArrayList<>();
    private final byte[] piece = new byte[PIECE];
    private FolderFiller filler;
    private long folders;
    private long messages;
    private long octets;
    private long present;

    /**
     * For one user, whose folders are made if there are none.
     *
     * @param into folder above all others; empty for none
     */
    Intake(
            MessageStore store,
            StoreArchive archive,
            String user,
            Optional<String> into,
            TransferMonitor monitor)
            throws StoreException {
        this.store = store;
        this.archive = archive;
        this.user = new Identity(user, user, true, Optional.empty());
        this.into = into;
        this.monitor = monitor;
        store.list(this.user, user);
    }

    /** What the next messages go into; made if it is not there. */
    void folder(String name) throws IOException {
        endFolder();
        MailboxName target = target(name);
        try {
            store.create(user, target, Optional.empty());
        } catch (StoreException refused) {
            if (refused.code() != StoreException.Code.ALREADYEXISTS) {
                throw refused;
            }
        }
        filler = new FolderFiller(store, archive, target);
    }

    private MailboxName target(String name) {
        if (into.isEmpty()) {
            return new MailboxName(user.id(), name);
        }
        boolean inbox = name.equals(MailboxName.INBOX);
        return new MailboxName(
                user.id(), inbox ? into.get() : into.get() + MailboxName.SEPARATOR + name);
    }

    /** Subscribes the user to a folder. */
    void subscribe(String name) throws StoreException {
        store.subscribe(user, target(name), true);
    }

    /** Takes a message, whose line ends become CRLF. */
    void message(InputStream from, long sizeAbout, Flags flags, Instant date) throws IOException {
        IncomingMessage message = filler.begin(sizeAbout);
        boolean kept = false;
        try {
            InputStream lines = new CrlfInputStream(from);
            for (int got = lines.read(piece); got >= 0; got = lines.read(piece)) {
                message.write(ByteBuffer.wrap(piece, 0, got));
            }
            if (filler.present().take(message.size(), message.sha256())) {
                present++;
            } else {
                kept = true;
                filler.add(message, 0, flags, date, Instant.now());
                messages++;
                octets += message.size();
            }
        } finally {
            if (!kept) {
                message.close();
            }
        }
        monitor.at(filler.target().toString(), messages, octets);
        if (monitor.isStopped()) {
            throw new StoppedException();
        }
    }

    /** Notes what could not be taken. */
    void problem(String text) {
        problems.add(text);
    }

    /** What came so far is in the store. */
    TransferReport end(boolean stopped) throws IOException {
        endFolder();
        return new TransferReport(folders, messages, octets, present, stopped, problems);
    }

    private void endFolder() throws IOException {
        if (filler != null) {
            filler.flush();
            filler.close();
            filler = null;
            folders++;
        }
    }

    @Override
    public void close() {
        if (filler != null) {
            filler.close();
        }
    }
}
