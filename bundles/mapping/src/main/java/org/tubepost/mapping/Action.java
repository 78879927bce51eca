// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.List;

/** An element of a template; {@code at} is where it begins in the template. */
sealed interface Action {

    /** Text as it stands. */
    record Text(String text) implements Action {}

    /** {@code $0} to {@code $9}. */
    record Field(int index) implements Action {}

    /** {@code $|table;argument|}: another table; the entry fails if it has no answer. */
    record Table(int at, String name, List<Action> argument) implements Action {}

    /** <code>${text}</code>: the general database; the entry fails if it has no such key. */
    record General(List<Action> key) implements Action {}

    /** {@code $]url[}: the directory; the entry fails unless it has exactly one value. */
    record Ldap(int at, List<Action> url) implements Action {}

    /** {@code $[library,routine,argument]}: a service; the entry fails if it has no answer. */
    record Callout(int at, String library, String routine, List<Action> argument)
            implements Action {}

    /** {@code $#name|radix|width|modulus#}: the next number; modulus 0 for none. */
    record Sequence(int at, String name, int radix, int width, long modulus) implements Action {}

    /** {@code $\ $^ $_}: case of what follows. */
    record Case(char how) implements Action {}

    /** {@code $=}: fields that follow are quoted for an LDAP filter. */
    record Quote() implements Action {}

    /** {@code $?n?}: the entry succeeds n percent of the time. */
    record Chance(int percent) implements Action {}

    /** {@code $:x}, {@code $;x}: the entry succeeds only if the caller's flag is set, or clear. */
    record Condition(char flag, boolean set) implements Action {}

    /** Any other letter: a flag for the caller; and C, R, L, E, which steer the table. */
    record Flag(int at, char letter) implements Action {}

    /** The actions inside this one. */
    default List<Action> inner() {
        if (this instanceof Table table) {
            return table.argument();
        } else if (this instanceof General general) {
            return general.key();
        } else if (this instanceof Ldap ldap) {
            return ldap.url();
        } else if (this instanceof Callout callout) {
            return callout.argument();
        }
        return List.of();
    }
}
