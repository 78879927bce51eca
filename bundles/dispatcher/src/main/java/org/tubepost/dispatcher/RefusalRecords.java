// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.log.LeasedMailLog;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.protocol.Connection;

/**
 * Tells the mail log of connections that are refused before a protocol sees them. Thread-safe,
 * never blocks; texts are made by the log's own thread.
 */
final class RefusalRecords implements AutoCloseable {
    private final LeasedMailLog log;

    RefusalRecords(BundleContext context) {
        this.log = new LeasedMailLog(context);
    }

    void refused(Connection connection, String reason) {
        ListenerDefinition listener = connection.listener();
        Optional<InetSocketAddress> local = Optional.of(connection.local());
        Optional<InetSocketAddress> remote = Optional.of(connection.remote());
        Instant now = Instant.now();
        log.recordLater(
                () ->
                        MailEvent.of(now, MailEvent.Kind.REFUSED)
                                .channels(listener.service(), "")
                                .session(connection.id())
                                .protocol(listener.protocol().toUpperCase(Locale.ROOT), false)
                                .transport(local, remote)
                                .diagnostic(reason)
                                .build());
    }

    @Override
    public void close() {
        log.close();
    }
}
