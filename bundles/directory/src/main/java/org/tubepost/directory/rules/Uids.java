// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.rules;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tubepost.api.directory.ProvisioningException;

/** Names that users, groups and resources may have within a domain. */
public final class Uids {
    /**
     * Characters a uid may not have (reference page message-store, section 1.2), and those of
     * distinguished names and addresses.
     */
    private static final String FORBIDDEN = "%*?&/:\\\",+;<>=#@() ";

    private static final List<String> RESERVED = List.of("anonymous", "anybody", "anyone");
    private static final int LONGEST = 64;

    private Uids() {}

    /**
     * The form in which a name is stored: lower case.
     *
     * @throws ProvisioningException if it cannot be one
     */
    public static String canonical(String given) throws ProvisioningException {
        Optional<String> wrong = wrong(given);
        if (wrong.isPresent()) {
            throw new ProvisioningException("uid", "'" + given + "' " + wrong.get());
        }
        return given.toLowerCase(Locale.ROOT);
    }

    /** Why a name cannot be one; empty if it can. */
    static Optional<String> wrong(String given) {
        String uid = given.toLowerCase(Locale.ROOT);
        if (uid.isEmpty() || uid.length() > LONGEST) {
            return Optional.of("is empty or longer than " + LONGEST + " characters");
        }
        if (RESERVED.contains(uid) || uid.startsWith("-") || uid.startsWith("group=")) {
            return Optional.of("is reserved");
        }
        for (int i = 0; i < uid.length(); i++) {
            char c = uid.charAt(i);
            if (c < ' ' || c == 0x7f || FORBIDDEN.indexOf(c) >= 0) {
                return Optional.of("has a character that is not allowed in position " + (i + 1));
            }
        }
        return Optional.empty();
    }
}
