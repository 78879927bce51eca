// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

/** Threads and limits of a network, as {@link NetworkSettings} describes them. */
record Sizes(
        int ioThreads,
        int workerThreads,
        int workerQueue,
        int maxConnections,
        int backlog,
        int handshakeSeconds,
        int lingerSeconds) {

    static Sizes of(NetworkSettings settings) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new Sizes(
                settings.ioThreads() > 0
                        ? settings.ioThreads()
                        : Math.max(2, Math.min(4, processors)),
                settings.workerThreads(),
                settings.workerQueue(),
                settings.maxConnections(),
                settings.backlog(),
                settings.handshakeTimeoutSeconds(),
                settings.lingerSeconds());
    }
}
