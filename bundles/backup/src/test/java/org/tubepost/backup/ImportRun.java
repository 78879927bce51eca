// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.osgi.framework.ServiceRegistration;
import org.tubepost.api.config.ServerTls;
import org.tubepost.api.security.TlsContexts;
import org.tubepost.api.store.ImapImport;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;
import org.tubepost.net.client.SocketConnector;

/** Imports from a server on this host, without TLS. */
record ImportRun(
        Home home,
        MessageStore store,
        StoreArchive archive,
        ImapImport.Choice choice,
        Optional<String> administrator,
        int port) {
    private static final TlsContexts NONE =
            new TlsContexts() {
                @Override
                public SSLEngine serverEngine(ServerTls rules) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public SSLContext clientContext(boolean verify) {
                    throw new UnsupportedOperationException();
                }
            };

    TransferReport take(List<ImapImport.Account> accounts, TransferMonitor monitor)
            throws IOException {
        ImapImport.Server server =
                new ImapImport.Server(
                        "127.0.0.1",
                        port,
                        ImapImport.Security.NONE,
                        true,
                        administrator,
                        Duration.ofSeconds(20));
        ImapImportService service =
                new ImapImportService(
                        home.framework.context(), store, archive, new SocketConnector());
        // It may come, go, and come again while the service stays.
        ServiceRegistration<TlsContexts> tls =
                home.framework.register(TlsContexts.class, NONE, Map.of());
        try {
            return service.run(server, accounts, choice, monitor);
        } finally {
            tls.unregister();
            service.close();
        }
    }
}
