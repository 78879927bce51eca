// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreBackup.RestoreMode;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.api.store.StoreSnapshot.UidRange;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;
import org.tubepost.backup.stream.BackupVisitor;
import org.tubepost.backup.stream.Begin;
import org.tubepost.backup.stream.FolderHead;
import org.tubepost.backup.stream.MessageHead;

/**
 * Puts back what streams have. Owners and folders that are not there are made as they were, and
 * follow the later streams of the same run; what is there already is only added to.
 */
final class RestoreRun implements BackupVisitor, AutoCloseable {
    /**
     * UIDs left out behind a restored mailbox: those that were given after the backup, and that
     * mail programs may remember, are not given again.
     */
    static final long UID_MARGIN = 10_000;

    private final MessageStore store;
    private final StoreArchive archive;
    private final MailSelection selection;
    private final RestoreMode mode;
    private final TransferMonitor monitor;
    private final Chain chain;
    private final RestoreNotes notes;
    private final MadeOwners owners;
    private final MadeFolders made;
    private Begin begin;
    private StoreSnapshot.Owner owner;

    /** A part of this restore that was broken off has put back all that the stream has of them. */
    private boolean past;

    private FolderRestore folder;
    private long folders;
    private long messages;
    private long octets;
    private long present;

    RestoreRun(
            MessageStore store,
            StoreArchive archive,
            MailSelection selection,
            RestoreMode mode,
            TransferMonitor monitor) {
        this.store = store;
        this.archive = archive;
        this.selection = selection;
        this.mode = mode;
        this.monitor = monitor;
        this.notes = new RestoreNotes(archive, selection, mode.goOn());
        this.owners = new MadeOwners(store, archive, notes);
        this.made = new MadeFolders(store, archive, notes);
        this.chain = new Chain(selection, mode.into().isPresent(), monitor);
    }

    @Override
    public void begin(Begin next) throws IOException {
        chain.begin(next);
        begin = next;
        notes.streamBegins(next);
        owners.streamBegins();
        made.streamBegins(next);
    }

    @Override
    public void owner(StoreSnapshot.Owner next) throws IOException {
        ownerEnd();
        owner = selection.hasOwner(next.id()) ? next : null;
        owners.seen(next.id());
        if (owner == null || mode.into().isPresent()) {
            return;
        }
        if (made.comesAnew(next) && owners.has(next.id()) && !notes.hasBegun(next.id())) {
            owners.delete(next.id());
            made.forget(next.id());
        }
        past = notes.isPast(next.id());
        if (!owners.has(next.id())) {
            owners.make(next);
        } else if (!past) {
            notes.begins(next.id());
            made.rename(next);
        }
        if (!past) {
            makeNames(next);
        }
    }

    private void makeNames(StoreSnapshot.Owner next) throws StoreException {
        for (StoreSnapshot.Folder each : next.folders()) {
            if (each.mailbox() == 0 && selection.has(each.name())) {
                made.makeName(each, owners.has(next.id()));
            }
        }
    }

    @Override
    public void folder(FolderHead head) throws IOException {
        if (owner == null || !selection.has(head.name())) {
            return;
        }
        if (mode.into().isPresent()) {
            MailboxName target =
                    new MailboxName(
                            head.name().owner(),
                            mode.into().get() + MailboxName.SEPARATOR + head.name().folder());
            create(target);
            folder = restore(head, target, false);
            return;
        }
        if (past ? made.find(head) : !made.isGone(head)) {
            boolean ours = past || made.make(head, inOwner(head), owners.has(owner.id()));
            folder = restore(head, made.target(head), ours);
        }
    }

    private FolderRestore restore(FolderHead head, MailboxName target, boolean exact)
            throws IOException {
        KnownMessages before = exact ? made.known(head) : new KnownMessages(false);
        String id = owner.id();
        return new FolderRestore(
                head,
                new FolderFiller(store, archive, target),
                archive,
                before,
                exact,
                past,
                uid -> notes.cameThrough(id, head.mailbox(), uid));
    }

    private void create(MailboxName target) throws StoreException {
        try {
            store.create(Identity.HOUSE, target, Optional.empty());
        } catch (StoreException refused) {
            if (refused.code() != StoreException.Code.ALREADYEXISTS) {
                throw refused;
            }
        }
    }

    private StoreSnapshot.Folder inOwner(FolderHead head) throws IOException {
        return owner.folders().stream()
                .filter(f -> f.mailbox() == head.mailbox())
                .findFirst()
                .orElseThrow(() -> new IOException(head.name() + " is no folder of its owner"));
    }

    @Override
    public void expunged(List<UidRange> ranges) throws IOException {
        if (folder != null) {
            folder.expunged(ranges);
        }
    }

    @Override
    public void message(MessageHead message) throws IOException {
        if (folder != null && selection.has(message.uid())) {
            folder.message(message);
        }
    }

    @Override
    public void content(ByteBuffer piece) throws IOException {
        if (folder != null) {
            folder.content(piece);
        }
    }

    @Override
    public void contentEnd(byte[] sha256) throws IOException {
        if (folder != null) {
            folder.contentEnd(sha256);
            monitor.at(owner.id(), messages + folder.restored(), octets + folder.octets());
        }
        if (monitor.isStopped()) {
            throw new StoppedException();
        }
    }

    @Override
    public void lost(String reason) {
        if (folder != null) {
            folder.drop();
        }
    }

    @Override
    public void seen(String user, List<UidRange> ranges) {
        if (folder != null) {
            folder.seen(user, ranges);
        }
    }

    @Override
    public void folderEnd(long offset) throws IOException {
        if (folder != null) {
            folder.end(begin.hasAttributes());
            folders++;
            leaveFolder();
        }
    }

    @Override
    public void broken() throws IOException {
        if (folder != null) {
            folder.flush();
            leaveFolder();
        }
        ownerEnd();
    }

    private void leaveFolder() {
        messages += folder.restored();
        octets += folder.octets();
        present += folder.present();
        folder.close();
        folder = null;
    }

    /** Subscriptions come last: somebody who subscribes gets an INBOX if there is none. */
    private void ownerEnd() throws StoreException {
        if (owner != null && owners.has(owner.id()) && !past) {
            owners.complete(owner, begin.hasAttributes());
        }
        owner = null;
    }

    @Override
    public void end() throws IOException {
        ownerEnd();
        if (begin.selection().equals(MailSelection.ALL)) {
            for (String id : owners.deleteUnseen()) {
                made.forget(id);
            }
        }
    }

    /** After the last stream. */
    TransferReport finish() throws IOException {
        made.skipUids(UID_MARGIN);
        notes.end();
        return report(false);
    }

    /** When it was stopped: what has come whole is kept. */
    TransferReport stop() throws IOException {
        if (folder != null) {
            folder.flush();
            leaveFolder();
        }
        return report(true);
    }

    private TransferReport report(boolean stopped) {
        return new TransferReport(folders, messages, octets, present, stopped, new ArrayList<>());
    }

    @Override
    public void close() {
        if (folder != null) {
            folder.close();
            folder = null;
        }
    }
}
