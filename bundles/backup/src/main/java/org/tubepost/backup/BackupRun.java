// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.api.store.StoreSnapshot.UidRange;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;
import org.tubepost.backup.stream.Basis;
import org.tubepost.backup.stream.Begin;
import org.tubepost.backup.stream.Catalogue;
import org.tubepost.backup.stream.FolderHead;
import org.tubepost.backup.stream.MessageHead;
import org.tubepost.backup.stream.StreamWriter;
import org.tubepost.backup.stream.UnreadableException;

/**
 * Writes one stream: what a snapshot has and the streams before do not. Folders of an owner come
 * INBOX first, so that a restore has it before anybody delivers there.
 */
final class BackupRun {
    private static final Basis NOTHING = new Basis(0, 0, 0);

    private final StoreSnapshot snapshot;
    private final MailSelection selection;
    private final Optional<Catalogue> before;
    private final TransferMonitor monitor;
    private final StreamWriter writer;
    private final Catalogue catalogue;
    private final List<String> problems = new ArrayList<>();
    private long folders;

    /**
     * Begins a stream.
     *
     * @param before what the streams before have; empty for a full backup
     */
    BackupRun(
            StoreSnapshot snapshot,
            String storeId,
            MailSelection selection,
            Optional<Catalogue> before,
            OutputStream to,
            TransferMonitor monitor)
            throws IOException {
        this.snapshot = snapshot;
        this.selection = selection;
        this.before = before;
        this.monitor = monitor;
        Begin begin =
                new Begin(
                        Begin.VERSION,
                        storeId,
                        snapshot.position(),
                        before.map(b -> b.begin().position()).orElse(0L),
                        Instant.now().getEpochSecond(),
                        selection);
        this.writer = new StreamWriter(to, begin);
        this.catalogue = new Catalogue(begin);
    }

    /** Writes all, to the end or until it is stopped; then the stream is not whole. */
    TransferReport run() throws IOException {
        for (String id : snapshot.owners()) {
            Optional<StoreSnapshot.Owner> owner =
                    selection.hasOwner(id) ? snapshot.owner(id) : Optional.empty();
            if (owner.isPresent()) {
                owner(owner.get());
            }
            if (monitor.isStopped()) {
                return report(true);
            }
        }
        writer.end(catalogue);
        return report(false);
    }

    private TransferReport report(boolean stopped) {
        return new TransferReport(
                folders, writer.messages(), writer.octets(), 0, stopped, problems);
    }

    private void owner(StoreSnapshot.Owner owner) throws IOException {
        List<StoreSnapshot.Folder> selected =
                owner.folders().stream()
                        .filter(f -> selection.has(f.name()))
                        .sorted(
                                Comparator.comparing(
                                        (StoreSnapshot.Folder f) -> !f.name().isInbox()))
                        .toList();
        writer.owner(
                new StoreSnapshot.Owner(
                        owner.id(),
                        owner.partition(),
                        selected,
                        owner.subscriptions(),
                        owner.annotations()));
        for (StoreSnapshot.Folder folder : selected) {
            if (monitor.isStopped()) {
                return;
            }
            if (folder.mailbox() != 0) {
                folder(folder);
            }
        }
    }

    private void folder(StoreSnapshot.Folder folder) throws IOException {
        StoreSnapshot.Messages messages =
                snapshot.mailbox(folder.mailbox())
                        .orElseThrow(
                                () ->
                                        new StoreException(
                                                StoreException.Code.CORRUPTION,
                                                folder.name() + " is a folder without a mailbox"));
        MailboxView view = messages.view();
        Basis known = before.map(b -> b.get(folder.mailbox())).orElse(null);
        Basis basis = known == null ? NOTHING : known;
        writer.folder(
                new FolderHead(
                        folder.name(),
                        folder.mailbox(),
                        messages.uidValidity(),
                        view.uidNext(),
                        view.highestModSeq(),
                        basis.uidNext()));
        if (basis.uidNext() > 0 && view.highestModSeq() > basis.modSeq()) {
            writer.expunged(
                    messages.expungedSince(basis.modSeq()).stream()
                            .filter(uid -> uid < basis.uidNext())
                            .toList());
        }
        for (int i = 0; i < view.size(); i++) {
            MessageRecord record = view.get(i);
            if (record.uid() >= basis.uidNext()) {
                message(folder, messages, record);
            } else if (record.modSeq() > basis.modSeq()) {
                writer.flags(MessageHead.of(record, false));
            }
            if (monitor.isStopped()) {
                return;
            }
        }
        for (Map.Entry<String, List<UidRange>> reader : messages.seen().entrySet()) {
            writer.seen(reader.getKey(), reader.getValue());
        }
        writer.folderEnd();
        folders++;
        catalogue.add(
                folder.mailbox(),
                new Basis(messages.uidValidity(), view.uidNext(), view.highestModSeq()));
    }

    private void message(
            StoreSnapshot.Folder folder, StoreSnapshot.Messages messages, MessageRecord record)
            throws IOException {
        try (Content content = open(messages, record.uid())) {
            writer.message(MessageHead.of(record, true), content);
        } catch (UnreadableException unreadable) {
            problems.add(unreadable(folder.name(), record, unreadable));
        }
        monitor.at(folder.name().toString(), writer.messages(), writer.octets());
    }

    /** Says what is left out. */
    static String unreadable(MailboxName name, MessageRecord record, UnreadableException why) {
        return name + ": message " + record.uid() + " cannot be read: " + why.getMessage();
    }

    /**
     * A content.
     *
     * @throws StoreException if its partition is away, and with it many others
     * @throws UnreadableException if it is damaged, which the others need not be
     */
    static Content open(StoreSnapshot.Messages messages, long uid) throws IOException {
        try {
            return messages.content(uid);
        } catch (StoreException away) {
            throw away;
        } catch (IOException damaged) {
            throw new UnreadableException(damaged);
        }
    }
}
