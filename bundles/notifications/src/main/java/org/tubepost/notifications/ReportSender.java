// SPDX-License-Identifier: Apache-2.0
package org.tubepost.notifications;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.DeliveryReports;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.lease.ServiceLeases;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Requirement;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.message.HostName;
import org.tubepost.message.report.DeliveryReport;
import org.tubepost.message.report.DeliveryReportWriter;

/**
 * Sends delivery status notifications (RFC 3461 to 3464): a new message with the null sender that
 * enters at the one door. What concerns a message with the null sender goes to the postmaster, and
 * if it was for the postmaster already, to the log only. Called on threads of the job controller;
 * blocks until the report is durable.
 */
@Component
@Designate(ocd = NotificationSettings.class)
public final class ReportSender implements DeliveryReports {
    private static final Logger LOG = LoggerFactory.getLogger(ReportSender.class);
    private static final String CHANNEL = "process";

    private final NotificationSettings settings;
    private final ServiceLeases<Acceptance> doors;
    private final Clock clock = Clock.systemUTC();
    private final String hostName;
    private final MailAddress postmaster;

    /** Begins to watch for the door. */
    @Activate
    public ReportSender(BundleContext context, NotificationSettings settings)
            throws AddressSyntaxException {
        this.settings = settings;
        this.hostName = HostName.of(settings.hostName());
        this.postmaster =
                settings.from().isEmpty()
                        ? new MailAddress("postmaster", hostName)
                        : MailAddress.parse(settings.from());
        this.doors =
                new ServiceLeases<>(
                        context,
                        Acceptance.class,
                        "",
                        Duration.ofSeconds(10),
                        new ServiceLeases.Listener<>() {});
    }

    @Deactivate
    void close() {
        doors.close();
    }

    @Override
    public void report(Delivery delivery, List<Outcome> outcomes, Kind kind) throws IOException {
        ReversePath sender = delivery.envelope().sender();
        // NOTIFY=NEVER, which every report of ours has, speaks for senders; the postmaster is none.
        boolean lost = sender.isNull() && kind == Kind.FAILURE;
        List<Outcome> wanted = outcomes.stream().filter(o -> lost || wants(o, kind)).toList();
        if (wanted.isEmpty()) {
            return;
        }
        if (!sender.isNull()) {
            send(delivery, wanted, kind, sender.address().orElseThrow());
        } else if (lost) {
            // A report that cannot be delivered is the postmaster's business, once.
            boolean forPostmaster =
                    wanted.stream()
                            .allMatch(
                                    o ->
                                            o.recipient()
                                                    .original()
                                                    .localPart()
                                                    .equalsIgnoreCase("postmaster"));
            if (forPostmaster) {
                LOG.error(
                        "A report to the postmaster cannot be delivered: {}",
                        wanted.get(0).reply());
            } else {
                send(delivery, wanted, kind, new MailAddress("postmaster", ""));
            }
        }
    }

    private static boolean wants(Outcome outcome, Kind kind) {
        RecipientDsn dsn = outcome.recipient().dsn();
        return switch (kind) {
            case FAILURE -> dsn.wantsFailure();
            case DELAY -> dsn.wantsDelay();
            case SUCCESS -> dsn.wantsSuccess();
        };
    }

    private void send(Delivery delivery, List<Outcome> outcomes, Kind kind, MailAddress to)
            throws IOException {
        Instant now = clock.instant();
        DeliveryReport report =
                new DeliveryReport(
                        hostName,
                        postmaster,
                        settings.fromName(),
                        to.isUnqualified() ? to.withDomain(postmaster.domain()) : to,
                        now,
                        "<dsn."
                                + delivery.entry()
                                + "."
                                + delivery.attempt()
                                + "."
                                + kind
                                + "@"
                                + hostName
                                + ">",
                        delivery.envelope().origin(),
                        delivery.envelope().dsn(),
                        returnsFull(delivery, kind),
                        statuses(outcomes, now));
        DeliveryReportWriter writer = new DeliveryReportWriter(report, delivery.content());
        String cause =
                String.format(
                        Origin.CAUSE_FORM,
                        "dsn-" + kind.name().toLowerCase(Locale.ROOT),
                        delivery.entry(),
                        delivery.attempt());
        try (Lease<Acceptance> door =
                        doors.lease("")
                                .orElseThrow(() -> new IOException("the door is being replaced"));
                Transaction transaction =
                        door.service().begin(Origin.internal(CHANNEL, now, cause), Trace.OFF)) {
            Reply refused = deliver(transaction, writer, to);
            if (refused.isPermanent()) {
                LOG.warn("Report to {} is refused: {}", to, refused);
            } else if (!refused.isPositive()) {
                throw new IOException("report to " + to + " is refused: " + refused);
            }
        }
    }

    private static Reply deliver(
            Transaction transaction, DeliveryReportWriter writer, MailAddress to)
            throws IOException {
        Set<Requirement> requirements = EnumSet.of(Requirement.EIGHT_BIT);
        if (writer.isInternational()) {
            requirements.add(Requirement.SMTPUTF8);
        }
        Reply reply =
                transaction.sender(
                        ReversePath.NULL, new MailParameters(0, requirements, DsnRequest.NONE));
        if (reply.isPositive()) {
            reply =
                    transaction
                            .recipient(to, new RecipientDsn(Set.of(RecipientDsn.Notify.NEVER), ""))
                            .reply();
        }
        if (reply.isPositive()) {
            reply = transaction.beginData();
        }
        if (!reply.isPositive()) {
            return reply;
        }
        writer.write(new TransactionChannel(transaction));
        return transaction.commit().toCompletableFuture().join();
    }

    private boolean returnsFull(Delivery delivery, Kind kind) {
        if (kind != Kind.FAILURE) {
            return false;
        }
        return switch (delivery.envelope().dsn().returned()) {
            case FULL -> true;
            case HEADERS -> false;
            case UNSPECIFIED ->
                    !delivery.channel().has("postheadonly")
                            && delivery.content().size() < settings.returnFullBelow();
        };
    }

    private static List<DeliveryReport.RecipientStatus> statuses(
            List<Outcome> outcomes, Instant now) {
        List<DeliveryReport.RecipientStatus> statuses = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            statuses.add(
                    new DeliveryReport.RecipientStatus(
                            outcome.recipient(),
                            action(outcome),
                            outcome.reply(),
                            outcome.remote(),
                            now,
                            Optional.empty()));
        }
        return statuses;
    }

    private static DeliveryReport.Action action(Outcome outcome) {
        if (outcome instanceof Outcome.Failed) {
            return DeliveryReport.Action.FAILED;
        }
        if (outcome instanceof Outcome.Delivered delivered) {
            return switch (delivered.action()) {
                case DELIVERED -> DeliveryReport.Action.DELIVERED;
                case FORWARDED, RELAYED -> DeliveryReport.Action.RELAYED;
                case EXPANDED -> DeliveryReport.Action.EXPANDED;
            };
        }
        return DeliveryReport.Action.DELAYED;
    }

    /** Writes into a transaction. */
    private record TransactionChannel(Transaction transaction) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer octets) {
            int count = octets.remaining();
            transaction.write(octets);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // The transaction is closed by who opened it.
        }
    }
}
