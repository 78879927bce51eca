// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.DeliveryReports;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.Reply;
import org.tubepost.api.queue.Queue;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.Settlement;

/**
 * Runs one turn from lease to settlement. Channel and queue are used on the thread that calls. It
 * does not wait until a settlement is durable, unless very many are on their way: then a slow disk
 * slows deliveries down.
 */
final class Deliverer {
    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);
    private static final int MOST_UNSETTLED = 1_000;
    private static final Duration AFTER_TROUBLE = Duration.ofMinutes(1);

    private final Queue queue;
    private final Programs programs;
    private final DeliveryReports reports;
    private final MailLog log;
    private final Duration limit;
    private final Clock clock;
    private final DoubleSupplier random;
    private final AtomicInteger unsettled = new AtomicInteger();
    private volatile String lastReason = "";

    /** Where channel programs come from. */
    interface Programs {
        /** Empty while nobody offers the program. */
        Optional<Lease<Channel>> lease(String program);
    }

    /**
     * How a turn ended.
     *
     * @param evidence what it says about the destination
     * @param reply what a destination that did not answer is said to be
     * @param again how long the entry waits if nothing became of it; empty if it was settled
     */
    record Result(Evidence evidence, Optional<Reply> reply, Optional<Duration> again) {
        /** The entry was not there. */
        static final Result GONE = new Result(Evidence.NOTHING, Optional.empty(), Optional.empty());

        /** Nothing was tried, the entry goes on waiting. */
        static final Result UNTRIED =
                new Result(Evidence.NOTHING, Optional.empty(), Optional.of(Duration.ZERO));

        /** Something is wrong here with this entry. */
        static final Result TROUBLE =
                new Result(Evidence.NOTHING, Optional.empty(), Optional.of(AFTER_TROUBLE));
    }

    Deliverer(
            Queue queue,
            Programs programs,
            DeliveryReports reports,
            MailLog log,
            Duration limit,
            Clock clock,
            DoubleSupplier random) {
        this.queue = queue;
        this.programs = programs;
        this.reports = reports;
        this.log = log;
        this.limit = limit;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Delivers an entry, or only tells its sender.
     *
     * @param count told each outcome
     */
    Result run(Turn turn, BiConsumer<Turn, Outcome> count) {
        try {
            return turn.undelivered().isPresent() ? tellOnly(turn, count) : deliver(turn, count);
        } catch (InterruptedException stop) {
            // The server stops, or a channel has invented this; the engine knows which.
            Thread.currentThread().interrupt();
            return Result.TROUBLE;
        } catch (IOException refused) {
            tell(turn.job().number, refused);
            return Result.TROUBLE;
        } catch (RuntimeException | LinkageError | StackOverflowError bug) {
            LOG.error("Entry {} failed", turn.job().number, bug);
            return Result.TROUBLE;
        }
    }

    /** What is wrong with the whole queue is the same for each of its entries, and told once. */
    private void tell(long number, IOException refused) {
        String reason = String.valueOf(refused.getMessage());
        if (reason.equals(lastReason)) {
            LOG.debug("Entry {} cannot be taken: {}", number, reason);
        } else {
            LOG.error("Entry {} cannot be taken", number, refused);
        }
        lastReason = reason;
    }

    private Result tellOnly(Turn turn, BiConsumer<Turn, Outcome> count)
            throws IOException, InterruptedException {
        Optional<QueueLease> taken = queue.lease(turn.job().number);
        if (taken.isEmpty()) {
            return Result.GONE;
        }
        lastReason = "";
        try (QueueLease lease = taken.get()) {
            Attempt attempt = new Attempt(lease, turn.plan(), limit, clock, random);
            settle(turn, attempt, lease, attempt.deferred(turn.undelivered().get()), count);
        }
        return Result.GONE;
    }

    private Result deliver(Turn turn, BiConsumer<Turn, Outcome> count)
            throws IOException, InterruptedException {
        Optional<Lease<Channel>> program = programs.lease(turn.plan().program());
        if (program.isEmpty()) {
            // It went between schedule and start.
            return Result.UNTRIED;
        }
        try (Lease<Channel> channel = program.get()) {
            Optional<QueueLease> taken = queue.lease(turn.job().number);
            if (taken.isEmpty()) {
                return Result.GONE;
            }
            lastReason = "";
            try (QueueLease lease = taken.get()) {
                Attempt attempt = new Attempt(lease, turn.plan(), limit, clock, random);
                List<Outcome> outcomes = attempt.deliver(channel.service());
                Evidence evidence = Evidence.of(outcomes);
                settle(turn, attempt, lease, outcomes, count);
                return new Result(
                        evidence,
                        evidence == Evidence.UNREACHABLE
                                ? Optional.of(outcomes.get(0).reply())
                                : Optional.empty(),
                        Optional.empty());
            }
        }
    }

    private void settle(
            Turn turn,
            Attempt attempt,
            QueueLease lease,
            List<Outcome> outcomes,
            BiConsumer<Turn, Outcome> count)
            throws InterruptedException {
        Settlement settlement = attempt.judge(outcomes, reports);
        settlement.outcomes().forEach(outcome -> count.accept(turn, outcome));
        boolean many = unsettled.incrementAndGet() > MOST_UNSETTLED;
        long number = lease.entry().number();
        AttemptRecords records = new AttemptRecords(log, lease);
        CompletableFuture<Void> settled =
                queue.settle(lease, settlement)
                        .whenComplete(
                                (done, problem) -> {
                                    settled(number, problem);
                                    records.settled(settlement, clock.instant());
                                })
                        .toCompletableFuture();
        if (many) {
            await(settled);
        }
    }

    private void settled(long number, Throwable problem) {
        unsettled.decrementAndGet();
        if (problem != null) {
            LOG.error(
                    "Entry {}: what became of it could not be recorded; the server must be started"
                            + " again, which tries it again",
                    number,
                    problem);
        }
    }

    private static void await(CompletableFuture<Void> settled) throws InterruptedException {
        try {
            settled.get();
        } catch (ExecutionException told) {
            LOG.debug("Already told", told);
        }
    }
}
