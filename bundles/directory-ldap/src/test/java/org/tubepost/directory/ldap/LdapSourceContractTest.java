// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.DirectorySource;
import org.tubepost.testkit.DirectorySourceContract;

/** The contract over a socket, against two servers. */
@Timeout(120)
class LdapSourceContractTest {

    @Nested
    class OverEmbedded extends Contract {
        OverEmbedded() {
            super(Backend.EMBEDDED);
        }
    }

    @Nested
    class OverOpenLdap extends Contract {
        OverOpenLdap() {
            super(Backend.OPENLDAP);
        }
    }

    private abstract static class Contract extends DirectorySourceContract {
        private final Backend backend;
        private TestServer server;
        private LdapSource source;

        Contract(Backend backend) {
            this.backend = backend;
        }

        @BeforeEach
        void open(@TempDir Path folder) throws Exception {
            server = backend.start(folder);
            source = Sources.of(server, Map.of());
            Sources.load(source);
        }

        @AfterEach
        void close() throws Exception {
            if (source != null) {
                source.close();
                server.close();
            }
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
}
