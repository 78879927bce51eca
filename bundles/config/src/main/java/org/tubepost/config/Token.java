// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.config.SourceLocation;

/**
 * A word of a line.
 *
 * @param text the word without its quotes
 * @param quoted true if it stood in double quotes
 * @param location where it begins
 */
record Token(String text, boolean quoted, SourceLocation location) {

    /** Splits a line at white space; double quotes hold a word together. */
    static List<Token> of(SourceLine line, Problems problems) {
        List<Token> tokens = new ArrayList<>();
        String text = line.text();
        int at = 0;
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                return tokens;
            }
            int start = at;
            if (text.charAt(at) == '"') {
                int end = text.indexOf('"', at + 1);
                if (end < 0) {
                    problems.error(line.at(start), "quote is not closed");
                    return tokens;
                }
                tokens.add(new Token(text.substring(at + 1, end), true, line.at(start)));
                at = end + 1;
            } else {
                while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                    at++;
                }
                tokens.add(new Token(text.substring(start, at), false, line.at(start)));
            }
        }
    }
}
