// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.ChannelProgramDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.PoolDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.message.Priority;
import org.tubepost.api.queue.QueueEntry;

/**
 * What the keywords of a channel mean for its jobs, worked out once for each generation.
 *
 * @param definition the channel
 * @param program name of the channel program
 * @param pool the pool
 * @param maxJobs jobs at once on this channel
 * @param threads deliveries at once of a job
 * @param threadDepth entries that must wait for a destination for each further delivery at once
 * @param ranks what size makes of a priority
 * @param after how long a new entry waits before its first attempt
 * @param asked true if nothing is tried before somebody asks for it ({@code slave})
 * @param backoff pauses after the first, second … attempt, by priority; the last one repeats
 * @param notices ages at which the sender is told, by priority; at the last one the message is
 *     given up
 */
record ChannelPlan(
        ChannelDefinition definition,
        String program,
        PoolDefinition pool,
        int maxJobs,
        int threads,
        int threadDepth,
        Ranks ranks,
        Duration after,
        boolean asked,
        List<List<Duration>> backoff,
        List<List<Duration>> notices) {

    private static final String DEFAULT_POOL = "DEFAULT";
    private static final int DEFAULT_POOL_LIMIT = 10;
    private static final List<Duration> DEFAULT_BACKOFF =
            List.of(
                    Duration.ofMinutes(30),
                    Duration.ofHours(1),
                    Duration.ofHours(2),
                    Duration.ofHours(4));
    private static final List<Duration> DEFAULT_NOTICES =
            List.of(
                    Duration.ofDays(3),
                    Duration.ofDays(6),
                    Duration.ofDays(9),
                    Duration.ofDays(12));

    /** Works a channel out; what is wrong with it is added to the problems. */
    static Optional<ChannelPlan> of(
            ChannelDefinition channel, Generation generation, List<Problem> problems) {
        Optional<ChannelProgramDefinition> program = generation.programFor(channel.name());
        if (program.isEmpty()) {
            return Optional.empty();
        }
        ChannelNumbers numbers = new ChannelNumbers(channel, problems);
        PoolDefinition pool = pool(channel, generation);
        warnOfMissingHours(channel, pool, problems);
        Periods.mustAscend(channel, "notices", problems);
        return Optional.of(
                new ChannelPlan(
                        channel,
                        program.get().program(),
                        pool,
                        numbers.number(
                                "maxjobs", 1, parameter(program.get(), "MAX_JOBS", 1_000_000)),
                        parameter(program.get(), "THREADS", 1),
                        numbers.number("threaddepth", 1, 1),
                        Ranks.of(channel, generation, problems),
                        Duration.ofSeconds(numbers.number("after", 0, 0)),
                        channel.lastOf("master", "slave", "bidirectional")
                                .filter("slave"::equals)
                                .isPresent(),
                        Periods.read(channel, "backoff", DEFAULT_BACKOFF, problems),
                        Periods.read(channel, "notices", DEFAULT_NOTICES, problems)));
    }

    private static PoolDefinition pool(ChannelDefinition channel, Generation generation) {
        String pool = channel.argument("pool").orElse(DEFAULT_POOL).toUpperCase(Locale.ROOT);
        PoolDefinition definition = generation.pools().get(pool);
        return definition == null
                ? new PoolDefinition(
                        pool, DEFAULT_POOL_LIMIT, new SourceLocation("job_controller.cnf", 1, 1))
                : definition;
    }

    private static int parameter(ChannelProgramDefinition program, String name, int otherwise) {
        return (int) ChannelNumbers.number(program.parameters().getOrDefault(name, ""), otherwise);
    }

    private static void warnOfMissingHours(
            ChannelDefinition channel, PoolDefinition pool, List<Problem> problems) {
        channel.lastOf("immurgent", "immnormal", "immnonurgent")
                .filter(name -> !name.equals("immnonurgent") && pool.afterHours().isEmpty())
                .flatMap(channel::keyword)
                .ifPresent(
                        keyword ->
                                problems.add(
                                        new Problem(
                                                keyword.location(),
                                                Problem.Severity.WARNING,
                                                keyword.name()
                                                        + " has no effect: pool "
                                                        + pool.name()
                                                        + " has no AFTER_HOURS")));
    }

    /** The rank of an entry. */
    int rank(QueueEntry entry) {
        return ranks.of(entry.priority(), entry.size());
    }

    /** The priority by which an entry is treated, its size considered. */
    Priority priority(QueueEntry entry) {
        return Priority.values()[Math.min(rank(entry), Priority.NONURGENT.ordinal())];
    }

    /** Pause after an attempt, 1 for the first. */
    Duration pauseAfter(int attempt, Priority priority) {
        List<Duration> pauses = backoff.get(priority.ordinal());
        return pauses.get(Math.min(Math.max(attempt, 1), pauses.size()) - 1);
    }

    /**
     * Most that an entry may wait after an attempt, 1 for the first. Where entries wait until they
     * are asked for, that is until it would be given up.
     */
    Duration longestPauseAfter(int attempt, Priority priority) {
        if (asked) {
            return giveUpAfter(priority);
        }
        Duration pause = pauseAfter(attempt, priority);
        return pause.plus(Duration.ofMillis((long) (pause.toMillis() * Attempt.SPREAD)));
    }

    /** Age at which a message is given up. */
    Duration giveUpAfter(Priority priority) {
        List<Duration> ages = notices.get(priority.ordinal());
        return ages.get(ages.size() - 1);
    }

    /** When an entry is given up. */
    Instant givenUp(QueueEntry entry) {
        return entry.queued().plus(giveUpAfter(priority(entry)));
    }

    /** How many delay notices are due at an age. */
    int noticesDue(Duration age, Priority priority) {
        List<Duration> ages = notices.get(priority.ordinal());
        int due = 0;
        while (due < ages.size() - 1 && ages.get(due).compareTo(age) <= 0) {
            due++;
        }
        return due;
    }

    /** Age of the next notice that an entry has not had, the one that gives it up included. */
    Duration nextNotice(QueueEntry entry) {
        List<Duration> ages = notices.get(priority(entry).ordinal());
        return ages.get(Math.min(Math.max(entry.notices(), 0), ages.size() - 1));
    }

    /**
     * How long an entry has been queued. If that lies in the future, because the clock was set back
     * since, the pauses that it has seen say how old it is at least.
     */
    Duration age(QueueEntry entry, Instant now) {
        if (!entry.queued().isAfter(now)) {
            return Duration.between(entry.queued(), now);
        }
        Duration age = Duration.ZERO;
        for (int attempt = 1; attempt < entry.attempt(); attempt++) {
            age = age.plus(pauseAfter(attempt, priority(entry)));
        }
        return age;
    }

    /** True when entries wait otherwise than under another plan. */
    boolean differsInTime(ChannelPlan other) {
        return other == null
                || !ranks.equals(other.ranks)
                || !after.equals(other.after)
                || asked != other.asked
                || !notices.equals(other.notices)
                || !pool.afterHours().equals(other.pool.afterHours())
                || !pool.zone().equals(other.pool.zone());
    }
}
