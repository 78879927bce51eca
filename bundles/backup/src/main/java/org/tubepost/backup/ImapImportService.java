// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
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
    private final MessageStore store;
    private final StoreArchive archive;
    private final Connector connector;
    private final TlsContexts contexts;

    /** For this store, with connections of this network. */
    @Activate
    public ImapImportService(
            @Reference MessageStore store,
            @Reference StoreArchive archive,
            @Reference Connector connector,
            @Reference TlsContexts contexts) {
        this.store = store;
        this.archive = archive;
        this.connector = connector;
        this.contexts = contexts;
    }

    @Override
    public TransferReport run(
            Server server, List<Account> accounts, Choice choice, TransferMonitor monitor)
            throws IOException {
        TransferReport sum = new TransferReport(0, 0, 0, 0, false, List.of());
        for (Account account : accounts) {
            sum = plus(sum, one(server, account, choice, from(monitor, sum)));
            if (sum.stopped()) {
                break;
            }
        }
        return sum;
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
                                () ->
                                        ImapClient.open(
                                                connector,
                                                contexts,
                                                server,
                                                account,
                                                () -> checkWanted(monitor)))) {
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
