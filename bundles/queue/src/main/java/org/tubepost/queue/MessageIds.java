// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.tubepost.api.message.MessageId;

/** Makes message ids: time, a counter and chance, so that none is made twice, sortable by time. */
final class MessageIds {
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong last = new AtomicLong();

    MessageId next() {
        // Microseconds that never stand still nor go back within the process.
        long now = System.currentTimeMillis() * 1_000;
        long stamp = last.updateAndGet(l -> Math.max(l + 1, now));
        String chance = Long.toString(random.nextLong(1L << 30, 1L << 31), 32);
        return new MessageId((Long.toString(stamp, 32) + chance).toUpperCase(Locale.ROOT));
    }
}
