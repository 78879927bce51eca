// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.tubepost.api.message.MessageId;

/** Names of deliveries in trace fields and log; never the same again, after a restart either. */
final class MessageIds {
    private static final int RADIX = 36;

    private final long chance = ThreadLocalRandom.current().nextLong(1L << 40, 1L << 41);
    private final AtomicLong next = new AtomicLong();

    MessageId next() {
        return new MessageId(text(chance) + "-" + text(next.incrementAndGet()));
    }

    private static String text(long number) {
        return Long.toString(number, RADIX).toUpperCase(Locale.ROOT);
    }
}
