// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.function.IntPredicate;

/** An element of a pattern. */
sealed interface Element {

    /** Characters as they stand, upper case; letters match without regard to case. */
    record Literal(String upper) implements Element {}

    /** {@code %}: one character of a class. */
    record One(IntPredicate set, boolean saved) implements Element {}

    /** {@code *}: any number of characters of a class. */
    record Many(IntPredicate set, boolean lazy, boolean saved) implements Element {}

    /** {@code $n*}: what field n saved. */
    record BackReference(int field) implements Element {}

    /** {@code $(a.b.c.d/n)} and the like: an address in a network. */
    record Network(byte[] prefix, int significantBits) implements Element {}
}
