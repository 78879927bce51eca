// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the second copy grow behind the journal, on a thread of its own: nobody waits for it, and
 * when it cannot be written (its volume is full) the journal goes on and the copy catches up later.
 * It is forced when a segment has ended; before that a loss of power may tear it, which its reader
 * sees.
 */
final class CopyWriter {
    private static final Logger LOG = LoggerFactory.getLogger(CopyWriter.class);
    private static final long CLOSE_MILLIS = 30_000;

    private final SecondCopy copy;
    private final String name;
    private final Thread thread;
    private final Map<Segment, Long> grown = new LinkedHashMap<>();
    // What could not be written; of the writing thread.
    private final Map<Segment, Long> behind = new LinkedHashMap<>();
    private final Set<Long> dropped = new HashSet<>();
    private final Object files = new Object();
    private FileChannel open;
    private long openId = -1;
    private volatile boolean abandoned;
    private boolean closed;
    private boolean failing;

    CopyWriter(SecondCopy copy, String name) {
        this.copy = copy;
        this.name = name;
        this.thread = new Thread(this::run, name + "-copy");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** A segment is durable up to a size; also says that a copy is to be looked at. */
    synchronized void grown(Segment segment, long size) {
        grown.merge(segment, size, Math::max);
        notifyAll();
    }

    private void run() {
        while (true) {
            Map<Segment, Long> work;
            synchronized (this) {
                while (grown.isEmpty() && !closed) {
                    try {
                        wait();
                    } catch (InterruptedException stop) {
                        return;
                    }
                }
                if (grown.isEmpty()) {
                    return;
                }
                work = new LinkedHashMap<>(behind);
                behind.clear();
                grown.forEach((segment, size) -> work.merge(segment, size, Math::max));
                grown.clear();
            }
            for (Map.Entry<Segment, Long> each : work.entrySet()) {
                if (!abandoned) {
                    follow(each.getKey(), each.getValue());
                }
            }
        }
    }

    private void follow(Segment segment, long size) {
        if (!segment.pin()) {
            return;
        }
        try {
            synchronized (files) {
                if (!dropped.contains(segment.id())) {
                    follow(segment, channel(segment.id()), size);
                }
            }
            failing = false;
        } catch (IOException failed) {
            if (!failing) {
                LOG.warn("{}: the second copy cannot be written for now", name, failed);
            }
            failing = true;
            behind.merge(segment, size, Math::max);
        } finally {
            try {
                segment.unpin();
            } catch (IOException late) {
                LOG.warn("{}: cannot close a segment", name, late);
            }
        }
    }

    private static void follow(Segment segment, FileChannel to, long size) throws IOException {
        // A copy that is longer has what the segment lost, which nobody has looked for yet.
        long at = to.size();
        while (at < size) {
            long done = segment.transferTo(at, size - at, to.position(at));
            if (done <= 0) {
                throw new IOException("segment ends too early");
            }
            at += done;
        }
    }

    private FileChannel channel(long id) throws IOException {
        if (openId != id || open == null || !open.isOpen()) {
            closeFile();
            open =
                    FileChannel.open(
                            copy.fileOf(id), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            openId = id;
        }
        return open;
    }

    private void closeFile() throws IOException {
        if (open != null) {
            FileChannel ended = open;
            open = null;
            try (ended) {
                ended.force(false);
            }
        }
    }

    /** Deletes a copy, before the segment goes. */
    void drop(long id) throws IOException {
        synchronized (files) {
            dropped.add(id);
            if (openId == id) {
                closeFile();
            }
            Files.deleteIfExists(copy.fileOf(id));
        }
    }

    /** Writes the copy of a sealed segment anew. */
    void renew(Segment segment) throws IOException {
        synchronized (files) {
            if (dropped.contains(segment.id())) {
                return;
            }
            if (openId == segment.id()) {
                closeFile();
            }
            copy.cut(segment.id(), 0);
            follow(segment, channel(segment.id()), segment.size());
        }
    }

    /** Ends it when everything is written. */
    void close() throws InterruptedException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.join(CLOSE_MILLIS);
        if (thread.isAlive()) {
            abandoned = true;
            LOG.warn("{}: the second copy is behind; it catches up after the next start", name);
            return;
        }
        synchronized (files) {
            try {
                closeFile();
            } catch (IOException failed) {
                LOG.warn("{}: the second copy is not whole", name, failed);
            }
        }
    }
}
