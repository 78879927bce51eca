// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.Set;
import java.util.TreeSet;

/**
 * Flags of a message (RFC 3501 section 2.3.2). {@code \Recent} is not a flag here: it belongs to a
 * session.
 *
 * @param names system flags in their canonical spelling ({@code \Seen}) and keywords as first
 *     written; compared without regard to case
 */
public record Flags(Set<String> names) {

    /** Read. */
    public static final String SEEN = "\\Seen";

    /** Answered. */
    public static final String ANSWERED = "\\Answered";

    /** Marked. */
    public static final String FLAGGED = "\\Flagged";

    /** To be expunged. */
    public static final String DELETED = "\\Deleted";

    /** Not finished. */
    public static final String DRAFT = "\\Draft";

    /** The system flags in canonical spelling. */
    public static final Set<String> SYSTEM = Set.of(SEEN, ANSWERED, FLAGGED, DELETED, DRAFT);

    /** No flags. */
    public static final Flags NONE = new Flags(Set.of());

    /** Copies and gives system flags their canonical spelling. */
    public Flags {
        TreeSet<String> copy = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.forEach(n -> copy.add(canonical(n)));
        names = java.util.Collections.unmodifiableSortedSet(copy);
    }

    /** These flags. */
    public static Flags of(String... names) {
        return new Flags(Set.of(names));
    }

    /** True when a flag is set. */
    public boolean has(String name) {
        return names.contains(name);
    }

    /** These and those. */
    public Flags plus(Flags other) {
        TreeSet<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(names);
        all.addAll(other.names);
        return new Flags(all);
    }

    /** These without those. */
    public Flags minus(Flags other) {
        TreeSet<String> rest = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        rest.addAll(names);
        rest.removeAll(other.names);
        return new Flags(rest);
    }

    private static String canonical(String name) {
        if (name.startsWith("\\")) {
            for (String system : SYSTEM) {
                if (system.equalsIgnoreCase(name)) {
                    return system;
                }
            }
        }
        return name;
    }
}
