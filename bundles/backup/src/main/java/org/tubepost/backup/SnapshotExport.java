// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;
import org.tubepost.backup.stream.UnreadableException;

/**
 * Writes folders of a snapshot in a form of other programs, a directory for each owner. A message,
 * folder or owner that cannot be read or written is a problem of the report, and the rest follows;
 * only a full volume, or one that takes nothing, ends all.
 */
final class SnapshotExport {
    private static final int PROBE = 1 << 12;

    private final StoreSnapshot snapshot;
    private final MailSelection selection;
    private final Path directory;
    private final ExportForm form;
    private final TransferMonitor monitor;
    private final List<String> problems = new ArrayList<>();
    private long folders;
    private long messages;
    private long octets;

    SnapshotExport(
            StoreSnapshot snapshot,
            MailSelection selection,
            Path directory,
            ExportForm form,
            TransferMonitor monitor) {
        this.snapshot = snapshot;
        this.selection = selection;
        this.directory = directory;
        this.form = form;
        this.monitor = monitor;
    }

    TransferReport run() throws IOException {
        for (String id : snapshot.owners()) {
            if (selection.hasOwner(id) && !attempt("user/" + id, () -> owner(id))) {
                return report(true);
            }
        }
        return report(false);
    }

    private TransferReport report(boolean stopped) {
        return new TransferReport(folders, messages, octets, 0, stopped, problems);
    }

    /** Something without which the rest can be written. */
    private interface Part {
        /** False if it was stopped. */
        boolean write() throws IOException;
    }

    private boolean attempt(String what, Part part) throws IOException {
        try {
            return part.write();
        } catch (StoreException | FileSystemException | InvalidPathException refused) {
            // Octets that a file does not take are another exception, which ends all.
            checkTarget();
            problems.add(what + " is not there, or not whole: " + refused.getMessage());
            return true;
        }
    }

    /** Ends all if nothing can be written any more: the volume is full, or away. */
    private void checkTarget() throws IOException {
        try {
            Path probe = Files.createTempFile(directory, "", "");
            try {
                Files.write(probe, new byte[PROBE]);
            } finally {
                Files.delete(probe);
            }
        } catch (FileSystemException unusable) {
            throw new IOException("nothing can be written: " + unusable.getMessage(), unusable);
        }
    }

    private boolean owner(String id) throws IOException {
        Optional<StoreSnapshot.Owner> owner = snapshot.owner(id);
        if (owner.isEmpty()) {
            return true;
        }
        Path to = directory.resolve(FileNames.level(id));
        for (StoreSnapshot.Folder folder : owner.get().folders()) {
            if (selection.has(folder.name())
                    && !attempt(folder.name().toString(), () -> folder(to, folder))) {
                return false;
            }
        }
        if (Files.isDirectory(to)) {
            form.ownerEnd(to, owner.get(), selection);
        }
        return true;
    }

    private boolean folder(Path owner, StoreSnapshot.Folder folder) throws IOException {
        Optional<StoreSnapshot.Messages> mailbox = snapshot.mailbox(folder.mailbox());
        return mailbox.isEmpty() || folder(owner, folder.name(), mailbox.get());
    }

    private boolean folder(Path owner, MailboxName name, StoreSnapshot.Messages mailbox)
            throws IOException {
        MailboxView view = mailbox.view();
        try (ExportForm.FolderWriter to = form.folder(owner, name.folder(), mailbox)) {
            try {
                for (int i = 0; i < view.size(); i++) {
                    if (monitor.isStopped()) {
                        return false;
                    }
                    message(name, mailbox, view.get(i), to);
                }
            } catch (StoreException away) {
                problems.add(name + " is not whole: " + away.getMessage());
            }
            to.end().ifPresent(lost -> problems.add(name + ": " + lost));
        }
        folders++;
        return true;
    }

    private void message(
            MailboxName name,
            StoreSnapshot.Messages mailbox,
            MessageRecord record,
            ExportForm.FolderWriter to)
            throws IOException {
        try (Content content = BackupRun.open(mailbox, record.uid())) {
            readThrough(content);
            to.message(record, content);
            messages++;
            octets += record.size();
        } catch (UnreadableException unreadable) {
            problems.add(BackupRun.unreadable(name, record, unreadable));
        }
        monitor.at(name.toString(), messages, octets);
    }

    /** Of a message that cannot be read no half is to stay in a file. */
    private static void readThrough(Content content) throws UnreadableException {
        try {
            content.readThrough();
        } catch (IOException damaged) {
            throw new UnreadableException(damaged);
        }
    }
}
