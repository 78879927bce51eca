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

/** Writes folders of a snapshot as mboxes, a directory for each owner and each level of names. */
final class MboxExport {
    private final StoreSnapshot snapshot;
    private final MailSelection selection;
    private final Path directory;
    private final TransferMonitor monitor;
    private long folders;
    private long messages;
    private long octets;

    MboxExport(
            StoreSnapshot snapshot,
            MailSelection selection,
            Path directory,
            TransferMonitor monitor) {
        this.snapshot = snapshot;
        this.selection = selection;
        this.directory = directory;
        this.monitor = monitor;
    }

    TransferReport run() throws IOException {
        List<StoreSnapshot.Folder> selected = new ArrayList<>();
        for (String id : snapshot.owners()) {
            Optional<StoreSnapshot.Owner> owner =
                    selection.hasOwner(id) ? snapshot.owner(id) : Optional.empty();
            owner.ifPresent(
                    o ->
                            o.folders().stream()
                                    .filter(f -> selection.has(f.name()))
                                    .forEach(selected::add));
        }
        boolean stopped = false;
        for (StoreSnapshot.Folder folder : selected) {
            Optional<StoreSnapshot.Messages> mailbox = snapshot.mailbox(folder.mailbox());
            if (mailbox.isPresent() && !stopped) {
                stopped = !folder(folder.name(), mailbox.get());
            }
        }
        return new TransferReport(folders, messages, octets, 0, stopped, List.of());
    }

    /** False if it was stopped. */
    private boolean folder(MailboxName name, StoreSnapshot.Messages mailbox) throws IOException {
        MailboxView view = mailbox.view();
        try (MboxWriter to = new MboxWriter(file(name))) {
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
        }
        folders++;
        return true;
    }

    private Path file(MailboxName name) {
        Path at = directory.resolve(level(name.owner()));
        String[] levels = name.folder().split(String.valueOf(MailboxName.SEPARATOR));
        for (int i = 0; i < levels.length - 1; i++) {
            at = at.resolve(level(levels[i]));
        }
        return at.resolve(level(levels[levels.length - 1]) + ExchangeService.MBOX_SUFFIX);
    }

    /** A name that leads nowhere else, and hides from nobody. */
    private static String level(String name) {
        String safe = name.replace('/', '_');
        return safe.startsWith(".") ? "_" + safe : safe;
    }
}
