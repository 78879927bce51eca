// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.List;

/**
 * A compiled pattern. Literals stand never side by side, so the first and the last element tell
 * whether an input is worth a closer look.
 */
final class Pattern {
    final Element[] elements;

    /** Upper-case text that every input begins with. */
    final String prefix;

    /** Upper-case text that every input ends with; empty if the whole pattern is literal. */
    final String suffix;

    /** True when the prefix is the whole pattern. */
    final boolean exact;

    /** Index of the last back reference, -1 without one. */
    final int lastReference;

    private final char[] firsts;

    Pattern(List<Element> elements) {
        this.elements = elements.toArray(Element[]::new);
        int count = this.elements.length;
        this.prefix = literal(0);
        this.exact = count == 0 || count == 1 && this.elements[0] instanceof Element.Literal;
        this.suffix = exact ? "" : literal(count - 1);
        int last = count - 1;
        while (last >= 0 && !(this.elements[last] instanceof Element.BackReference)) {
            last--;
        }
        this.lastReference = last;
        this.firsts = new char[count + 1];
        for (int i = 0; i < count; i++) {
            firsts[i] = literal(i).isEmpty() ? 0 : literal(i).charAt(0);
        }
    }

    /** The longest upper-case literal behind the first element; empty without one. */
    String longestInner() {
        String longest = "";
        for (int i = 1; i < elements.length; i++) {
            if (literal(i).length() > longest.length()) {
                longest = literal(i);
            }
        }
        return longest;
    }

    /** First character of the literal at an index; 0 if there stands none. */
    char firstOf(int index) {
        return firsts[index];
    }

    private String literal(int index) {
        return index < elements.length && elements[index] instanceof Element.Literal literal
                ? literal.upper()
                : "";
    }
}
