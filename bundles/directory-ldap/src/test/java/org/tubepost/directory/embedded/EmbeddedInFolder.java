// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.embedded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.tubepost.testkit.ComponentSettings;

/** The embedded server, for tests of its clients; stands in its package to reach its settings. */
public final class EmbeddedInFolder implements AutoCloseable {
    private final EmbeddedServer server;

    /** Starts it on any port. */
    public EmbeddedInFolder(Path folder) throws Exception {
        this(folder, -1);
    }

    /** Starts it; port -1 for any. */
    public EmbeddedInFolder(Path folder, int port) throws Exception {
        server =
                new EmbeddedServer(
                        ComponentSettings.of(
                                EmbeddedSettings.class,
                                Map.of("directory", folder.toString(), "port", port)));
    }

    /** Runs it in a process of its own, which tells the port; the argument is the folder. */
    public static void main(String[] arguments) throws Exception {
        EmbeddedInFolder server = new EmbeddedInFolder(Path.of(arguments[0]));
        System.out.write((server.port() + "\n").getBytes(StandardCharsets.US_ASCII));
        System.out.flush();
        Thread.currentThread().join();
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
