// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.journal.FileOperations;

/** The volume of a log, that can be nearly full or fail. */
final class Volume implements FileOperations {
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(5);
    private static final MailboxName ANY = MailboxName.inbox("volume");

    volatile long room = Long.MAX_VALUE;
    volatile boolean failing;

    @Override
    public long usableSpace(Path directory) {
        return room;
    }

    @Override
    public void force(FileChannel channel) throws IOException {
        if (failing) {
            throw new IOException("Input/output error");
        }
        FileOperations.SYSTEM.force(channel);
    }

    /** Only so much room is left, and the log, which does not look each time, has seen it. */
    void shrink(long octets, House house) {
        room = octets;
        long end = System.nanoTime() + REFUSED_WITHIN.toNanos();
        for (boolean on = true; System.nanoTime() < end; on = !on) {
            try {
                house.store.subscribe(House.user(ANY.owner()), ANY, on);
            } catch (StoreException refused) {
                return;
            }
        }
        throw new AssertionError("the log refuses nothing");
    }
}
