// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.store.ContentDamage;
import org.tubepost.api.store.Partition;
import org.tubepost.journal.FileOperations;

/**
 * Contents as files, one each, in hashed folders (docs/partition-files.md). There is no index: the
 * number names the file, and the file says the rest. A content that is stored once more, also from
 * another such partition on the same volume, is a hard link.
 *
 * <p>A content's octets are compared with their checksum when it is opened for the first time; a
 * damaged or torn one is an {@link IOException} with its number, never wrong octets. Owner of
 * files, hence immediate: registered when it is open. Any number of threads.
 */
@Component(
        service = Partition.class,
        immediate = true,
        configurationPid = "org.tubepost.partition.files",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = Partition.TYPE + "=files")
@Designate(ocd = FilesPartitionSettings.class, factory = true)
public final class FilesPartition implements Partition {
    static final Logger LOG = LoggerFactory.getLogger(FilesPartition.class);
    private static final int HEADER_START = 16_384;
    private static final long SPACE_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final String name;
    private final Layout layout;
    private final FileOperations operations;
    private final long reserveOctets;
    private final FileChannel lock;
    private final Figures figures;
    private final Census census;
    private final GroupCommit commits;
    private final Checked checked = new Checked();
    private final AtomicLong incoming = new AtomicLong();
    private volatile long nextSpaceCheck = System.nanoTime();
    private volatile long usable = Long.MAX_VALUE;

    /**
     * Opens the partition.
     *
     * @throws IOException if another process has it open, or its folders cannot be used
     * @throws IllegalArgumentException if the name is none
     */
    @Activate
    public FilesPartition(FilesPartitionSettings settings) throws IOException {
        this(settings, FileOperations.SYSTEM);
    }

