// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the client of a command is gone: it sends nothing after the command, so the end of
 * its stream means that nobody waits for the output any more, and a long command stops. A Ctrl-C in
 * the client comes to this.
 */
final class Departure implements Runnable, BooleanSupplier {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    private final ReadableByteChannel client;
    private final Thread command;
    private boolean gone;
    private boolean over;

    Departure(ReadableByteChannel client, Thread command) {
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
            if (!over) {
                command.interrupt();
            }
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
