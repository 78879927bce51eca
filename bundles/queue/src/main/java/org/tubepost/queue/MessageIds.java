// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.tubepost.api.message.MessageId;

/**
 * Makes message ids: time, a counter and chance, so that none is made twice, sortable by time. The
 * time never goes back within the process; across a restart with the clock set back, chance keeps
 * ids apart.
 */
final class MessageIds {
    private static final int RADIX = 32;

    /** Digits of the part that is chance. */
    private static final int CHANCE_DIGITS = 7;

    private final SecureRandom random = new SecureRandom();
    private final AtomicLong last = new AtomicLong();

    MessageId next() {
        // Microseconds that never stand still nor go back within the process.
        long now = System.currentTimeMillis() * 1_000;
        long stamp = last.updateAndGet(l -> Math.max(l + 1, now));
        return new MessageId(text(stamp, (int) random.nextLong(1L << 30, 1L << 31)));
    }

    /** The id with this time and chance. */
    static String text(long stamp, int chance) {
        return (Long.toString(stamp, RADIX) + Integer.toString(chance, RADIX))
                .toUpperCase(Locale.ROOT);
    }

    /** The time of an id; 0 if it was not made here. */
    static long stamp(String id) {
        long stamp = number(id, 0, id.length() - CHANCE_DIGITS);
        int chance = chance(id);
        return stamp > 0 && chance > 0 && text(stamp, chance).equals(id) ? stamp : 0;
    }

    /** The chance of an id that was made here. */
    static int chance(String id) {
        long chance = number(id, id.length() - CHANCE_DIGITS, id.length());
        return chance > Integer.MAX_VALUE ? 0 : (int) chance;
    }

    private static long number(String text, int from, int to) {
        long value = 0;
        if (from < 0 || to - from < 1 || to - from > 12) {
            return 0;
        }
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text.charAt(i), RADIX);
            if (digit < 0) {
                return 0;
            }
            value = value * RADIX + digit;
        }
        return value;
    }
}
