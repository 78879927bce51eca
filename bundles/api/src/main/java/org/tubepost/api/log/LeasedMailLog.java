// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.log;

import java.time.Duration;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;

/**
 * The mail log for a room that writes to it: leased for each record, so that the log can be
 * replaced while mail flows. What is recorded while there is none is lost; mail does not wait for
 * its log.
 */
public final class LeasedMailLog implements MailLog, AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final ServiceLeases<MailLog> logs;

    /** Begins to watch for the log. */
    public LeasedMailLog(BundleContext context) {
        logs = ServiceLeases.of(context, MailLog.class, DRAIN);
    }

    @Override
    public void record(MailEvent event) {
        try (Lease<MailLog> log = logs.lease("").orElse(null)) {
            if (log != null) {
                log.service().record(event);
            }
        }
    }

    @Override
    public void recordLater(Supplier<MailEvent> event) {
        try (Lease<MailLog> log = logs.lease("").orElse(null)) {
            if (log != null) {
                log.service().recordLater(event);
            }
        }
    }

    @Override
    public void close() {
        logs.close();
    }
}
