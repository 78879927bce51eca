// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.TreeSet;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.StoreException;

/** What flags a message may have, and who may give it which. */
final class FlagRules {
    private static final int AT_MOST = 100;
    private static final int NAME_AT_MOST = 200;

    private FlagRules() {}

    static void check(Flags flags) throws StoreException {
        if (flags.names().size() > AT_MOST) {
            throw new StoreException(StoreException.Code.LIMIT, "Too many flags");
        }
        for (String name : flags.names()) {
            if (name.isEmpty() || name.length() > NAME_AT_MOST) {
                throw new StoreException(StoreException.Code.LIMIT, "A keyword is too long");
            }
            if (name.startsWith("\\") && !Flags.SYSTEM.contains(name)) {
                throw new StoreException(StoreException.Code.CANNOT, "No such flag: " + name);
            }
        }
    }

    /** True for somebody who may change whatever flags there are. */
    static boolean mayAll(AccessRights rights) {
        return rights.has('s') && rights.has('w') && rights.has('t');
    }

    /** True for somebody who may change some flag. */
    static boolean mayAny(AccessRights rights) {
        return rights.has('s') || rights.has('w') || rights.has('t');
    }

    /** Flags after a change: what somebody may not change stays as it was. */
    static Flags changed(Flags before, Flags wanted, AccessRights rights) {
        return mayAll(rights)
                ? wanted
                : before.minus(allowed(before, rights)).plus(allowed(wanted, rights));
    }

    /** Those of some flags that somebody may change (RFC 4314 section 4). */
    static Flags allowed(Flags flags, AccessRights rights) {
        if (mayAll(rights)) {
            return flags;
        }
        TreeSet<String> allowed = new TreeSet<>(flags.names());
        allowed.removeIf(flag -> !rights.mayChange(flag));
        return new Flags(allowed);
    }
}
