// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Matches one input against one pattern, backtracking where wildcards make it necessary. Positions
 * from which the rest of the pattern is known to fail are remembered, so the cost is bounded by
 * pattern length times input length; with back references, which forbid that, a step limit bounds
 * it instead.
 */
final class PatternMatcher {
    private static final int MOST_STEPS = 250_000;

    private final List<Element> elements;
    private final String input;

    /** Where each saved field begins and ends. */
    private int[] saved = new int[20];

    private int fields;
    private final BitSet failed;
    private int steps;

    private PatternMatcher(List<Element> elements, String input) {
        this.elements = elements;
        this.input = input;
        boolean references = elements.stream().anyMatch(Element.BackReference.class::isInstance);
        this.failed = references ? null : new BitSet();
    }

    /** Saved fields, or null if the input does not match. */
    static List<String> match(List<Element> elements, String input) {
        PatternMatcher matcher = new PatternMatcher(elements, input);
        if (!matcher.matches(0, 0)) {
            return null;
        }
        List<String> found = new ArrayList<>();
        for (int field = 0; field < matcher.fields; field++) {
            found.add(matcher.field(field));
        }
        return found;
    }

    private String field(int index) {
        return input.substring(saved[2 * index], saved[2 * index + 1]);
    }

    /** Matches the rest; on success the fields stay saved, on failure none is left behind. */
    private boolean matches(int first, int from) {
        int index = first;
        int at = from;
        while (index < elements.size() && elements.get(index) instanceof Element.Literal literal) {
            if (at >= input.length()
                    || Character.toUpperCase(input.charAt(at)) != literal.upper()) {
                return false;
            }
            index++;
            at++;
        }
        if (index == elements.size()) {
            return at == input.length();
        }
        int key = index * (input.length() + 1) + at;
        if (failed != null && failed.get(key)) {
            return false;
        }
        if (++steps > MOST_STEPS) {
            return false;
        }
        boolean found = matchesWildcard(elements.get(index), index, at);
        if (!found && failed != null) {
            failed.set(key);
        }
        return found;
    }

    private boolean matchesWildcard(Element element, int index, int at) {
        if (element instanceof Element.One one) {
            return at < input.length()
                    && one.set().test(input.charAt(at))
                    && matchesRest(one.saved(), index, at, at + 1);
        } else if (element instanceof Element.Many many) {
            return matchesMany(many, index, at);
        } else if (element instanceof Element.Network network) {
            int end = addressEnd(at);
            return end > at
                    && inNetwork(input.substring(at, end), network)
                    && matches(index + 1, end);
        } else if (element instanceof Element.BackReference reference) {
            return matchesReference(reference, index, at);
        }
        return false;
    }

    private boolean matchesMany(Element.Many many, int index, int at) {
        int most = at;
        while (most < input.length() && many.set().test(input.charAt(most))) {
            most++;
        }
        for (int i = 0; i <= most - at; i++) {
            int end = many.lazy() ? at + i : most - i;
            if (matchesRest(many.saved(), index, at, end)) {
                return true;
            }
        }
        return false;
    }

    /** Matches what follows a wildcard that took a part of the input. */
    private boolean matchesRest(boolean save, int index, int from, int to) {
        if (save) {
            if (2 * fields == saved.length) {
                saved = Arrays.copyOf(saved, 2 * saved.length);
            }
            saved[2 * fields] = from;
            saved[2 * fields + 1] = to;
            fields++;
        }
        if (matches(index + 1, to)) {
            return true;
        }
        if (save) {
            fields--;
        }
        return false;
    }

    private boolean matchesReference(Element.BackReference reference, int index, int at) {
        if (reference.field() >= fields) {
            return false;
        }
        int from = saved[2 * reference.field()];
        int length = saved[2 * reference.field() + 1] - from;
        return input.regionMatches(true, at, input, from, length)
                && matches(index + 1, at + length);
    }

    private int addressEnd(int at) {
        int end = at;
        while (end < input.length()
                && (Character.digit(input.charAt(end), 16) >= 0
                        || input.charAt(end) == '.'
                        || input.charAt(end) == ':')) {
            end++;
        }
        return end;
    }

    private static boolean inNetwork(String text, Element.Network network) {
        byte[] address = NumericAddress.parse(text).orElse(null);
        byte[] prefix = network.prefix();
        if (address == null || address.length != prefix.length) {
            return false;
        }
        int whole = network.significantBits() / 8;
        if (!Arrays.equals(address, 0, whole, prefix, 0, whole)) {
            return false;
        }
        int rest = network.significantBits() % 8;
        int mask = 0xff << (8 - rest) & 0xff;
        return rest == 0 || (address[whole] & mask) == (prefix[whole] & mask);
    }
}
