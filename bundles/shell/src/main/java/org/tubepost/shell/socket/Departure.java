// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the client of a command wants no more of it: it sends nothing after the command, so
 * the end of its stream means that a long command is to stop. A client that gets a Ctrl-C ends its
 * side and goes on reading, for what the command says at its end.
 */
final class Departure implements Runnable, BooleanSupplier {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    private final ReadableByteChannel client;
    private final Thread command;
    private final Object writing;
    private boolean gone;
    private boolean over;

    /**
     * For one command.
     *
     * @param writing held by whoever writes to the client: Java closes a channel when a thread that
     *     uses it is interrupted
     */
    Departure(ReadableByteChannel client, Thread command, Object writing) {
        this.writing = writing;
        this.client = client;
        this.command = command;
    }

    @Override
    public void run() {
        // Not by a stream over the channel: that one keeps writers out while it reads.
        ByteBuffer unexpected = ByteBuffer.allocate(64);
        try {
            while (client.read(unexpected.clear()) >= 0) {
                LOG.debug("A command's client sends more than its command");
            }
        } catch (IOException closed) {
            LOG.debug("A command's client closed", closed);
        }
        synchronized (this) {
            gone = true;
        }
        synchronized (writing) {
            interrupt();
        }
    }

    private synchronized void interrupt() {
        if (!over) {
            command.interrupt();
        }
    }

    /** The command has ended; its thread is interrupted no more. */
    synchronized void over() {
        over = true;
    }

    /** True if nobody waits for the command. */
    @Override
    public synchronized boolean getAsBoolean() {
        return gone;
    }
}
