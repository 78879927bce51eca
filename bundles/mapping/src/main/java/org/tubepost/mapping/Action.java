// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.List;

/** An element of a template. */
sealed interface Action {

    /** Text as it stands. */
    record Text(String text) implements Action {}

    /** {@code $0} to {@code $9}. */
    record Field(int index) implements Action {}

    /** {@code $|table;argument|}: another table; the entry fails if it has no answer. */
    record Table(String name, List<Action> argument) implements Action {}

    /** {@code $\ $^ $_}: case of what follows. */
    record Case(char how) implements Action {}

    /** {@code $?n?}: the entry succeeds n percent of the time. */
    record Chance(int percent) implements Action {}

    /** {@code $:x}, {@code $;x}: the entry succeeds only if the caller's flag is set, or clear. */
    record Condition(char flag, boolean set) implements Action {}

    /** Any other letter: a flag for the caller; and C, R, L, E, which steer the table. */
    record Flag(char letter) implements Action {}
}
