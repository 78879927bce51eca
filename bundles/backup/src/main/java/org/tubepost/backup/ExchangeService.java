// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.store.MailSelection;
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
                // A link that the administrator names is followed, and none below it.
                Path root = from.toRealPath();
                switch (format) {
                    case MAILDIR -> new MaildirReader(root, intake).readAll();
                    case DBOX -> new DboxReader(root, intake).readAll();
                    case MBOX -> new MboxFiles(root, intake).readAll();
                }
                return intake.end(false);
            } catch (StoppedException wanted) {
                return intake.end(true);
            }
        }
    }
}
