// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreBackup;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;
import org.tubepost.backup.stream.BackupFormatException;
import org.tubepost.backup.stream.BackupVisitor;
import org.tubepost.backup.stream.Catalogue;
import org.tubepost.backup.stream.StreamReader;

/**
 * Backups in files and pipes. Streams and not channels: those are closed when the thread that uses
 * them is interrupted, and an interrupt means here to end in order.
 */
@Component(service = StoreBackup.class)
public final class BackupService implements StoreBackup {
    private static final int BUFFER = 1 << 18;

    private final MessageStore store;
    private final StoreArchive archive;

    /** Of this store. */
    @Activate
    public BackupService(@Reference MessageStore store, @Reference StoreArchive archive) {
        this.store = store;
        this.archive = archive;
    }

    @Override
    public TransferReport backup(
            MailSelection selection, Path file, Optional<Path> since, TransferMonitor monitor)
            throws IOException {
        if (!selection.uids().isEmpty()) {
            throw new IllegalArgumentException("a backup has whole folders");
        }
        Optional<Catalogue> before = since.isEmpty() ? Optional.empty() : known(since.get());
        if (before.isPresent() && !before.get().begin().selection().equals(selection)) {
            throw new IOException(since.get() + " is a backup of other users or folders");
        }
        boolean regular = !Files.exists(file) || Files.isRegularFile(file);
        if (regular && Files.exists(file) && Files.size(file) > 0) {
            throw new IOException(file + " is there already; a backup overwrites nothing");
        }
        if (!Files.exists(file)) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        return write(selection, file, regular, before, monitor);
    }

    private Optional<Catalogue> known(Path since) throws IOException {
        Catalogue catalogue = Catalogue.of(since);
        if (!catalogue.begin().storeId().equals(archive.storeId())) {
            throw new IOException(
                    since + " is of another store, or of a log that was begun anew since");
        }
        return Optional.of(catalogue);
    }

    private TransferReport write(
            MailSelection selection,
            Path file,
            boolean regular,
            Optional<Catalogue> before,
            TransferMonitor monitor)
            throws IOException {
        try (StoreSnapshot snapshot = archive.snapshot();
                FileOutputStream to = new FileOutputStream(file.toFile(), true);
                OutputStream buffered = new BufferedOutputStream(to, BUFFER)) {
            BackupRun run =
                    new BackupRun(
                            snapshot, archive.storeId(), selection, before, buffered, monitor);
            TransferReport report = run.run();
            buffered.flush();
            if (regular) {
                to.getFD().sync();
            }
            return report;
        }
    }

    @Override
    public TransferReport resume(Path file, Optional<Path> since, TransferMonitor monitor)
            throws IOException {
        Optional<Catalogue> base = since.isEmpty() ? Optional.empty() : known(since.get());
        WholeFolders whole = new WholeFolders(base);
        try (InputStream from = input(file)) {
            new StreamReader(from, whole).readAll();
            throw new IOException(file + " is whole; there is nothing to go on with");
        } catch (BackupFormatException brokenOff) {
            whole.checkBasis(file);
        }
        Catalogue kept = whole.catalogue();
        if (!kept.begin().storeId().equals(archive.storeId())) {
            throw new IOException(file + " is of another store");
        }
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(whole.keptOctets());
        }
        return write(
                kept.begin().selection(),
                file,
                true,
                whole.keptOctets() == 0 ? base : Optional.of(kept),
                monitor);
    }

    @Override
    public TransferReport verify(List<Path> files, TransferMonitor monitor) throws IOException {
        return verify(files, new Chain(MailSelection.ALL, false, monitor));
    }

    private static TransferReport verify(List<Path> files, Chain chain) throws IOException {
        boolean stopped = false;
        try {
            readAll(files, chain);
        } catch (StoppedException wanted) {
            stopped = true;
        }
        return new TransferReport(
                chain.folders(), chain.messages(), chain.octets(), 0, stopped, List.of());
    }

    @Override
    public TransferReport restore(
            List<Path> files, MailSelection selection, RestoreMode how, TransferMonitor monitor)
            throws IOException {
        if (files.stream().allMatch(Files::isRegularFile)) {
            Chain chain = new Chain(selection, how.into().isPresent(), monitor);
            TransferReport checked = verify(files, chain);
            if (checked.stopped()) {
                return new TransferReport(0, 0, 0, 0, true, List.of());
            }
        }
        try (RestoreRun run = new RestoreRun(store, archive, selection, how, monitor)) {
            try {
                readAll(files, run);
                return run.finish();
            } catch (StoppedException wanted) {
                return run.stop();
            }
        }
    }

    private static void readAll(List<Path> files, BackupVisitor visitor) throws IOException {
        for (Path file : files) {
            try (InputStream from = input(file)) {
                new StreamReader(from, visitor).readAll();
            } catch (BackupFormatException damaged) {
                throw new IOException(file + ", " + damaged.getMessage(), damaged);
            }
        }
    }

    private static InputStream input(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("there is no file " + file);
        }
        return new BufferedInputStream(new FileInputStream(file.toFile()), BUFFER);
    }
}
