// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open file with a whole message, and who uses it. One that is coming in is deleted when the
 * last user goes and it did not get its place; one that has its place stays readable for its users
 * after it was deleted there. Thread-safe.
 */
final class MessageFile {
    private static final Logger LOG = LoggerFactory.getLogger(MessageFile.class);

    private final FileChannel channel;
    private final Trailer trailer;
    private final AtomicInteger users = new AtomicInteger(1);
    private final AtomicBoolean taken;
    private Path path;
    private boolean placed;

    /**
     * With one user.
     *
     * @param placed true when it is where messages are, false when it is coming in
     */
    MessageFile(FileChannel channel, Trailer trailer, Path path, boolean placed) {
        this.channel = channel;
        this.trailer = trailer;
        this.path = path;
        this.placed = placed;
        this.taken = new AtomicBoolean(placed);
    }

    FileChannel channel() {
        return channel;
    }

    Trailer trailer() {
        return trailer;
    }

    /** True when it is in a folder: only there it can be moved to its place. */
    synchronized boolean isIn(Path folder) {
        return path.startsWith(folder);
    }

    /** True once, for a file that is coming in: it gets one place; for a second it is linked. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    /** Another name for the same octets on the same volume. */
    synchronized void linkTo(Path other) throws IOException {
        Files.createLink(other, path);
    }

    /** Moves it to where messages are. */
    synchronized void place(Path target) throws IOException {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        path = target;
        placed = true;
    }

    /** Takes a place back that may not be durable. */
    synchronized void displace() throws IOException {
        placed = false;
        Files.deleteIfExists(path);
    }

    void retain() {
        if (users.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
            throw new IllegalStateException("content was closed");
        }
    }

    void release() {
        if (users.decrementAndGet() > 0) {
            return;
        }
        try {
            channel.close();
            synchronized (this) {
                if (!placed) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException failed) {
            LOG.warn("{} is left until the next start", path, failed);
        }
    }
}
