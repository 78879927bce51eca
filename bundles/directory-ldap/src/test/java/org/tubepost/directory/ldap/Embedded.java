// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.nio.file.Path;
import org.tubepost.directory.embedded.EmbeddedInFolder;

/** The embedded server, in a folder of the test. */
final class Embedded implements TestServer {
    private final Path folder;
    private final EmbeddedInFolder server;

    /** On any port. */
    Embedded(Path folder) throws Exception {
        this(folder, -1);
    }

    Embedded(Path folder, int port) throws Exception {
        this.folder = folder;
        this.server = new EmbeddedInFolder(folder, port);
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public String rootDn() {
        return "cn=Directory Manager";
    }

    @Override
    public Path passwordFile() {
        return folder.resolve("password");
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
