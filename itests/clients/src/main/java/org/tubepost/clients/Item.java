// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A word of an answer, or a list of them in parentheses.
 *
 * @param text the word, without quotes; empty for a list
 * @param items what is in the list; empty for a word
 * @param isList which of both
 */
record Item(String text, List<Item> items, boolean isList) {

    static Item word(String text) {
        return new Item(text, List.of(), false);
    }

    /**
     * Reads words up to the end of a text.
     *
     * @throws ViolationException when the text breaks the grammar
     */
    static List<Item> read(String text) throws ViolationException {
        return new Reader(text).items(false);
    }

    long number() throws ViolationException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException no) {
            throw new ViolationException("'" + text + "' is no number", no);
        }
    }

    String upper() {
        return text.toUpperCase(Locale.ROOT);
    }

    /** UIDs or numbers of a set without {@code *}. */
    List<Long> numbers() throws ViolationException {
        List<Long> numbers = new ArrayList<>();
        for (String range : text.split(",")) {
            String[] ends = range.split(":");
            long low = word(ends[0]).number();
            long high = word(ends[ends.length - 1]).number();
            for (long n = Math.min(low, high); n <= Math.max(low, high); n++) {
                numbers.add(n);
            }
        }
        return numbers;
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        List<Item> items(boolean inside) throws ViolationException {
            List<Item> items = new ArrayList<>();
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == ' ') {
                    at++;
                } else if (c == ')') {
                    if (!inside) {
                        throw new ViolationException("a ) too many in " + text);
                    }
                    at++;
                    return items;
                } else {
                    items.add(item(c));
                }
            }
            if (inside) {
                throw new ViolationException("a ) is missing in " + text);
            }
            return items;
        }

        private Item item(char first) throws ViolationException {
            if (first == '(') {
                at++;
                return new Item("", items(true), true);
            }
            if (first == '"') {
                return word(quoted());
            }
            if (first == '{' || text.startsWith("~{", at)) {
                return word(literal());
            }
            return word(atom());
        }

        private String quoted() throws ViolationException {
            StringBuilder found = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return found.toString();
                }
                if (c == '\\') {
                    at++;
                }
                if (at < text.length()) {
                    found.append(text.charAt(at));
                }
            }
            throw new ViolationException("a quote is missing in " + text);
        }

        private String literal() throws ViolationException {
            int close = text.indexOf("}\r\n", at);
            int open = text.indexOf('{', at);
            if (close < 0) {
                throw new ViolationException("no literal in " + text);
            }
            int from = close + 3;
            int size = (int) word(text.substring(open + 1, close)).number();
            if (from + size > text.length()) {
                throw new ViolationException("a literal is cut in " + text);
            }
            at = from + size;
            return text.substring(from, at);
        }

        /** Brackets of an atom hold what they like: {@code BODY[HEADER.FIELDS (X-ID)]}. */
        private String atom() {
            int from = at;
            boolean bracket = false;
            for (; at < text.length(); at++) {
                char c = text.charAt(at);
                if (!bracket && (c == ' ' || c == '(' || c == ')')) {
                    break;
                }
                bracket = c == '[' || bracket && c != ']';
            }
            return text.substring(from, at);
        }
    }
}