    FilesPartition(FilesPartitionSettings settings, FileOperations operations) throws IOException {
        this.name = settings.partition_name();
        if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("not a partition name: " + name);
        }
        Path directory = HomeDirectory.given(settings.directory(), "data", "partition", name);
        Path messages =
                settings.messageDirectory().isEmpty()
                        ? directory.resolve("messages")
                        : Path.of(settings.messageDirectory());
        this.layout = new Layout(messages);
        this.operations = operations;
        this.reserveOctets = (long) settings.reserveMegabytes() << 20;
        makeDurable(directory);
        makeDurable(messages);
        this.lock = lock(messages);
        boolean open = false;
        try {
            int left = layout.sweep();
            this.figures = Figures.open(directory.resolve("figures"), layout, operations);
            this.census = new Census(name, layout, figures);
            this.commits = new GroupCommit(name, layout, operations, settings.syncThreads());
            LOG.info(
                    "Partition {} of files is open, next number {}, {} unfinished files deleted",
                    name,
                    figures.next(),
                    left);
            open = true;
        } finally {
            if (!open) {
                lock.close();
            }
        }
    }

    private void makeDurable(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            operations.forceDirectory(parent);
        }
    }

    /** Two processes that sweep and number the same folders would destroy messages. */
    private FileChannel lock(Path messages) throws IOException {
        FileChannel file =
                FileChannel.open(
                        messages.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            FileLock held = file.tryLock();
            if (held != null) {
                return file;
            }
        } catch (OverlappingFileLockException sameProcess) {
            LOG.debug("{} is locked by this process", messages);
        }
        file.close();
        throw new IOException("Partition " + name + " in " + messages + " is open elsewhere");
    }

    @Override
    public ContentSink begin(long expectedSize) throws IOException {
        commits.refuseIfFailed();
        refuseIfFull(expectedSize);
        return sink(expectedSize);
    }

    private FileSink sink(long expectedSize) {
        return new FileSink(operations, incomingFile(), expectedSize);
    }

    private Path incomingFile() {
        return layout.incoming().resolve(incoming.incrementAndGet() + ".tmp");
    }

    @Override
    public boolean isNearlyFull() throws IOException {
        return usable() < 2 * reserveOctets;
    }

    private long usable() throws IOException {
        if (System.nanoTime() - nextSpaceCheck >= 0) {
            usable = operations.usableSpace(layout.messages());
            nextSpaceCheck = System.nanoTime() + SPACE_CHECK_NANOS;
        }
        return usable;
    }

    private void refuseIfFull(long octets) throws IOException {
        if (usable() - octets < reserveOctets) {
            throw new IOException("The volume of partition " + name + " is nearly full");
        }
    }

    @Override
    public CompletionStage<Long> store(Content content) {
        try {
            commits.refuseIfFailed();
            MessageFile file = fileOf(content);
            long number;
            try {
                number = figures.take();
            } catch (IOException | RuntimeException failed) {
                file.release();
                throw failed;
            }
            long octets = file.trailer().summary().size();
            return commits.commit(file, number)
                    .thenApply(
                            done -> {
                                figures.count(octets);
                                return done;
                            });
        } catch (IOException failed) {
            return CompletableFuture.failedStage(failed);
        } catch (RuntimeException failed) {
            return CompletableFuture.failedStage(
                    new IOException("Partition " + name + " cannot take a content", failed));
        }
    }

    /** A file that is coming in, with one use for the caller. */
    private MessageFile fileOf(Content content) throws IOException {
        if (content instanceof FileContent own) {
            MessageFile file = own.file();
            if (file.isIn(layout.incoming()) && file.take()) {
                file.retain();
                return file;
            }
            MessageFile linked = linked(file);
            if (linked != null) {
                return linked;
            }
        }
        refuseIfFull(content.size());
        try (FileSink sink = sink(content.size())) {
            sink.writeAll(content);
            return sink.sealed(content.summary());
        }
    }

    /** Another name for the same octets; null where the volume has no such thing. */
    private MessageFile linked(MessageFile file) throws IOException {
        Path path = incomingFile();
        try {
            file.linkTo(path);
        } catch (IOException | UnsupportedOperationException copied) {
            LOG.debug("Partition {}: copied and not linked", name, copied);
            return null;
        }
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            return new MessageFile(channel, file.trailer(), path, false);
        } catch (IOException failed) {
            Files.deleteIfExists(path);
            throw failed;
        }
    }

    @Override
    public Content open(long number) throws IOException {
        Path path = layout.file(number);
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (NoSuchFileException missing) {
            throw new NoSuchFileException(what(number));
        }
        try {
            Trailer trailer = Trailer.read(channel);
            if (!checked.has(number)) {
                trailer.verify(channel);
                checked.add(number);
            }
            return new FileContent(new MessageFile(channel, trailer, path, true));
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw new IOException(what(number) + " is damaged: " + failed.getMessage(), failed);
        }
    }

    @Override
    public Optional<ContentDamage> verify(long number) throws IOException {
        Path path = layout.file(number);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            try {
                Trailer.read(channel).verify(channel);
                return Optional.empty();
            } catch (IOException damaged) {
                checked.remove(number);
                ByteBuffer start = ByteBuffer.allocate(HEADER_START);
                channel.read(start, 0);
                return Optional.of(
                        new ContentDamage(
                                path.toString(),
                                0,
                                String.valueOf(damaged.getMessage()),
                                ContentDamage.messageIdIn(start.flip())));
            }
        } catch (NoSuchFileException missing) {
            checked.remove(number);
            throw new NoSuchFileException(what(number));
        }
    }

    @Override
    public void advance(long next) throws IOException {
        figures.advance(next);
    }

    private String what(long number) {
        return "Content " + number + " of partition " + name;
    }

    @Override
    public void release(Collection<Long> numbers) throws IOException {
        Set<Path> touched = new LinkedHashSet<>();
        for (long number : numbers) {
            synchronized (census) {
                long octets = census.octets(number);
                if (Files.deleteIfExists(layout.file(number))) {
                    census.leaves(number, octets);
                    touched.add(layout.leaf(number));
                }
            }
            checked.remove(number);
        }
        commits.forceFolders(touched);
    }

    @Override
    public void forEach(long below, LongConsumer visitor) throws IOException {
        for (Path leaf : layout.leaves()) {
            for (Path file : Layout.list(leaf)) {
                long number = Layout.number(file);
                if (number > 0 && number < below) {
                    visitor.accept(number);
                }
            }
        }
    }

    @Override
    public long nextNumber() {
        return figures.next();
    }

    /** Octets of all contents; too small while they are counted after a stop that was not clean. */
    @Override
    public long octets() {
        return figures.octets();
    }

    /** Counts what a stop that was not clean left. */
    Census census() {
        return census;
    }

    /** Group commits so far. */
    long batches() {
        return commits.batches();
    }

    /** Makes durable what waits and closes. */
    @Deactivate
    public void close() throws IOException {
        commits.close();
        try {
            figures.close(census.stop());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            lock.close();
        }
    }
}
