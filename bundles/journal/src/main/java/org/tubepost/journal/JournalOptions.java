// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a journal is kept.
 *
 * @param name for threads and messages
 * @param segmentOctets size after which a new segment is begun; a larger record gets one of its own
 * @param reserveOctets room on the volume that only {@link Journal#appendReserved} may use
 * @param replayFrom records with a smaller sequence number are not shown at opening, and segments
 *     that hold only such are not read; 0 for all
 * @param verifyAll true to check the payload of every record at opening; false to check those of
 *     segments that were not sealed only
 * @param files how files are reached; {@link FileOperations#SYSTEM} except in tests
 * @param copy directory of a second copy, from which damage is mended; empty for none
 */
public record JournalOptions(
        String name,
        long segmentOctets,
        long reserveOctets,
        long replayFrom,
        boolean verifyAll,
        FileOperations files,
        Optional<Path> copy) {

    /** Without a second copy. */
    public JournalOptions(
            String name,
            long segmentOctets,
            long reserveOctets,
            long replayFrom,
            boolean verifyAll,
            FileOperations files) {
        this(name, segmentOctets, reserveOctets, replayFrom, verifyAll, files, Optional.empty());
    }

    /** 64 MiB segments, 64 MiB reserve, everything is replayed. */
    public static JournalOptions named(String name) {
        return new JournalOptions(name, 64L << 20, 64L << 20, 0, false, FileOperations.SYSTEM);
    }

    /** The same with other segments. */
    public JournalOptions withSegmentOctets(long octets) {
        return new JournalOptions(name, octets, reserveOctets, replayFrom, verifyAll, files, copy);
    }

    /** The same with another reserve. */
    public JournalOptions withReserveOctets(long octets) {
        return new JournalOptions(name, segmentOctets, octets, replayFrom, verifyAll, files, copy);
    }

    /** The same with another start of the replay. */
    public JournalOptions withReplayFrom(long lsn) {
        return new JournalOptions(name, segmentOctets, reserveOctets, lsn, verifyAll, files, copy);
    }

    /** The same with other file operations. */
    public JournalOptions withFiles(FileOperations other) {
        return new JournalOptions(
                name, segmentOctets, reserveOctets, replayFrom, verifyAll, other, copy);
    }

    /** The same, checking everything or not. */
    public JournalOptions withVerifyAll(boolean all) {
        return new JournalOptions(name, segmentOctets, reserveOctets, replayFrom, all, files, copy);
    }

    /** The same with a second copy of everything; best on another volume. */
    public JournalOptions withCopy(Path directory) {
        return new JournalOptions(
                name,
                segmentOctets,
                reserveOctets,
                replayFrom,
                verifyAll,
                files,
                Optional.of(directory));
    }
}
