// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

/**
 * Rights on a folder (RFC 4314 section 2.1): {@code l} see it, {@code r} read, {@code s} keep
 * {@code \Seen}, {@code w} set other flags, {@code i} insert messages, {@code p} post, {@code k}
 * create below it, {@code x} delete or rename it, {@code t} set {@code \Deleted}, {@code e}
 * expunge, {@code a} change rights.
 *
 * @param letters each at most once, in the order of {@link #ALL}
 */
public record AccessRights(String letters) {
    private static final String ORDER = "lrswipkxtea";

    /** All of them. */
    public static final AccessRights ALL = new AccessRights(ORDER);

    /** None of them. */
    public static final AccessRights NONE = new AccessRights("");

    /**
     * Puts letters in order; the letters of RFC 2086, {@code c} and {@code d}, stand for {@code kx}
     * and {@code te}.
     *
     * @throws IllegalArgumentException if there is no such right
     */
    public AccessRights {
        String all = letters.replace("c", "kx").replace("d", "te");
        if (!all.chars().allMatch(c -> ORDER.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("no such right in " + letters);
        }
        StringBuilder ordered = new StringBuilder();
        ORDER.chars().filter(c -> all.indexOf(c) >= 0).forEach(c -> ordered.append((char) c));
        letters = ordered.toString();
    }

    /** True for a right that is there. */
    public boolean has(char letter) {
        return letters.indexOf(letter) >= 0;
    }

    /** True when a flag may be changed with these (RFC 4314 section 4). */
    public boolean mayChange(String flag) {
        return has(flag.equals(Flags.SEEN) ? 's' : flag.equals(Flags.DELETED) ? 't' : 'w');
    }

    /** True without any right. */
    public boolean isEmpty() {
        return letters.isEmpty();
    }

    /** These and those. */
    public AccessRights plus(AccessRights other) {
        return new AccessRights(letters + other.letters);
    }

    /** These without those. */
    public AccessRights minus(AccessRights other) {
        StringBuilder rest = new StringBuilder();
        letters.chars().filter(c -> !other.has((char) c)).forEach(c -> rest.append((char) c));
        return new AccessRights(rest.toString());
    }
}
