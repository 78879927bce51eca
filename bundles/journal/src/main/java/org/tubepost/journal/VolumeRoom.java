// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * How much room the journal's volume has, asked for now and then, and whether a write failed for
 * want of it. The one place that decides this. Not thread-safe: guarded by the {@link Tail}.
 */
final class VolumeRoom {
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long CHECK_OCTETS = 8L << 20;

    /** Room is given in blocks, and a file system takes some for its own notes. */
    private static final long BLOCKS = 64L << 10;

    private final Path directory;
    private final JournalOptions options;
    private long nextCheck = System.nanoTime();
    private long uncheckedOctets;
    private boolean isLow;

    VolumeRoom(Path directory, JournalOptions options) {
        this.directory = directory;
        this.options = options;
    }

    /** Refuses a record that would leave less than the reserve. */
    void refuseIfFull(long size) throws IOException {
        long now = System.nanoTime();
        uncheckedOctets += size;
        if (now - nextCheck >= 0 || uncheckedOctets > CHECK_OCTETS) {
            isLow =
                    options.files().usableSpace(directory)
                            < options.reserveOctets() + options.segmentOctets() / 16 + size;
            nextCheck = now + CHECK_NANOS;
            uncheckedOctets = 0;
        }
        if (isLow) {
            throw new JournalFullException("volume of " + directory + " is nearly full", null);
        }
    }

    /** The next record is not taken without a look at the volume. */
    void checkSoon() {
        uncheckedOctets = CHECK_OCTETS;
    }

    /**
     * True if a write failed because the volume was full; to be asked when the write was taken
     * back. What the system says is in the language of its locale, so the room that is left counts
     * too. A quota, and a volume that is full of files or of its own notes, leave room and are
     * known by the English text only.
     *
     * @param octets that were to be written
     */
    boolean isOutOfSpace(Throwable failed, long octets) {
        if (!(failed instanceof IOException)) {
            return false;
        }
        String text = String.valueOf(failed.getMessage());
        if (text.contains("No space left") || text.contains("quota exceeded")) {
            return true;
        }
        try {
            return options.files().usableSpace(directory) < octets + BLOCKS;
        } catch (IOException unknown) {
            failed.addSuppressed(unknown);
            return false;
        }
    }
}
