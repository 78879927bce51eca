// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tubepost.api.security.Identity;

/**
 * Whom an entry in the list of a folder is about (RFC 4314 section 3): {@code uid}, {@code
 * uid@domain}, {@code anyone}, {@code anyone@domain}, {@code group=name} or {@code
 * group=name@domain}, each with {@code -} before it to take rights away. Without domain it is the
 * default domain, of {@code anyone} every domain.
 *
 * @param name without sign, in lower case
 * @param negative true to take away
 */
public record AccessIdentifier(String name, boolean negative) {

    /** Everybody who has logged in. */
    public static final String ANYONE = "anyone";

    /** Before the id of a group. */
    public static final String GROUP = "group=";

    private static final String SIGN = "-";
    private static final char DOMAIN = '@';

    /** What no user, group or domain may have in its name. */
    private static final String FORBIDDEN = "%*?&/:\\=";

    private static final List<String> RESERVED = List.of("anonymous", "anybody");
    private static final int LONGEST = 512;

    /**
     * Reads what somebody wrote.
     *
     * @throws IllegalArgumentException with a sentence if it is no identifier
     */
    public static AccessIdentifier parse(String written) {
        AccessIdentifier read = ofText(written.toLowerCase(Locale.ROOT));
        if (!isWellFormed(read.name)) {
            throw new IllegalArgumentException(
                    "An identifier is uid, uid@domain, anyone, anyone@domain, group=name or"
                            + " group=name@domain, perhaps with - before it");
        }
        return read;
    }

    private static boolean isWellFormed(String name) {
        String id = name.startsWith(GROUP) ? name.substring(GROUP.length()) : name;
        int at = id.lastIndexOf(DOMAIN);
        return !id.isEmpty()
                && name.length() <= LONGEST
                && at != 0
                && at != id.length() - 1
                && !id.startsWith(SIGN)
                && !RESERVED.contains(id)
                && id.chars().noneMatch(AccessIdentifier::isForbidden);
    }

    /**
     * True for {@code name} and {@code name@domain} of a group. With a second {@code @} it could be
     * taken for a group of another domain as soon as somebody leaves out the default domain.
     */
    public static boolean isGroup(String id) {
        return id.indexOf(DOMAIN) == id.lastIndexOf(DOMAIN)
                && isWellFormed(GROUP + id.toLowerCase(Locale.ROOT));
    }

    /** An identifier of a list, as {@link #toString} wrote it. */
    public static AccessIdentifier ofText(String text) {
        boolean negative = text.startsWith(SIGN);
        return new AccessIdentifier(negative ? text.substring(1) : text, negative);
    }

    private static boolean isForbidden(int c) {
        return c <= ' ' || c == 0x7f || FORBIDDEN.indexOf(c) >= 0;
    }

    /** Names of all identifiers that stand for somebody; none for somebody who is unknown. */
    public static Set<String> of(Identity who) {
        if (who.id().isEmpty()) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        names.add(ANYONE);
        names.add(who.id().toLowerCase(Locale.ROOT));
        String domain = who.domain().toLowerCase(Locale.ROOT);
        if (!domain.isEmpty()) {
            names.add(ANYONE + DOMAIN + domain);
        }
        // The id of a user of the default domain is without domain; others may write it with one.
        who.account().ifPresent(a -> names.add(a.uid().toLowerCase(Locale.ROOT) + DOMAIN + domain));
        who.groups().forEach(group -> names.add(GROUP + group));
        return names;
    }

    /**
     * The form in which lists have it: users and groups of the default domain are without domain,
     * so that nobody is on a list twice.
     *
     * @param defaultDomain its canonical name; empty if there is none, or nobody can say
     */
    public AccessIdentifier within(String defaultDomain) {
        boolean longer =
                !defaultDomain.isEmpty()
                        && domain().equalsIgnoreCase(defaultDomain)
                        && !name.startsWith(ANYONE + DOMAIN);
        return longer
                ? new AccessIdentifier(name.substring(0, name.lastIndexOf(DOMAIN)), negative)
                : this;
    }

    /** All forms that mean the same, as {@link #within} the first. */
    public List<AccessIdentifier> spellings(String defaultDomain) {
        AccessIdentifier first = within(defaultDomain);
        return defaultDomain.isEmpty() || first.isAnyone() || !first.domain().isEmpty()
                ? List.of(first)
                : List.of(
                        first, new AccessIdentifier(first.name + DOMAIN + defaultDomain, negative));
    }

    /** The domain; empty if none is written. */
    public String domain() {
        int at = name.lastIndexOf(DOMAIN);
        return at < 0 ? "" : name.substring(at + 1);
    }

    /** True for everybody of all domains. */
    public boolean isAnyone() {
        return name.equals(ANYONE);
    }

    /** As it stands in a list. */
    @Override
    public String toString() {
        return negative ? SIGN + name : name;
    }
}
