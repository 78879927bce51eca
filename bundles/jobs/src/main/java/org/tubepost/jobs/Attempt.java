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
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.DeliveryReports;
import org.tubepost.api.channel.DeliveryReports.Kind;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Priority;
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

    /** Part of a pause by which it is longer at most. */
    static final double SPREAD = 0.1;

    private static final Duration REPORT_RETRY = Duration.ofSeconds(10);
    private static final Reply UNREADABLE =
            Reply.of(451, "4.3.0", "the message cannot be read from the queue");

    private final QueueLease lease;
    private final ChannelPlan plan;
    private final Delivery delivery;
    private final Clock clock;
    private final DoubleSupplier random;

    /**
     * An attempt that begins now.
     *
     * @param limit how long it should take at most
     * @param random 0 to 1, spreads the pauses
     */
    Attempt(
            QueueLease lease,
            ChannelPlan plan,
            Duration limit,
            Clock clock,
            DoubleSupplier random) {
        this.lease = lease;
        this.plan = plan;
        this.clock = clock;
        this.random = random;
        this.delivery =
                new Delivery(
                        lease.entry().number(),
                        lease.entry().attempt(),
                        plan.definition(),
                        lease.entry().destination(),
                        lease.envelope(),
                        lease.content(),
                        clock.instant().plus(limit),
                        Optional.of(plan.givenUp(lease.entry())));
    }

    /**
     * Delivers; every recipient has an outcome afterwards, whatever happens.
     *
     * @throws InterruptedException if the server stops: nothing is known, the entry stays as it is
     */
    List<Outcome> deliver(Channel channel) throws InterruptedException {
        try {
            return complete(
                    channel.deliver(delivery), Reply.of(451, "4.3.0", "channel gave no outcome"));
        } catch (IOException failed) {
            return deferred(isReadable() ? nobodyThere(failed) : UNREADABLE);
        } catch (RuntimeException bug) {
            LOG.error("Channel program {} failed", plan.program(), bug);
            return deferred(Reply.of(451, "4.3.0", "channel failed: " + bug));
        }
    }

    private Reply nobodyThere(IOException failed) {
        LOG.info("Entry {} deferred: {}", delivery.entry(), failed.toString());
        return Reply.of(451, "4.4.0", text(failed));
    }

    /** A message that cannot be read says nothing about its destination. */
    private boolean isReadable() {
        try {
            delivery.content().readThrough();
            return true;
        } catch (IOException unreadable) {
            LOG.error("Entry {}: the message cannot be read", delivery.entry(), unreadable);
            return false;
        }
    }

    /** The same temporary fate for all, without asking the channel. */
    List<Outcome> deferred(Reply reply) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Recipient recipient : delivery.envelope().recipients()) {
            outcomes.add(new Outcome.Deferred(recipient, reply, ""));
        }
        return outcomes;
    }

    private List<Outcome> complete(List<Outcome> told, Reply missing) {
        if (isComplete(told)) {
            return told;
        }
        Map<Recipient, Outcome> byRecipient = new LinkedHashMap<>();
        for (Recipient recipient : delivery.envelope().recipients()) {
            byRecipient.put(recipient, new Outcome.Deferred(recipient, missing, ""));
        }
        told.forEach(o -> byRecipient.replace(o.recipient(), o));
        return List.copyOf(byRecipient.values());
    }

    /** True in the usual case: an outcome for each recipient, in their order. */
    private boolean isComplete(List<Outcome> told) {
        List<Recipient> recipients = delivery.envelope().recipients();
        if (told.size() != recipients.size()) {
            return false;
        }
        for (int i = 0; i < told.size(); i++) {
            if (told.get(i).recipient() != recipients.get(i)) {
                return false;
            }
        }
        return true;
    }

    private static String text(IOException failed) {
        String message = failed.getMessage();
        return message == null || message.isBlank() ? failed.getClass().getSimpleName() : message;
    }

    /**
     * Gives up what is too old, tells the sender, and says how to settle.
     *
     * @param reports who tells; as long as it fails, what must be told stays in the queue
     */
    Settlement judge(List<Outcome> delivered, DeliveryReports reports) {
        QueueEntry entry = lease.entry();
        if (isSimple(delivered)) {
            return new Settlement(delivered, entry.due(), entry.notices());
        }
        Instant now = clock.instant();
        Duration age = plan.age(entry, now);
        Priority priority = plan.priority(entry);
        boolean expired = age.compareTo(plan.giveUpAfter(priority)) >= 0;
        List<Outcome> outcomes = new ArrayList<>();
        for (Outcome outcome : delivered) {
            outcomes.add(
                    expired && outcome instanceof Outcome.Deferred last ? givenUp(last) : outcome);
        }
        Instant nextDue = now.plus(pause(age, priority));
        int notices = entry.notices();
        if (!tell(outcomes, Outcome.Failed.class, Kind.FAILURE, reports)) {
            outcomes.replaceAll(Attempt::notYet);
            nextDue = now.plus(REPORT_RETRY);
        }
        if (delivered.stream().anyMatch(Attempt::wantsSuccess)) {
            tell(outcomes, Outcome.Delivered.class, Kind.SUCCESS, reports);
        }
        int due = plan.noticesDue(age, priority);
        if (due > notices
                && !expired
                && tell(outcomes, Outcome.Deferred.class, Kind.DELAY, reports)) {
            notices = due;
        }
        return new Settlement(outcomes, nextDue, notices);
    }

    /** True if all were delivered and nobody wants to know. */
    private static boolean isSimple(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            if (!(outcome instanceof Outcome.Delivered) || wantsSuccess(outcome)) {
                return false;
            }
        }
        return true;
    }

    private static boolean wantsSuccess(Outcome outcome) {
        return outcome instanceof Outcome.Delivered && outcome.recipient().dsn().wantsSuccess();
    }

    /**
     * Until the next attempt: what the channel says, up to a tenth longer so that messages of one
     * moment spread; but not beyond the next age at which the sender is told.
     */
    private Duration pause(Duration age, Priority priority) {
        Duration pause = plan.pauseAfter(lease.entry().attempt(), priority);
        Duration spread =
                Duration.ofMillis((long) (pause.toMillis() * SPREAD * random.getAsDouble()));
        Duration next = plan.asked() ? plan.giveUpAfter(priority) : pause.plus(spread);
        for (Duration notice : plan.notices().get(priority.ordinal())) {
            Duration until = notice.minus(age);
            if (until.compareTo(Duration.ZERO) > 0 && until.compareTo(next) < 0) {
                return until;
            }
        }
        return next;
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
            DeliveryReports reports) {
        List<Outcome> some = outcomes.stream().filter(which::isInstance).toList();
        if (some.isEmpty()) {
            return true;
        }
        try {
            reports.report(delivery, some, kind);
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
