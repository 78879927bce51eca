// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last lines of a conversation, for whoever has to find out what went wrong. */
final class Transcript {
    private static final int LINES = 300;
    private static final int LONGEST = 400;

    private final Deque<String> lines = new ArrayDeque<>();

    void note(String direction, String text) {
        String one = text.replace("\r\n", "\\r\\n");
        lines.add(
                Instant.now()
                        + " "
                        + direction
                        + " "
                        + (one.length() > LONGEST ? one.substring(0, LONGEST) + "..." : one));
        if (lines.size() > LINES) {
            lines.remove();
        }
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
