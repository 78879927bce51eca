// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * Matches one input against one pattern, backtracking where wildcards make it necessary. Positions
 * from which the rest of the pattern is known to fail are remembered, so the cost is bounded by
 * pattern length times input length; with back references, which forbid that, a step limit bounds
 * it instead.
 */
final class PatternMatcher {
    private static final int MOST_STEPS = 1_000_000;

    private final List<Element> elements;
    private final String input;
    private final List<String> saved = new ArrayList<>();
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
        Collections.reverse(matcher.saved);
        return matcher.saved;
    }

    /**
     * Matches the rest; on success the fields are added behind-first while the recursion unwinds.
     */
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
                    && matches(index + 1, at + 1)
                    && save(one.saved(), at, at + 1);
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
            if (matches(index + 1, end)) {
                return save(many.saved(), at, end);
            }
        }
        return false;
    }

    /**
     * A back reference needs the field while the fields before it are still open, so the candidates
     * for the field are recovered by matching the front part of the pattern against the input so
     * far.
     */
    private boolean matchesReference(Element.BackReference reference, int index, int at) {
        List<String> front = match(elements.subList(0, index), input.substring(0, at));
        if (front == null || reference.field() >= front.size()) {
            return false;
        }
        String wanted = front.get(reference.field());
        return input.regionMatches(true, at, wanted, 0, wanted.length())
                && matches(index + 1, at + wanted.length());
    }

    private boolean save(boolean wanted, int from, int to) {
        if (wanted) {
            saved.add(input.substring(from, to));
        }
        return true;
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
        byte[] address;
        try {
            if (!text.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
                return false;
            }
            address = InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException noAddress) {
            return false;
        }
        byte[] prefix = network.address().getAddress();
        if (address.length != prefix.length) {
            return false;
        }
        int whole = network.significantBits() / 8;
        for (int i = 0; i < whole; i++) {
            if (address[i] != prefix[i]) {
                return false;
            }
        }
        int rest = network.significantBits() % 8;
        int mask = 0xff << (8 - rest) & 0xff;
        return rest == 0 || (address[whole] & mask) == (prefix[whole] & mask);
    }
}
