// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.TreeSet;
import org.tubepost.api.store.Flags;

/** Flags that other programs have and a message here may have, too. */
final class Keywords {
    private static final int AT_MOST = 100;
    private static final int NAME_AT_MOST = 200;
    private static final String SPECIALS = "(){%*\"\\]";

    private Keywords() {}

    /** Without what is no flag of a message: {@code \Recent}, and names that IMAP cannot say. */
    static Flags clean(Iterable<String> names) {
        TreeSet<String> flags = new TreeSet<>();
        for (String name : names) {
            if (isFlag(name) && flags.size() < AT_MOST) {
                flags.add(name);
            }
        }
        return new Flags(flags);
    }

    private static boolean isFlag(String name) {
        if (name.startsWith("\\")) {
            return Flags.SYSTEM.stream().anyMatch(name::equalsIgnoreCase);
        }
        return !name.isEmpty()
                && name.length() <= NAME_AT_MOST
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f && SPECIALS.indexOf(c) < 0);
    }
}
