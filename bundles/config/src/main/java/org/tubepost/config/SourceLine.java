// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.Arrays;
import org.tubepost.api.config.SourceLocation;

/**
 * A logical line: one or more lines of a file joined by continuation, which still knows where each
 * of its characters stands. A configuration has hundreds of thousands of them, nearly all of one
 * piece, so a line keeps no more than its text until a second piece comes. Not safe for use by
 * several threads.
 */
final class SourceLine {
    private static final int[] ONE_PIECE = {0};

    private final String file;
    private int[] starts = ONE_PIECE;
    private int[] numbers;
    private int pieces = 1;
    private StringBuilder joined;
    private String text;

    SourceLine(String file, int number, String first) {
        this.file = file;
        this.numbers = new int[] {number};
        this.text = first;
    }

    /**
     * Joins the next piece.
     *
     * @param number of the line on which it stands
     */
    void append(int number, String continuation) {
        if (joined == null) {
            joined = new StringBuilder(text);
        }
        if (pieces == starts.length) {
            starts = Arrays.copyOf(starts, pieces * 2);
            numbers = Arrays.copyOf(numbers, pieces * 2);
        }
        starts[pieces] = joined.length();
        numbers[pieces++] = number;
        joined.append(continuation);
        text = null;
    }

    String text() {
        if (text == null) {
            text = joined.toString();
        }
        return text;
    }

    boolean isBlank() {
        return text().isBlank();
    }

    boolean isIndented() {
        return !text().isEmpty() && Character.isWhitespace(text().charAt(0));
    }

    /** Place of the character at an index of {@link #text()}. */
    SourceLocation at(int index) {
        int piece = Arrays.binarySearch(starts, 0, pieces, index);
        if (piece < 0) {
            piece = -piece - 2;
        }
        // Of several pieces that begin here all but the last are empty.
        while (piece + 1 < pieces && starts[piece + 1] == starts[piece]) {
            piece++;
        }
        return new SourceLocation(file, numbers[piece], index - starts[piece] + 1);
    }

    /** Place of the first character that is not white space. */
    SourceLocation start() {
        String whole = text();
        int index = 0;
        while (index < whole.length() && Character.isWhitespace(whole.charAt(index))) {
            index++;
        }
        return at(index);
    }
}
