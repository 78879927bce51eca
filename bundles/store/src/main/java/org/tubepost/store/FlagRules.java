// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import org.tubepost.api.store.Flags;
import org.tubepost.api.store.StoreException;

/** What flags a message may have. */
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
}
