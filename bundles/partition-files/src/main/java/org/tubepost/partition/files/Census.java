// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts, after a stop that was not clean, the octets of the contents that were there at the start,
 * folder by folder on a thread of low priority, and names files that are not whole. What comes and
 * goes meanwhile is counted right. Until it has ended the sum is too small.
 */
final class Census {
    private static final Logger LOG = LoggerFactory.getLogger(Census.class);

    private final String name;
    private final Layout layout;
    private final Figures figures;
    private final long below;
    private final BitSet visited = new BitSet();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;
    private volatile boolean complete;

    /** For contents below the figures' next number. */
    Census(String name, Layout layout, Figures figures) {
        this.name = name;
        this.layout = layout;
        this.figures = figures;
        this.below = figures.next();
        if (figures.areKnown()) {
            complete = true;
            ended.countDown();
            return;
        }
        Thread thread = new Thread(this::run, "partition-" + name + "-census");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.start();
    }

    private void run() {
        try {
            for (Path leaf : layout.leaves()) {
                if (stopped) {
                    return;
                }
                visit(leaf);
            }
            complete = true;
            LOG.info("Partition {}: {} octets of messages", name, figures.octets());
        } catch (IOException | RuntimeException failed) {
            LOG.warn("The octets of partition {} could not be counted", name, failed);
        } finally {
            ended.countDown();
        }
    }

    private synchronized void visit(Path leaf) throws IOException {
        for (Path file : Layout.list(leaf)) {
            long number = Layout.number(file);
            if (number == 0) {
                LOG.warn("Partition {}: {} is no message", name, file);
            } else if (number < below) {
                visited.set(hash(number));
                figures.count(octets(number));
            }
        }
    }

    /** A content goes: its octets are taken off the sum if they are in it. */
    synchronized void leaves(long number, long octets) {
        if (complete || number >= below || visited.get(hash(number))) {
            figures.count(-octets);
        }
    }

    /** Octets of a content, 0 if there is none or it is not whole. */
    long octets(long number) throws IOException {
        try (FileChannel file = FileChannel.open(layout.file(number), StandardOpenOption.READ)) {
            return Trailer.octets(file);
        } catch (NoSuchFileException missing) {
            return 0;
        } catch (IOException damaged) {
            LOG.error(
                    "Content {} of partition {} is damaged: {}",
                    number,
                    name,
                    damaged.getMessage());
            return 0;
        }
    }

    private static int hash(long number) {
        return (int) (number / Layout.NEIGHBOURS & 0xffff);
    }

    /** Waits until all are counted. */
    void await() throws InterruptedException {
        ended.await();
    }

    /** Ends it; true if the sum is exact. */
    boolean stop() throws InterruptedException {
        stopped = true;
        ended.await();
        return complete;
    }
}
