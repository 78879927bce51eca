// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.directory.embedded.EmbeddedInFolder;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.DirectorySourceContract;

/** The contract over a socket, against the embedded server. */
class LdapSourceContractTest extends DirectorySourceContract {
    private EmbeddedInFolder server;
    private LdapSource source;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        server = new EmbeddedInFolder(folder);
        source =
                new LdapSource(
                        ComponentSettings.of(
                                LdapSettings.class,
                                Map.of(
                                        "servers",
                                        new String[] {"127.0.0.1:" + server.port()},
                                        "passwordFile",
                                        folder.resolve("password").toString())));
    }

    @AfterEach
    void close() throws Exception {
        source.close();
        server.close();
    }

    @Override
    protected DirectorySource source() {
        return source;
    }

    @Override
    protected String base() {
        return "o=tubepost";
    }
}
