// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/** One suite, two servers, two schemas and the mode between them. */
@Timeout(120)
class SchemaOverLdapTest {

    @Nested
    class EmbeddedSchema1 extends SchemaSuite {
        EmbeddedSchema1() {
            super(Backend.EMBEDDED, "1");
        }
    }

    @Nested
    class EmbeddedSchema2 extends SchemaSuite {
        EmbeddedSchema2() {
            super(Backend.EMBEDDED, "2");
        }
    }

    @Nested
    class EmbeddedCompatibility extends SchemaSuite {
        EmbeddedCompatibility() {
            super(Backend.EMBEDDED, "compatibility");
        }
    }

    @Nested
    class OpenLdapSchema1 extends SchemaSuite {
        OpenLdapSchema1() {
            super(Backend.OPENLDAP, "1");
        }
    }

    @Nested
    class OpenLdapSchema2 extends SchemaSuite {
        OpenLdapSchema2() {
            super(Backend.OPENLDAP, "2");
        }
    }

    @Nested
    class OpenLdapCompatibility extends SchemaSuite {
        OpenLdapCompatibility() {
            super(Backend.OPENLDAP, "compatibility");
        }
    }
}
