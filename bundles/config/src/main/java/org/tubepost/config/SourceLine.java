// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.config.SourceLocation;

/**
 * A logical line: one or more lines of a file joined by continuation, which still knows where each
 * of its characters stands.
 */
final class SourceLine {
    private final String file;
    private final int firstLine;
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> starts = new ArrayList<>();

    SourceLine(String file, int firstLine, String first) {
        this.file = file;
        this.firstLine = firstLine;
        append(first);
    }

    void append(String continuation) {
        starts.add(text.length());
        text.append(continuation);
    }

    String text() {
        return text.toString();
    }

    boolean isBlank() {
        return text.toString().isBlank();
    }

    boolean isIndented() {
        return text.length() > 0 && Character.isWhitespace(text.charAt(0));
    }

    /** Place of the character at an index of {@link #text()}. */
    SourceLocation at(int index) {
        int piece = starts.size() - 1;
        while (piece > 0 && starts.get(piece) > index) {
            piece--;
        }
        return new SourceLocation(file, firstLine + piece, index - starts.get(piece) + 1);
    }

    /** Place of the first character that is not white space. */
    SourceLocation start() {
        int index = 0;
        while (index < text.length() && Character.isWhitespace(text.charAt(index))) {
            index++;
        }
        return at(index);
    }
}
