// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.DeliveryReports;
import org.tubepost.api.channel.DeliveryReports.Kind;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.Settlement;

/**
 * One attempt: the channel delivers, time is judged, the sender is told what must be told, and the
 * settlement is worked out. Reports are durable before the settlement is.
 */
final class Attempt {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
    private static final Duration REPORT_RETRY = Duration.ofSeconds(10);

    private final QueueLease lease;
    private final ChannelPlan plan;
    private final Delivery delivery;
    private final Clock clock;

    Attempt(QueueLease lease, ChannelPlan plan, Duration limit, Clock clock) {
        this.lease = lease;
        this.plan = plan;
        this.clock = clock;
        this.delivery =
                new Delivery(
                        lease.entry().number(),
                        lease.entry().attempt(),
                        plan.definition(),
                        lease.entry().destination(),
                        lease.envelope(),
                        lease.content(),
                        clock.instant().plus(limit));
    }

    /** Delivers; every recipient has an outcome afterwards, whatever happens. */
    List<Outcome> deliver(Channel channel) {
        List<Outcome> told;
        Reply missing = Reply.of(451, "4.3.0", "channel gave no outcome");
        try {
            told = channel.deliver(delivery);
        } catch (IOException failed) {
            LOG.info("Entry {} deferred: {}", delivery.entry(), failed.toString());
            told = List.of();
            missing = Reply.of(451, "4.4.0", text(failed));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            told = List.of();
            missing = Reply.of(451, "4.3.2", "server is stopping");
        } catch (RuntimeException bug) {
            LOG.error("Channel program {} failed", plan.program(), bug);
            told = List.of();
            missing = Reply.of(451, "4.3.0", "channel failed: " + bug);
        }
        Map<Recipient, Outcome> byRecipient = new LinkedHashMap<>();
        for (Recipient recipient : delivery.envelope().recipients()) {
            byRecipient.put(recipient, new Outcome.Deferred(recipient, missing, ""));
        }
        told.forEach(o -> byRecipient.replace(o.recipient(), o));
        return List.copyOf(byRecipient.values());
    }

    private static String text(IOException failed) {
        String message = failed.getMessage();
        return message == null || message.isBlank() ? failed.getClass().getSimpleName() : message;
    }

    /**
     * Gives up what is too old, tells the sender, and says how to settle.
     *
     * @param reports who tells; while nobody does, what must be told stays in the queue
     */
    Settlement judge(List<Outcome> delivered, Optional<DeliveryReports> reports) {
        QueueEntry entry = lease.entry();
        Instant now = clock.instant();
        Duration age = Duration.between(entry.queued(), now);
        List<Outcome> outcomes = new ArrayList<>();
        for (Outcome outcome : delivered) {
            outcomes.add(expired(outcome, age) ? givenUp((Outcome.Deferred) outcome) : outcome);
        }
        Instant nextDue = now.plus(plan.pauseAfter(entry.attempt(), entry.priority()));
        int notices = entry.notices();
        if (!tell(outcomes, Outcome.Failed.class, Kind.FAILURE, reports)) {
            outcomes.replaceAll(Attempt::notYet);
            nextDue = now.plus(REPORT_RETRY);
        }
        tell(outcomes, Outcome.Delivered.class, Kind.SUCCESS, reports);
        int due = plan.noticesDue(age, entry.priority());
        if (due > notices && tell(outcomes, Outcome.Deferred.class, Kind.DELAY, reports)) {
            notices = due;
        }
        return new Settlement(outcomes, nextDue, notices);
    }

    private boolean expired(Outcome outcome, Duration age) {
        return outcome instanceof Outcome.Deferred
                && age.compareTo(plan.giveUpAfter(lease.entry().priority())) >= 0;
    }

    private static Outcome givenUp(Outcome.Deferred last) {
        return new Outcome.Failed(
                last.recipient(),
                Reply.of(
                        550,
                        "5.4.7",
                        "given up, the message is too old; the last answer was: " + last.reply()),
                last.remote());
    }

    private boolean tell(
            List<Outcome> outcomes,
            Class<? extends Outcome> which,
            Kind kind,
            Optional<DeliveryReports> reports) {
        List<Outcome> some = outcomes.stream().filter(which::isInstance).toList();
        if (some.isEmpty()) {
            return true;
        }
        if (reports.isEmpty()) {
            return false;
        }
        try {
            reports.get().report(delivery, some, kind);
            return true;
        } catch (IOException | RuntimeException failed) {
            LOG.warn("Entry {}: no {} report yet: {}", delivery.entry(), kind, failed.toString());
            return false;
        }
    }

    /** A failure that could not be reported is not final: the attempt is repeated. */
    private static Outcome notYet(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed
                ? new Outcome.Deferred(
                        failed.recipient(),
                        Reply.of(451, "4.3.0", "report is still to be sent: " + failed.reply()),
                        failed.remote())
                : outcome;
    }
}
