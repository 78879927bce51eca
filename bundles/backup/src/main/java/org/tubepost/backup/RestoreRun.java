// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreBackup.RestoreMode;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreSnapshot;
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
    private final Map<Long, MailboxName> made = new HashMap<>();
    private final Map<Long, KnownMessages> known = new HashMap<>();
    private final Set<String> ownersMade = new HashSet<>();
    private final Set<String> ownersSeen = new HashSet<>();
    private Begin begin;
    private boolean advanced;
    private StoreSnapshot.Owner owner;
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
        this.chain = new Chain(selection, mode.into().isPresent(), monitor);
    }

    @Override
    public void begin(Begin next) throws IOException {
        chain.begin(next);
        begin = next;
        advanced = false;
        ownersSeen.clear();
    }

    @Override
    public void owner(StoreSnapshot.Owner next) throws IOException {
        ownerEnd();
        owner = selection.hasOwner(next.id()) ? next : null;
        ownersSeen.add(next.id());
        if (owner == null || mode.into().isPresent()) {
            return;
        }
        if (ownersMade.contains(next.id())) {
            new NameChanges(store, made).apply(next);
        } else if (!next.folders().isEmpty() && archive.restoreOwner(next.id(), next.partition())) {
            ownersMade.add(next.id());
        }
        for (StoreSnapshot.Folder each : next.folders()) {
            if (each.mailbox() == 0 && selection.has(each.name())) {
                unlessThere(() -> archive.restoreFolder(each.name(), 0, ""));
            }
        }
    }

    private interface Making {
        void run() throws StoreException;
    }

    private static void unlessThere(Making making) throws StoreException {
        try {
            making.run();
        } catch (StoreException refused) {
            if (refused.code() != StoreException.Code.ALREADYEXISTS) {
                throw refused;
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
            unlessThere(() -> store.create(Identity.HOUSE, target, Optional.empty()));
            folder = restore(head, target, false);
            return;
        }
        folder = restore(head, made.getOrDefault(head.mailbox(), head.name()), isOurs(head));
    }

    private FolderRestore restore(FolderHead head, MailboxName target, boolean exact)
            throws IOException {
        KnownMessages before = exact ? known.get(head.mailbox()) : new KnownMessages(false);
        return new FolderRestore(
                head, new FolderFiller(store, archive, target), archive, before, exact);
    }

    /** True when a folder is this restore's own; it is made if there is none of its name. */
    private boolean isOurs(FolderHead head) throws IOException {
        if (made.containsKey(head.mailbox())) {
            advance();
            return true;
        }
        Optional<Long> validity = uidValidity(head.name());
        if (validity.isPresent() && !(mode.goOn() && validity.get() == head.uidValidity())) {
            return false;
        }
        advance();
        if (validity.isEmpty()) {
            if (head.sinceUidNext() > 0) {
                throw new IOException(
                        head.name() + " is not there, and this backup has only its changes");
            }
            archive.restoreFolder(head.name(), head.uidValidity(), specialUse(head));
        }
        made.put(head.mailbox(), head.name());
        known.put(head.mailbox(), new KnownMessages(validity.isEmpty()));
        return true;
    }

    /** Clients that knew the store that is put back take larger modification sequences for new. */
    private void advance() throws StoreException {
        if (!advanced) {
            archive.advance(begin.position());
            advanced = true;
        }
    }

    private Optional<Long> uidValidity(MailboxName name) throws StoreException {
        try {
            return Optional.of(store.status(Identity.HOUSE, name).uidValidity());
        } catch (StoreException refused) {
            if (refused.code() == StoreException.Code.NONEXISTENT) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private String specialUse(FolderHead head) {
        return owner.folders().stream()
                .filter(f -> f.mailbox() == head.mailbox())
                .map(StoreSnapshot.Folder::specialUse)
                .findFirst()
                .orElse("");
    }

    @Override
    public void expunged(List<long[]> ranges) throws IOException {
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
    public void folderEnd(long offset) throws IOException {
        if (folder != null) {
            folder.end();
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
        if (owner == null || !ownersMade.contains(owner.id()) || mode.into().isPresent()) {
            return;
        }
        Identity who = new Identity(owner.id(), owner.id(), true, Optional.empty());
        List<MailboxName> now = store.subscriptions(who);
        for (MailboxName name : owner.subscriptions()) {
            if (!now.contains(name)) {
                store.subscribe(who, name, true);
            }
        }
        for (MailboxName name : now) {
            if (!owner.subscriptions().contains(name)) {
                store.subscribe(who, name, false);
            }
        }
        owner = null;
    }

    @Override
    public void end() throws IOException {
        ownerEnd();
        if (!begin.selection().equals(MailSelection.ALL)) {
            return;
        }
        for (String id : List.copyOf(ownersMade)) {
            if (!ownersSeen.contains(id)) {
                store.deleteOwner(Identity.HOUSE, id);
                ownersMade.remove(id);
                made.values().removeIf(name -> name.owner().equals(id));
            }
        }
    }

    /** After the last stream. */
    TransferReport finish() throws IOException {
        for (MailboxName name : made.values()) {
            long next = store.status(Identity.HOUSE, name).uidNext();
            archive.restoreUidNext(name, Math.min(next + UID_MARGIN, 0xffff_ffffL));
        }
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
