// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/** Export and import over two servers, in two schemas. */
@Timeout(120)
class InterchangeOverLdapTest {

    @Nested
    class EmbeddedSchema1 extends InterchangeSuite {
        EmbeddedSchema1() {
            super(Backend.EMBEDDED, "1");
        }
    }

    @Nested
    class EmbeddedSchema2 extends InterchangeSuite {
        EmbeddedSchema2() {
            super(Backend.EMBEDDED, "2");
        }
    }

    @Nested
    class EmbeddedCompatibility extends InterchangeSuite {
        EmbeddedCompatibility() {
            super(Backend.EMBEDDED, "compatibility");
        }
    }

    @Nested
    class OpenLdapSchema1 extends InterchangeSuite {
        OpenLdapSchema1() {
            super(Backend.OPENLDAP, "1");
        }
    }

    @Nested
    class OpenLdapSchema2 extends InterchangeSuite {
        OpenLdapSchema2() {
            super(Backend.OPENLDAP, "2");
        }
    }

    @Nested
    class OpenLdapCompatibility extends InterchangeSuite {
        OpenLdapCompatibility() {
            super(Backend.OPENLDAP, "compatibility");
        }
    }
}
