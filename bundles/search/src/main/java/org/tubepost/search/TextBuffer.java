// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import org.tubepost.message.CaseFolding;

/**
 * Texts of a message one after the other, folded, each between {@link #MARK}s, so that no run of
 * characters without a mark reaches from one into the next. Takes no more than a number of
 * characters. Used by one thread.
 */
final class TextBuffer {
    /** Stands around texts; within them it is replaced. */
    static final char MARK = '\uffff';

    private static final char REPLACEMENT = '\ufffe';

    private final int most;
    private char[] chars = new char[4096];
    private int length = 2;
    private boolean truncated;

    TextBuffer(int most) {
        this.most = most;
        chars[0] = MARK;
        chars[1] = MARK;
    }

    /** A text that can be looked for here. */
    static boolean takes(String text) {
        return text.indexOf(MARK) < 0 && text.indexOf(REPLACEMENT) < 0;
    }

    /**
     * Adds a text, as much of it as there is room for.
     *
     * @return true when there is no more room
     */
    boolean add(Reader text) throws IOException {
        int start = length;
        while (true) {
            int room = Math.min(most - length, 8192);
            if (room <= 0) {
                truncated |= text.read() >= 0;
                break;
            }
            ensure(room);
            int read = text.read(chars, length, room);
            if (read < 0) {
                break;
            }
            length += read;
        }
        CaseFolding.fold(chars, start, length, (char) 0);
        for (int i = start; i < length; i++) {
            if (chars[i] == MARK) {
                chars[i] = REPLACEMENT;
            }
        }
        ensure(2);
        chars[length++] = MARK;
        chars[length++] = MARK;
        return truncated;
    }

    private void ensure(int more) {
        if (length + more > chars.length) {
            chars = Arrays.copyOf(chars, Math.max(length + more, chars.length * 2));
        }
    }

    /** Some of the texts did not fit. */
    boolean isTruncated() {
        return truncated;
    }

    char at(int index) {
        return chars[index];
    }

    int length() {
        return length;
    }
}
