// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/** The servers that each suite runs against. */
enum Backend {
    EMBEDDED,
    OPENLDAP;

    /** Starts it in an empty folder; skips the test if it is not installed. */
    TestServer start(Path folder) throws Exception {
        if (this == EMBEDDED) {
            return new Embedded(folder);
        }
        assumeTrue(Slapd.missing().isEmpty(), () -> Slapd.missing().orElse(""));
        return new Slapd(folder);
    }
}
