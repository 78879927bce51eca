// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.embedded;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;

/** Distinguished names, compared as the standard says. */
final class Names {
    private Names() {}

    /** Normal form; the text itself if it is no name. */
    static String normal(String dn) {
        try {
            return DN.normalize(dn);
        } catch (LDAPException malformed) {
            return dn;
        }
    }

    static boolean isSchema(String dn) {
        return normal(dn).equals("cn=schema");
    }
}
