// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.DeliveryReports;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.Settlement;

/**
 * Does what administrators want with entries that are to be returned or redirected: the report or
 * the redirected message goes through the door first, then the entry is settled. The queue takes a
 * message with the same cause once until the entry is settled, see {@link Causes}, so a crash in
 * between doubles nothing. What does not work now is tried again; called on one thread of the
 * queue.
 */
final class Disposals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Disposals.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final JournaledQueue queue;
    private final MailLog log;
    private final Clock clock;
    private final ServiceLeases<Acceptance> doors;
    private final ServiceLeases<DeliveryReports> reports;
    private final ServiceLeases<Configuration> configurations;
    private final Map<Long, Instant> paused = new HashMap<>();

    Disposals(BundleContext context, JournaledQueue queue, MailLog log, Clock clock) {
        this.queue = queue;
        this.log = log;
        this.clock = clock;
        this.doors = ServiceLeases.of(context, Acceptance.class, DRAIN);
        this.reports = ServiceLeases.of(context, DeliveryReports.class, DRAIN);
        this.configurations = ServiceLeases.of(context, Configuration.class, DRAIN);
    }

    @Override
    public void close() {
        doors.close();
        reports.close();
        configurations.close();
    }

    /** Does what can be done now. */
    void run() {
        List<Long> numbers = queue.intended();
        paused.keySet().retainAll(numbers);
        Instant now = clock.instant();
        for (long number : numbers) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            if (!paused.getOrDefault(number, Instant.MIN).isAfter(now)) {
                dispose(number);
            }
        }
    }

    private void dispose(long number) {
        Optional<EntryChange> intent = queue.intent(number);
        try (QueueLease lease = queue.leaseIntended(number).orElse(null)) {
            if (lease != null && intent.isPresent()) {
                Settlement settlement =
                        new Settlement(
                                outcomes(lease, intent.get()),
                                lease.entry().due(),
                                lease.entry().notices());
                EntryRecords records =
                        EntryRecords.of(log, lease.entry(), lease.envelope(), lease.content());
                queue.settle(lease, settlement).toCompletableFuture().join();
                record(records, settlement.outcomes().get(0));
            }
        } catch (IOException | RuntimeException failed) {
            Throwable cause = failed instanceof CompletionException ? failed.getCause() : failed;
            LOG.warn("Entry {} cannot be returned or redirected yet: {}", number, cause.toString());
            paused.put(number, clock.instant().plus(PAUSE));
        }
    }

    /** The mail log learns what became of it; who wanted it was recorded with the wish. */
    private void record(EntryRecords records, Outcome done) {
        Instant now = clock.instant();
        MailEvent.Kind kind =
                done instanceof Outcome.Failed
                        ? MailEvent.Kind.RETURNED
                        : done instanceof Outcome.Held
                                ? MailEvent.Kind.HELD
                                : MailEvent.Kind.ADMINISTERED;
        String what = (kind == MailEvent.Kind.ADMINISTERED ? "redirected: " : "") + done.reply();
        records.each(to -> records.about(to, kind, now).diagnostic(what).build());
    }

    private List<Outcome> outcomes(QueueLease lease, EntryChange intent) throws IOException {
        if (intent instanceof EntryChange.Redirect redirect) {
            try (Lease<Acceptance> door = lease(doors, "the door")) {
                Reply reply =
                        Redirection.send(door.service(), lease, redirect.to(), clock.instant());
                return each(lease, r -> redirected(r, reply));
            }
        }
        String reason = ((EntryChange.Return) intent).reason();
        List<Outcome> failed =
                each(lease, r -> new Outcome.Failed(r, Reply.of(550, "5.0.0", reason), ""));
        try (Lease<DeliveryReports> report = lease(reports, "the writer of reports")) {
            report.service().report(delivery(lease), failed, DeliveryReports.Kind.FAILURE);
        }
        return failed;
    }

    private static <T> Lease<T> lease(ServiceLeases<T> from, String what) throws IOException {
        return from.lease("").orElseThrow(() -> new IOException(what + " is being replaced"));
    }

    /** What the door refused for good waits for the administrator again. */
    private static Outcome redirected(Recipient recipient, Reply reply) {
        return reply.isPositive()
                ? new Outcome.Delivered(recipient, reply, "", Outcome.Action.EXPANDED)
                : new Outcome.Held(
                        recipient, Reply.of(250, "2.0.0", "redirection is refused: " + reply), "");
    }

    private interface ToOutcome {
        Outcome of(Recipient recipient);
    }

    private static List<Outcome> each(QueueLease lease, ToOutcome outcome) {
        return lease.envelope().recipients().stream().map(outcome::of).toList();
    }

    private Delivery delivery(QueueLease lease) throws IOException {
        ChannelDefinition channel;
        try (Lease<Configuration> configuration = lease(configurations, "the configuration")) {
            channel = configuration.service().current().channels().get(lease.entry().channel());
        }
        if (channel == null) {
            // Its block is gone from the configuration; that is often why mail is returned.
            channel =
                    new ChannelDefinition(
                            lease.entry().channel(),
                            List.of(),
                            "",
                            List.of(),
                            new SourceLocation("imta.cnf", 1, 1));
        }
        return new Delivery(
                lease.entry().number(),
                lease.entry().attempt(),
                channel,
                lease.entry().destination(),
                lease.envelope(),
                lease.content(),
                clock.instant().plus(LIMIT));
    }
}
