// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Matches one input against patterns, one after the other, backtracking where wildcards make it
 * necessary. What is known to fail behind the last back reference is remembered, and a {@code *}
 * that failed at a place has failed at all later places that it can reach, so the cost is bounded
 * by pattern length times input length. In front of a back reference nothing can be remembered; a
 * step limit bounds it there. Used by one thread; allocates nothing for an entry that fails early.
 */
final class PatternMatcher {
    private static final int MOST_STEPS = 250_000;

    private final String input;
    private final char[] upper;
    private final BitSet failed = new BitSet();
    private Pattern pattern;

    /** Where each saved field begins and ends. */
    private int[] saved = new int[20];

    private int fields;
    private int steps;
    private boolean exhausted;

    PatternMatcher(String input) {
        this.input = input;
        this.upper = new char[input.length()];
        for (int i = 0; i < upper.length; i++) {
            upper[i] = Character.toUpperCase(input.charAt(i));
        }
    }

    /** The input in upper case. */
    char[] upper() {
        return upper;
    }

    /**
     * Matches the whole input; the fields are those of this pattern until the next call.
     *
     * @return false also when the step limit was reached, see {@link #isExhausted}
     */
    boolean matches(Pattern next) {
        int length = upper.length;
        fields = 0;
        steps = 0;
        exhausted = false;
        if (length < next.prefix.length() + next.suffix.length()
                || !stands(next.suffix, length - next.suffix.length())) {
            return false;
        }
        pattern = next;
        if (!failed.isEmpty()) {
            failed.clear();
        }
        return rest(0, 0);
    }

    /** True when nobody knows whether the last pattern matches. */
    boolean isExhausted() {
        return exhausted;
    }

    /** Characters and places that the last match has looked at. */
    int steps() {
        return steps;
    }

    /** What a field saved; empty if there is none. */
    String field(int index) {
        return index < fields ? input.substring(saved[2 * index], saved[2 * index + 1]) : "";
    }

    private boolean stands(String literal, int at) {
        if (at + literal.length() > upper.length) {
            return false;
        }
        for (int i = 0; i < literal.length(); i++) {
            if (upper[at + i] != literal.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Matches the rest; on success the fields stay saved, on failure none is left behind. */
    private boolean rest(int index, int at) {
        if (++steps > MOST_STEPS && index <= pattern.lastReference) {
            exhausted = true;
        }
        if (exhausted) {
            return false;
        }
        if (index == pattern.elements.length) {
            return at == upper.length;
        }
        Element element = pattern.elements[index];
        if (element instanceof Element.Literal literal) {
            return stands(literal.upper(), at) && rest(index + 1, at + literal.upper().length());
        }
        if (isKnownToFail(index, at)) {
            return false;
        }
        boolean found =
                element instanceof Element.Many many
                        ? many(many, index, at)
                        : one(element, index, at);
        if (!found && index > pattern.lastReference) {
            failed.set(key(index, at));
        }
        return found;
    }

    private int key(int index, int at) {
        return index * (upper.length + 1) + at;
    }

    private boolean isKnownToFail(int index, int at) {
        return index > pattern.lastReference && failed.get(key(index, at));
    }

    private boolean one(Element element, int index, int at) {
        if (element instanceof Element.One one) {
            return at < upper.length
                    && one.set().test(input.charAt(at))
                    && behind(one.saved(), index, at, at + 1);
        } else if (element instanceof Element.Network network) {
            int end = NumericAddress.end(input, at);
            return end > at
                    && NumericAddress.isIn(input.substring(at, end), network)
                    && rest(index + 1, end);
        }
        return reference(((Element.BackReference) element).field(), index, at);
    }

    private boolean many(Element.Many many, int index, int at) {
        int most = reach(many, index, at);
        char wanted = pattern.firstOf(index + 1);
        for (int i = 0; i <= most - at; i++) {
            int end = many.lazy() ? at + i : most - i;
            boolean hopeless = wanted != 0 && (end == upper.length || upper[end] != wanted);
            steps++;
            if (!hopeless && behind(many.saved(), index, at, end)) {
                return true;
            }
        }
        if (index > pattern.lastReference) {
            failed.set(key(index, at), key(index, most) + 1);
        }
        return false;
    }

    /** The farthest end that has not failed before. */
    private int reach(Element.Many many, int index, int at) {
        int limit = upper.length;
        if (index > pattern.lastReference && !failed.isEmpty()) {
            int known = failed.nextSetBit(key(index, at)) - key(index, 0);
            // From a place where this wildcard has failed every end has been tried.
            limit = known < 0 || known > upper.length ? limit : known - 1;
        }
        if (many.set() == CharacterClass.ANY) {
            return limit;
        }
        int most = at;
        while (most < limit && many.set().test(input.charAt(most))) {
            most++;
            steps++;
        }
        return most;
    }

    /** Matches what follows a wildcard that took a part of the input. */
    private boolean behind(boolean save, int index, int from, int to) {
        if (save) {
            if (2 * fields == saved.length) {
                saved = Arrays.copyOf(saved, 2 * saved.length);
            }
            saved[2 * fields] = from;
            saved[2 * fields + 1] = to;
            fields++;
        }
        if (rest(index + 1, to)) {
            return true;
        }
        if (save) {
            fields--;
        }
        return false;
    }

    private boolean reference(int field, int index, int at) {
        if (field >= fields) {
            return false;
        }
        int from = saved[2 * field];
        int length = saved[2 * field + 1] - from;
        return input.regionMatches(true, at, input, from, length) && rest(index + 1, at + length);
    }
}
