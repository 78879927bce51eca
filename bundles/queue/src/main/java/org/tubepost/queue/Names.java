// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

/**
 * Makes equal texts one object where they repeat: channels, destinations and replies are few while
 * entries are many. Remembers a fixed number of texts and forgets those that it has not seen for
 * long, so it costs little whatever comes. Thread-safe by losing a race at worst.
 */
final class Names {
    private static final int SLOTS = 1 << 14;
    private static final String[] KNOWN = new String[SLOTS];

    private Names() {}

    /** An equal text, the same object as last time if possible. */
    static String shared(String text) {
        if (text.isEmpty()) {
            return "";
        }
        int hash = text.hashCode();
        int slot = (hash ^ hash >>> 14) & SLOTS - 1;
        String known = KNOWN[slot];
        if (text.equals(known)) {
            return known;
        }
        KNOWN[slot] = text;
        return text;
    }
}
