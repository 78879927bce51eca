// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/** Provisioning over two servers, in two schemas. */
@Timeout(120)
class ProvisioningOverLdapTest {

    @Nested
    class EmbeddedSchema1 extends ProvisioningSuite {
        EmbeddedSchema1() {
            super(Backend.EMBEDDED, "1");
        }
    }

    @Nested
    class EmbeddedSchema2 extends ProvisioningSuite {
        EmbeddedSchema2() {
            super(Backend.EMBEDDED, "2");
        }
    }

    @Nested
    class EmbeddedCompatibility extends ProvisioningSuite {
        EmbeddedCompatibility() {
            super(Backend.EMBEDDED, "compatibility");
        }
    }

    @Nested
    class OpenLdapSchema1 extends ProvisioningSuite {
        OpenLdapSchema1() {
            super(Backend.OPENLDAP, "1");
        }
    }

    @Nested
    class OpenLdapSchema2 extends ProvisioningSuite {
        OpenLdapSchema2() {
            super(Backend.OPENLDAP, "2");
        }
    }

    @Nested
    class OpenLdapCompatibility extends ProvisioningSuite {
        OpenLdapCompatibility() {
            super(Backend.OPENLDAP, "compatibility");
        }
    }
}
