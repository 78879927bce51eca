// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;

/** Writes folders of a snapshot in a form of other programs, a directory for each owner. */
final class SnapshotExport {
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
            Optional<StoreSnapshot.Owner> owner =
                    selection.hasOwner(id) ? snapshot.owner(id) : Optional.empty();
            if (owner.isPresent() && !owner(owner.get())) {
                return report(true);
            }
        }
        return report(false);
    }

    private TransferReport report(boolean stopped) {
        return new TransferReport(folders, messages, octets, 0, stopped, problems);
    }

    /** False if it was stopped. */
    private boolean owner(StoreSnapshot.Owner owner) throws IOException {
        Path to = directory.resolve(level(owner.id()));
        List<MailboxName> written = new ArrayList<>();
        for (StoreSnapshot.Folder folder : owner.folders()) {
            Optional<StoreSnapshot.Messages> mailbox =
                    selection.has(folder.name())
                            ? snapshot.mailbox(folder.mailbox())
                            : Optional.empty();
            if (mailbox.isPresent()) {
                if (!folder(to, folder.name(), mailbox.get())) {
                    return false;
                }
                written.add(folder.name());
            }
        }
        if (!written.isEmpty()) {
            form.ownerEnd(to, owner, selection);
        }
        return true;
    }

    /** False if it was stopped. */
    private boolean folder(Path owner, MailboxName name, StoreSnapshot.Messages mailbox)
            throws IOException {
        MailboxView view = mailbox.view();
        try (ExportForm.FolderWriter to = form.folder(owner, name.folder(), mailbox)) {
            for (int i = 0; i < view.size(); i++) {
                if (monitor.isStopped()) {
                    return false;
                }
                MessageRecord record = view.get(i);
                try (Content content = mailbox.content(record.uid())) {
                    to.message(record, content);
                }
                messages++;
                octets += record.size();
                monitor.at(name.toString(), messages, octets);
            }
            to.end().ifPresent(lost -> problems.add(name + ": " + lost));
        }
        folders++;
        return true;
    }

    /** A name that leads nowhere else, and hides from nobody. */
    static String level(String name) {
        String safe = name.replace('/', '_');
        return safe.startsWith(".") ? "_" + safe : safe;
    }
}
