// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/** One suite, two servers, two schemas and the mode between them. */
@Timeout(120)
class SchemaOverLdapTest {

    @Nested
    class EmbeddedSchema1 extends OnEmbedded {
        @Override
        String schema() {
            return "1";
        }
    }

    @Nested
    class EmbeddedSchema2 extends OnEmbedded {
        @Override
        String schema() {
            return "2";
        }
    }

    @Nested
    class OpenLdapSchema1 extends OnOpenLdap {
        @Override
        String schema() {
            return "1";
        }
    }

    @Nested
    class OpenLdapSchema2 extends OnOpenLdap {
        @Override
        String schema() {
            return "2";
        }
    }

    @Nested
    class EmbeddedCompatibility extends OnEmbedded {
        @Override
        String schema() {
            return "compatibility";
        }
    }

    @Nested
    class OpenLdapCompatibility extends OnOpenLdap {
        @Override
        String schema() {
            return "compatibility";
        }
    }

    private abstract static class OnEmbedded extends SchemaSuite {
        @Override
        TestServer server(Path folder) throws Exception {
            return new Embedded(folder);
        }
    }

    private abstract static class OnOpenLdap extends SchemaSuite {
        @Override
        TestServer server(Path folder) throws Exception {
            assumeTrue(Slapd.missing().isEmpty(), () -> Slapd.missing().orElse(""));
            return new Slapd(folder);
        }
    }
}
