// SPDX-License-Identifier: Apache-2.0
package org.tubepost.notifications;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
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
import org.tubepost.api.config.HomeDirectory;
import org.tubepost.api.lease.Lease;
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
import org.tubepost.message.report.DeliveryReport.RecipientStatus;
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
    private static final String POSTMASTER = "postmaster";

    private final NotificationSettings settings;
    private final Rooms rooms;
    private final Clock clock = Clock.systemUTC();
    private final String hostName;
    private final MailAddress postmaster;
    private final Language language;
    private final Wordings wordings;

    /** Begins to watch for the door. */
    @Activate
    public ReportSender(BundleContext context, NotificationSettings settings)
            throws AddressSyntaxException {
        this.settings = settings;
        this.hostName = HostName.of(settings.hostName());
        this.postmaster =
                settings.from().isEmpty()
                        ? new MailAddress(POSTMASTER, hostName)
                        : MailAddress.parse(settings.from());
        Path folder = HomeDirectory.given(settings.localeFolder(), "etc", "locale");
        Locales locales = new Locales(folder);
        this.language = new Language(locales, settings.language());
        this.wordings = new Wordings(locales, hostName);
        this.rooms = new Rooms(context);
    }

    @Deactivate
    void close() {
        rooms.close();
    }

    @Override
    public void report(Delivery delivery, List<Outcome> outcomes, Kind kind) throws IOException {
        List<Outcome> wanted = wanted(outcomes, kind);
        Copies copies = Copies.of(delivery.channel(), kind);
        if (wanted.isEmpty() && copies == Copies.NONE) {
            return;
        }
        ReversePath sender = delivery.envelope().sender();
        boolean told = true;
        if (!sender.isNull() && !wanted.isEmpty()) {
            told = send(delivery, wanted, kind, sender.address().orElseThrow(), false);
        }
        // NOTIFY=NEVER, which every report of ours has, speaks for senders; the postmaster is none.
        List<Outcome> copied = copies.of(outcomes, wanted, told, sender.isNull());
        if (!copied.isEmpty()) {
            copy(delivery, copied, kind);
        }
    }

    private static List<Outcome> wanted(List<Outcome> outcomes, Kind kind) {
        List<Outcome> wanted = List.of();
        for (Outcome outcome : outcomes) {
            if (wants(outcome, kind)) {
                wanted = wanted.isEmpty() ? new ArrayList<>() : wanted;
                wanted.add(outcome);
            }
        }
        return wanted;
    }

    private static boolean wants(Outcome outcome, Kind kind) {
        RecipientDsn dsn = outcome.recipient().dsn();
        return switch (kind) {
            case FAILURE -> dsn.wantsFailure();
            case DELAY -> dsn.wantsDelay();
            // What went to a host that reports further is that host's to tell.
            case SUCCESS ->
                    dsn.wantsSuccess()
                            && !(outcome instanceof Outcome.Delivered delivered
                                    && delivered.action() == Outcome.Action.FORWARDED);
        };
    }

    /** What cannot reach the postmaster is not told to the postmaster. */
    private void copy(Delivery delivery, List<Outcome> outcomes, Kind kind) throws IOException {
        for (Outcome outcome : outcomes) {
            if (!outcome.recipient().original().localPart().equalsIgnoreCase(POSTMASTER)) {
                send(delivery, outcomes, kind, new MailAddress(POSTMASTER, ""), true);
                return;
            }
        }
        LOG.error("A message to the postmaster: {}", outcomes.get(0).reply());
    }

    /** True when it was taken, false when it never will be. */
    private boolean send(
            Delivery delivery, List<Outcome> outcomes, Kind kind, MailAddress to, boolean copy)
            throws IOException {
        Instant now = clock.instant();
        String cause =
                String.format(
                        Origin.CAUSE_FORM,
                        "dsn-" + kind.name().toLowerCase(Locale.ROOT) + (copy ? "-copy" : ""),
                        delivery.entry(),
                        delivery.attempt());
        ReportRules rules = new ReportRules(delivery, settings, rooms);
        DeliveryReport report = report(delivery, outcomes, kind, to, copy, rules, now, cause);
        DeliveryReportWriter writer = new DeliveryReportWriter(report, delivery.content());
        try (Lease<Acceptance> door = rooms.door();
                Transaction transaction =
                        door.service()
                                .begin(
                                        Origin.internal(rules.sourceChannel(), now, cause),
                                        Trace.OFF)) {
            Reply answer = deliver(transaction, writer, to);
            if (!answer.isPositive() && !answer.isPermanent()) {
                throw new IOException("report to " + to + " is refused: " + answer);
            }
            if (answer.isPermanent()) {
                LOG.warn("Report to {} is refused: {}", to, answer);
            }
            return answer.isPositive();
        }
    }

    private DeliveryReport report(
            Delivery delivery,
            List<Outcome> outcomes,
            Kind kind,
            MailAddress to,
            boolean copy,
            ReportRules rules,
            Instant now,
            String cause) {
        List<RecipientStatus> statuses = statuses(delivery, outcomes, rules, now);
        String actions =
                statuses.stream()
                        .map(s -> s.action().name().toLowerCase(Locale.ROOT))
                        .distinct()
                        .collect(Collectors.joining(","));
        MailAddress from = rules.from(postmaster);
        String chosen = language.of(delivery, outcomes, actions, to.toString(), rooms);
        return new DeliveryReport(
                hostName,
                from,
                rules.fromName(),
                to.isUnqualified() ? to.withDomain(postmaster.domain()) : to,
                now,
                "<" + cause.replace(':', '.') + "@" + hostName + ">",
                delivery.envelope().origin(),
                delivery.envelope().dsn(),
                rules.returnsFull(kind, copy),
                wordings.of(chosen, delivery, from, statuses, now),
                statuses);
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

    private static List<RecipientStatus> statuses(
            Delivery delivery, List<Outcome> outcomes, ReportRules rules, Instant now) {
        List<RecipientStatus> statuses = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            statuses.add(
                    new RecipientStatus(
                            outcome.recipient(),
                            rules.shown(outcome.recipient()),
                            action(outcome),
                            outcome.reply(),
                            outcome.remote(),
                            now,
                            delivery.givenUp()));
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
