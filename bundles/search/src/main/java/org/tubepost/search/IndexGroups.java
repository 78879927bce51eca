// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes of all owners, each owner in one of a fixed number of groups. Groups are opened,
 * written and closed by one thread; asked by many.
 */
final class IndexGroups {
    private static final Logger LOG = LoggerFactory.getLogger(IndexGroups.class);

    /** Changes with what documents hold: an index of another version is made again. */
    private static final int VERSION = 1;

    private final Path directory;
    private final int count;
    private final double bufferMegabytes;
    private final AtomicReferenceArray<IndexGroup> open;

    /**
     * Opens nothing yet.
     *
     * @param count of groups; another than before has all indexes made again
     * @param bufferMegabytes memory for what was not written yet, of all groups together
     */
    IndexGroups(Path directory, int count, double bufferMegabytes) {
        this.directory = directory;
        this.count = count;
        this.bufferMegabytes = bufferMegabytes;
        this.open = new AtomicReferenceArray<>(count);
    }

    int count() {
        return count;
    }

    int number(String owner) {
        return Math.floorMod(owner.hashCode(), count);
    }

    /** The group of an owner; empty while it cannot be used. */
    Optional<IndexGroup> of(String owner) {
        return at(number(owner));
    }

    Optional<IndexGroup> at(int number) {
        return Optional.ofNullable(open.get(number));
    }

    /** Groups that can be used. */
    List<IndexGroup> all() {
        List<IndexGroup> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            at(i).ifPresent(all::add);
        }
        return all;
    }

    /** Opens a group that is not open, after a look at all of its octets. */
    void open(int number) throws IOException {
        Path path = directory.resolve("group-" + number);
        double buffer = bufferMegabytes / count;
        open.set(number, IndexGroup.open(path, VERSION + "/" + count, buffer));
    }

    /** Gives up a group that failed; it can be opened again. */
    void drop(int number) {
        IndexGroup failed = open.getAndSet(number, null);
        if (failed != null) {
            try (failed) {
                failed.abort();
            } catch (IOException | RuntimeException again) {
                LOG.debug("Giving up {} failed, too", number, again);
            }
        }
    }

    /** Deletes the folders of groups that are not used any more. */
    void tidy() throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory, "group-*")) {
            for (Path folder : folders) {
                String number = folder.getFileName().toString().substring("group-".length());
                if (!number.matches("\\d{1,9}") || Integer.parseInt(number) >= count) {
                    Folders.delete(folder);
                }
            }
        }
    }

    /** Octets on disk. */
    long octets() throws IOException {
        long octets = 0;
        for (IndexGroup group : all()) {
            octets += group.octets();
        }
        return octets;
    }

    /** Octets that the volume has left. */
    long free() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    /** Ends merges that are going on, in any thread; nothing is added any more. */
    void abort() {
        for (int i = 0; i < count; i++) {
            drop(i);
        }
    }

    /** Writes everything and closes. */
    void close() {
        for (int i = 0; i < count; i++) {
            IndexGroup group = open.getAndSet(i, null);
            try {
                if (group != null) {
                    group.close();
                }
            } catch (IOException | RuntimeException failed) {
                LOG.warn("Index group {} was not closed well; what is missing is added again", i);
                LOG.debug("The reason", failed);
            }
        }
    }
}
