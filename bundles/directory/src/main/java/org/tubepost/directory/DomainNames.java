// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.net.IDN;
import java.util.Locale;

/** The one form in which names of domains are looked up. */
final class DomainNames {
    private DomainNames() {}

    /** Lower case, A-labels; what cannot be a domain stays as it is. */
    static String canonical(String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        try {
            return IDN.toASCII(lower, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException noName) {
            return lower;
        }
    }
}
