// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.store.ImapImport;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.backup.remote.ImapClient;
import org.tubepost.backup.remote.RefusedException;
import org.tubepost.backup.remote.RemoteFolder;
import org.tubepost.backup.remote.RemoteMailbox;

/** Takes one account over. A connection that breaks is opened again, a few times. */
final class ImapAccountImport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ImapAccountImport.class);
    private static final int ATTEMPTS = 4;
    private static final int RANGES_AT_ONCE = 100;
    private static final long PAUSE_MILLIS = 1_000;

    private final MessageStore store;
    private final ImapImport.Server server;
    private final ImapImport.Account account;
    private final ImapImport.Choice choice;
    private final Intake intake;
    private final TransferMonitor monitor;
    private final Pace pace;
    private final Connecting connecting;
    private ImapClient client;
    private int failures;
    private boolean connected;

    /** Opens a connection that is logged in. */
    interface Connecting {
        /** The connection; the caller closes it. */
        ImapClient open() throws IOException;
    }

    ImapAccountImport(
            MessageStore store,
            ImapImport.Server server,
            ImapImport.Account account,
            ImapImport.Choice choice,
            Intake intake,
            TransferMonitor monitor,
            Connecting connecting) {
        this.store = store;
        this.server = server;
        this.account = account;
        this.choice = choice;
        this.intake = intake;
        this.monitor = monitor;
        this.pace = new Pace(choice.messagesPerSecond());
        this.connecting = connecting;
    }

    void run() throws IOException {
        List<RemoteFolder> there = again(() -> client.folders());
        ImapPlan plan = new ImapPlan(choice, there, store.list(intake.user(), intake.user().id()));
        List<ImapPlan.Taken> taken = plan.taken(there);
        for (ImapPlan.Taken folder : taken) {
            String source =
                    String.join("\0", server.host(), account.remote(), folder.from().wire());
            ImportState state = new ImportState(store, intake.user(), source);
            try {
                again(() -> folder(folder, state));
            } catch (RefusedException refused) {
                intake.broken();
                intake.problem(account.remote() + ": " + refused.getMessage());
            }
        }
        Set<String> subscribed = again(() -> client.subscriptions());
        for (ImapPlan.Taken folder : taken) {
            if (subscribed.contains(folder.from().wire())) {
                intake.subscribe(folder.name());
            }
        }
    }

    /**
     * Something that is asked over the connection.
     *
     * @param <T> what comes
     */
    private interface Asking<T> {
        T ask() throws IOException;
    }

    private <T> T again(Asking<T> asking) throws IOException {
        while (true) {
            try {
                if (client == null) {
                    client = connecting.open();
                    connected = true;
                }
                return asking.ask();
            } catch (StoppedException | StoreException | RefusedException last) {
                throw last;
            } catch (IOException broken) {
                intake.broken();
                close();
                if (broken instanceof InterruptedIOException
                        && !(broken instanceof SocketTimeoutException)) {
                    throw new StoppedException();
                }
                if (!connected || ++failures >= ATTEMPTS) {
                    throw broken;
                }
                LOG.info("import of {} goes on after: {}", account, broken.toString());
                pause(PAUSE_MILLIS << failures);
            }
        }
    }

    private void pause(long millis) throws StoppedException {
        for (long end = System.nanoTime() + millis * 1_000_000; System.nanoTime() - end < 0; ) {
            if (monitor.isStopped()) {
                throw new StoppedException();
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new StoppedException();
            }
        }
    }

    private boolean folder(ImapPlan.Taken folder, ImportState state) throws IOException {
        RemoteMailbox mailbox = client.examine(folder.from());
        SourceFolder what =
                new SourceFolder(
                        folder.name(),
                        mailbox.uidValidity(),
                        mailbox.uidNext(),
                        folder.specialUse());
        try (ImapFolderIntake into = new ImapFolderIntake(intake, state, what, mailbox, pace)) {
            if (into.follows()) {
                update(folder.from(), mailbox, into);
            }
            if (mailbox.exists() > 0 && into.mayGoOn()) {
                fetch(folder.from(), mailbox, into);
            }
            intake.whole();
        }
        return true;
    }

    /** What came before gets the flags that it has there now. */
    private void update(RemoteFolder from, RemoteMailbox mailbox, ImapFolderIntake into)
            throws IOException {
        ImapUpdate update = into.update();
        long told = 0;
        try {
            told = mailbox.exists() == 0 ? 0 : client.flags(1, mailbox.uidNext(), update::message);
        } catch (RefusedException refused) {
            intake.problem(account.remote() + ", " + from.name() + ": " + refused.getMessage());
            return;
        }
        long removed = 0;
        if (choice.deletions() && (mailbox.uidNext() == 0 || told < mailbox.exists())) {
            intake.problem(
                    account.remote()
                            + ", "
                            + from.name()
                            + ": nothing is removed, for only "
                            + told
                            + " of "
                            + mailbox.exists()
                            + " messages were told");
        } else if (choice.deletions()) {
            removed = update.expunge(update.gone());
        }
        intake.updated(update.flags(), removed);
        into.updated(update);
    }

    private void fetch(RemoteFolder from, RemoteMailbox mailbox, ImapFolderIntake into)
            throws IOException {
        String refusal = "";
        try {
            fetchAll(into);
        } catch (RefusedException refused) {
            refusal = refused.getMessage();
        } finally {
            if (into.hasProgressed()) {
                failures = 0;
            }
        }
        Awaited awaited = into.awaited();
        long missing = awaited.missing();
        long unlisted =
                into.next() > 1
                        ? 0
                        : mailbox.exists() - client.expunged() - awaited.taken() - missing;
        if (unlisted > 0) {
            into.forgetProgress();
        } else if (refusal.isEmpty()) {
            into.whole();
        }
        if (missing > 0 || unlisted > 0 || !refusal.isEmpty()) {
            long there = awaited.taken() + missing + Math.max(0, unlisted);
            String came = awaited.taken() + " of " + there + " messages came";
            intake.broken();
            intake.problem(
                    account.remote()
                            + ", "
                            + from.name()
                            + ": "
                            + (refusal.isEmpty() ? came : refusal));
        }
    }

    /**
     * What is behind all that came comes first: what is open may be what the server cannot send.
     */
    private void fetchAll(ImapFolderIntake into) throws IOException {
        into.await(uidsFrom(into.first()));
        Awaited awaited = into.awaited();
        OpenUids open = awaited.open();
        if (awaited.goesOn()) {
            client.fetch(into.next() + ":*", into);
        }
        for (OpenUids some : open.parts(RANGES_AT_ONCE)) {
            client.fetch(some.toString(), into);
        }
        if (awaited.missing() > 0) {
            awaited.onlyThese(uidsFrom(into.first()));
        }
    }

    private List<Long> uidsFrom(long first) throws IOException {
        List<Long> uids = new ArrayList<>();
        client.flags(first, 0, (uid, flags) -> uids.add(uid));
        return uids;
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
