// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.protocol.Connector;
import org.tubepost.api.security.TlsContexts;
import org.tubepost.api.store.ImapImport;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;
import org.tubepost.backup.remote.ImapClient;

/** Mail of a running IMAP server. */
@Component(service = ImapImport.class)
public final class ImapImportService implements ImapImport {
    private static final TransferReport NOTHING = new TransferReport(0, 0, 0, 0, false, List.of());

    private final MessageStore store;
    private final StoreArchive archive;
    private final Connector connector;
    private final ServiceLeases<TlsContexts> contexts;

    /**
     * For this store, with connections of this network. An import may take days: TLS is leased for
     * the beginning of each connection, so that its bundle can be replaced meanwhile.
     */
    @Activate
    public ImapImportService(
            BundleContext context,
            @Reference MessageStore store,
            @Reference StoreArchive archive,
            @Reference Connector connector) {
        this.store = store;
        this.archive = archive;
        this.connector = connector;
        this.contexts = ServiceLeases.of(context, TlsContexts.class, Duration.ofSeconds(10));
    }

    @Deactivate
    void close() {
        contexts.close();
    }

    @Override
    public TransferReport run(
            Server server, List<Account> accounts, Choice choice, TransferMonitor monitor)
            throws IOException {
        TransferReport sum = NOTHING;
        for (Account account : accounts) {
            try {
                sum = plus(sum, one(server, account, choice, from(monitor, sum)));
            } catch (StoreException
                    | UnknownHostException
                    | ConnectException
                    | NoRouteToHostException nobodyElse) {
                if (sum == NOTHING) {
                    throw nobodyElse;
                }
                // What came before is in the store, and is told.
                return plus(sum, ended(account, nobodyElse));
            }
            if (sum.stopped()) {
                break;
            }
        }
        return sum;
    }

    private static TransferReport ended(Account account, IOException failed) {
        String problem = account.remote() + ": " + failed.getMessage() + "; the import ends here";
        return new TransferReport(0, 0, 0, 0, false, List.of(problem));
    }

    private TransferReport one(
            Server server, Account account, Choice choice, TransferMonitor monitor)
            throws IOException {
        try (Intake intake = new Intake(store, archive, account.local(), choice.into(), monitor);
                ImapAccountImport run =
                        new ImapAccountImport(
                                store,
                                server,
                                account,
                                choice,
                                intake,
                                monitor,
                                () -> connect(server, account, monitor))) {
            try {
                run.run();
            } catch (StoppedException wanted) {
                return intake.end(true);
            } catch (StoreException
                    | UnknownHostException
                    | ConnectException
                    | NoRouteToHostException nobodyElse) {
                throw nobodyElse;
            } catch (IOException failed) {
                intake.broken();
                intake.problem(account.remote() + ": " + failed.getMessage());
            }
            return intake.end(false);
        }
    }

    private ImapClient connect(Server server, Account account, TransferMonitor monitor)
            throws IOException {
        try (Lease<TlsContexts> lease =
                contexts.lease("")
                        .orElseThrow(() -> new IOException("TLS is being replaced here"))) {
            return ImapClient.open(
                    connector, lease.service(), server, account, () -> checkWanted(monitor));
        }
    }

    private static void checkWanted(TransferMonitor monitor) throws StoppedException {
        if (monitor.isStopped()) {
            throw new StoppedException();
        }
    }

    private static TransferMonitor from(TransferMonitor monitor, TransferReport before) {
        return new TransferMonitor() {
            @Override
            public void at(String where, long messages, long octets) {
                monitor.at(where, before.messages() + messages, before.octets() + octets);
            }

            @Override
            public boolean isStopped() {
                return monitor.isStopped();
            }
        };
    }

    private static TransferReport plus(TransferReport a, TransferReport b) {
        List<String> problems = new ArrayList<>(a.problems());
        problems.addAll(b.problems());
        return new TransferReport(
                a.folders() + b.folders(),
                a.messages() + b.messages(),
                a.octets() + b.octets(),
                a.present() + b.present(),
                b.stopped(),
                problems,
                a.updated() + b.updated(),
                a.removed() + b.removed());
    }
}
