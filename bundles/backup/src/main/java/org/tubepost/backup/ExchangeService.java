// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreExchange;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;

/** Mail in files of other programs. */
@Component(service = StoreExchange.class)
public final class ExchangeService implements StoreExchange {
    static final String MBOX_SUFFIX = ".mbox";

    private final MessageStore store;
    private final StoreArchive archive;

    /** For this store. */
    @Activate
    public ExchangeService(@Reference MessageStore store, @Reference StoreArchive archive) {
        this.store = store;
        this.archive = archive;
    }

    @Override
    public TransferReport exportTo(
            MailSelection selection, Path directory, Format format, TransferMonitor monitor)
            throws IOException {
        ExportForm form =
                switch (format) {
                    case MBOX -> new MboxExport();
                    case MAILDIR -> new MaildirExport();
                    case DBOX -> throw new IOException("a dbox is only read");
                };
        Files.createDirectories(directory);
        try (Stream<Path> there = Files.list(directory)) {
            if (there.findAny().isPresent()) {
                throw new IOException(directory + " is not empty");
            }
        }
        try (StoreSnapshot snapshot = archive.snapshot()) {
            return new SnapshotExport(snapshot, selection, directory, form, monitor).run();
        }
    }

    @Override
    public TransferReport importFrom(
            Path from, Format format, String user, Optional<String> into, TransferMonitor monitor)
            throws IOException {
        if (!Files.exists(from)) {
            throw new IOException("there is no " + from);
        }
        try (Intake intake = new Intake(store, archive, user, into, monitor)) {
            try {
                if (format == Format.MAILDIR) {
                    new MaildirReader(from, intake).readAll();
                } else if (format == Format.DBOX) {
                    new DboxReader(from, intake).readAll();
                } else if (Files.isDirectory(from)) {
                    mboxes(from, "", intake);
                } else {
                    mbox(from, MailboxName.INBOX, intake);
                }
                return intake.end(false);
            } catch (StoppedException wanted) {
                return intake.end(true);
            }
        }
    }

    private static void mboxes(Path directory, String parent, Intake intake) throws IOException {
        List<Path> children;
        try (Stream<Path> entries = Files.list(directory)) {
            children = entries.sorted().toList();
        }
        for (Path child : children) {
            String file = child.getFileName().toString();
            if (file.startsWith(".")) {
                continue;
            }
            if (Files.isDirectory(child)) {
                mboxes(child, parent + file + MailboxName.SEPARATOR, intake);
                continue;
            }
            String name =
                    file.endsWith(MBOX_SUFFIX) && file.length() > MBOX_SUFFIX.length()
                            ? file.substring(0, file.length() - MBOX_SUFFIX.length())
                            : file;
            mbox(child, parent + name, intake);
        }
    }

    private static void mbox(Path file, String folder, Intake intake) throws IOException {
        try (InputStream from =
                new BufferedInputStream(new FileInputStream(file.toFile()), 1 << 18)) {
            intake.folder(SourceFolder.named(folder));
            new MboxReader(from, intake).readAll();
        } catch (MboxReader.NotAnMboxException other) {
            intake.problem(file + " is " + other.getMessage());
        }
    }
}
