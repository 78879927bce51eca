// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.embedded;

import java.nio.file.Path;
import java.util.Map;
import org.tubepost.testkit.ComponentSettings;

/** The embedded server, for tests of its clients; stands in its package to reach its settings. */
public final class EmbeddedInFolder implements AutoCloseable {
    private final EmbeddedServer server;

    /** Starts it on any port. */
    public EmbeddedInFolder(Path folder) throws Exception {
        server =
                new EmbeddedServer(
                        ComponentSettings.of(
                                EmbeddedSettings.class,
                                Map.of("directory", folder.toString(), "port", -1)));
    }

    /** Its port. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
