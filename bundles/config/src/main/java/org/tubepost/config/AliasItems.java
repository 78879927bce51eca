// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.tubepost.api.config.SourceLocation;

/**
 * Splits the right side of an alias, or a line of the file of a list, at commas; commas in double
 * quotes do not count, and a backslash in quotes takes the next character as it is.
 */
final class AliasItems {
    private AliasItems() {}

    /**
     * A part between commas.
     *
     * @param text without blanks around it, quotes kept; never empty
     * @param at index of its first character
     */
    record Item(String text, int at) {}

    /** The parts of a text from an index on, empty ones left out. */
    static List<Item> of(
            String text, int from, IntFunction<SourceLocation> places, Problems problems) {
        List<Item> items = new ArrayList<>();
        int start = from;
        int quote = -1;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && quote >= 0) {
                at++;
            } else if (c == '"') {
                quote = quote < 0 ? at : -1;
            } else if (c == ',' && quote < 0) {
                add(items, text, start, at);
                start = at + 1;
            }
        }
        if (quote >= 0) {
            problems.error(places.apply(quote), "quote is not closed");
            return items;
        }
        add(items, text, start, text.length());
        return items;
    }

    /** True for a text that is one quoted word. */
    static boolean isQuoted(String text) {
        if (text.length() < 2 || text.charAt(0) != '"') {
            return false;
        }
        for (int at = 1; at < text.length(); at++) {
            if (text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == '"') {
                return at == text.length() - 1;
            }
        }
        return false;
    }

    /** A quoted word without its quotes and backslashes; another text as it is. */
    static String unquoted(String text) {
        if (!isQuoted(text)) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        for (int at = 1; at < text.length() - 1; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length() - 1) {
                at++;
            }
            plain.append(text.charAt(at));
        }
        return plain.toString();
    }

    private static void add(List<Item> items, String text, int start, int end) {
        int first = start;
        while (first < end && Character.isWhitespace(text.charAt(first))) {
            first++;
        }
        String part = text.substring(first, end).strip();
        if (!part.isEmpty()) {
            items.add(new Item(part, first));
        }
    }
}
