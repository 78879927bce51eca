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
    }

    private String literal(int index) {
        return index < elements.length && elements[index] instanceof Element.Literal literal
                ? literal.upper()
                : "";
    }
}
