// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.ChannelProgramDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.PoolDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.api.message.Priority;

/**
 * What the keywords of a channel mean for its jobs, worked out once for each generation.
 *
 * @param definition the channel
 * @param program name of the channel program
 * @param pool name of the pool
 * @param poolLimit deliveries at once in the pool
 * @param maxJobs deliveries at once on this channel
 * @param backoff pauses after the first, second … attempt, by priority; the last one repeats
 * @param notices ages at which the sender is told, by priority; at the last one the message is
 *     given up
 */
record ChannelPlan(
        ChannelDefinition definition,
        String program,
        String pool,
        int poolLimit,
        int maxJobs,
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
        String pool = channel.argument("pool").orElse(DEFAULT_POOL).toUpperCase(Locale.ROOT);
        PoolDefinition definition = generation.pools().get(pool);
        List<List<Duration>> backoff = new ArrayList<>();
        List<List<Duration>> notices = new ArrayList<>();
        for (Priority priority : Priority.values()) {
            backoff.add(periods(channel, "backoff", priority, DEFAULT_BACKOFF, problems));
            notices.add(periods(channel, "notices", priority, DEFAULT_NOTICES, problems));
        }
        return Optional.of(
                new ChannelPlan(
                        channel,
                        program.get().program(),
                        pool,
                        definition == null ? DEFAULT_POOL_LIMIT : definition.jobLimit(),
                        maxJobs(channel, problems),
                        backoff,
                        notices));
    }

    /** Pause after an attempt, 1 for the first. */
    Duration pauseAfter(int attempt, Priority priority) {
        List<Duration> pauses = backoff.get(priority.ordinal());
        return pauses.get(Math.min(Math.max(attempt, 1), pauses.size()) - 1);
    }

    /** Age at which a message is given up. */
    Duration giveUpAfter(Priority priority) {
        List<Duration> ages = notices.get(priority.ordinal());
        return ages.get(ages.size() - 1);
    }

    /** How many delay notices are due at an age. */
    int noticesDue(Duration age, Priority priority) {
        List<Duration> ages = notices.get(priority.ordinal());
        return (int)
                ages.subList(0, ages.size() - 1).stream()
                        .filter(a -> a.compareTo(age) <= 0)
                        .count();
    }

    private static int maxJobs(ChannelDefinition channel, List<Problem> problems) {
        Optional<Keyword> keyword = channel.keyword("maxjobs");
        if (keyword.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        try {
            int jobs = Integer.parseInt(keyword.get().arguments().get(0));
            if (jobs > 0) {
                return jobs;
            }
        } catch (NumberFormatException notANumber) {
            problems.add(error(keyword.get(), "maxjobs needs a number"));
            return 1;
        }
        problems.add(error(keyword.get(), "maxjobs must be 1 or more"));
        return 1;
    }

    private static List<Duration> periods(
            ChannelDefinition channel,
            String name,
            Priority priority,
            List<Duration> otherwise,
            List<Problem> problems) {
        String own = priority.name().toLowerCase(Locale.ROOT) + name;
        Optional<Keyword> keyword = channel.keyword(own).or(() -> channel.keyword(name));
        if (keyword.isEmpty()) {
            return otherwise;
        }
        List<Duration> periods = new ArrayList<>();
        for (String argument : keyword.get().arguments()) {
            try {
                // A number alone counts days, as the seed's notices do.
                periods.add(
                        argument.matches("\\d+")
                                ? Duration.ofDays(Long.parseLong(argument))
                                : Duration.parse(argument.toUpperCase(Locale.ROOT)));
            } catch (DateTimeParseException
                    | NumberFormatException
                    | ArithmeticException malformed) {
                problems.add(
                        error(
                                keyword.get(),
                                "'" + argument + "' is no ISO 8601 period such as \"pt30m\""));
            }
        }
        return periods.isEmpty() ? otherwise : periods;
    }

    private static Problem error(Keyword keyword, String text) {
        return new Problem(keyword.location(), Problem.Severity.ERROR, text);
    }
}
