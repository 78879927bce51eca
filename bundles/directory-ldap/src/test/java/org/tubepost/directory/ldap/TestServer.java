// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.nio.file.Path;

/** An LDAP server that a test has started, with the schema and without entries. */
interface TestServer extends AutoCloseable {

    /** Who may do everything. */
    String rootDn();

    /** Port on loopback. */
    int port();

    /** File with the password of {@link #rootDn}, without a line end. */
    Path passwordFile();
}
