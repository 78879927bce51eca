// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.segments;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts who uses something and lets go of it when nobody does any more. Thread-safe. */
final class References {
    private final AtomicInteger users = new AtomicInteger(1);
    private final Runnable letGo;

    References(Runnable letGo) {
        this.letGo = letGo;
    }

    void retain() {
        if (users.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
            throw new IllegalStateException("content was closed");
        }
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            letGo.run();
        }
    }
}
