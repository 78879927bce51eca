// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.Problem;
import org.tubepost.api.message.Priority;

/**
 * Periods of the keywords {@code backoff} and {@code notices} with their variants for a priority:
 * ISO 8601 ({@code "pt15m"}, {@code "p3d"}), or a number of days.
 */
final class Periods {
    private static final long SHORTEST_MILLIS = 1000;

    private Periods() {}

    /** Those of each priority; what is wrong is added to the problems. */
    static List<List<Duration>> read(
            ChannelDefinition channel,
            String name,
            List<Duration> otherwise,
            List<Problem> problems) {
        List<List<Duration>> all = new ArrayList<>();
        for (Priority priority : Priority.values()) {
            String own = priority.name().toLowerCase(Locale.ROOT) + name;
            Optional<Keyword> keyword = channel.keyword(own).or(() -> channel.keyword(name));
            all.add(keyword.map(k -> read(k, otherwise, problems)).orElse(otherwise));
        }
        return all;
    }

    /** Tells of ages that do not ascend, as those of notices must. */
    static void mustAscend(ChannelDefinition channel, String name, List<Problem> problems) {
        for (Keyword keyword : channel.keywords()) {
            if (keyword.name().endsWith(name)) {
                List<Duration> ages = read(keyword, List.of(), new ArrayList<>());
                for (int i = 1; i < ages.size(); i++) {
                    if (ages.get(i).compareTo(ages.get(i - 1)) <= 0) {
                        problems.add(
                                error(
                                        keyword,
                                        keyword.name()
                                                + ": '"
                                                + keyword.arguments().get(i)
                                                + "' must be longer than the period before it"));
                    }
                }
            }
        }
    }

    private static List<Duration> read(
            Keyword keyword, List<Duration> otherwise, List<Problem> problems) {
        List<Duration> periods = new ArrayList<>();
        for (String argument : keyword.arguments()) {
            try {
                // A number alone counts days, as the seed's notices do.
                Duration period =
                        argument.matches("\\d+")
                                ? Duration.ofDays(Long.parseLong(argument))
                                : Duration.parse(argument.toUpperCase(Locale.ROOT));
                // Counted in milliseconds; a period that cannot be is told here.
                periods.add(Duration.ofMillis(Math.max(SHORTEST_MILLIS, period.toMillis())));
            } catch (DateTimeParseException
                    | NumberFormatException
                    | ArithmeticException malformed) {
                problems.add(
                        error(
                                keyword,
                                "'" + argument + "' is no ISO 8601 period such as \"pt30m\""));
            }
        }
        return periods.isEmpty() ? otherwise : periods;
    }

    private static Problem error(Keyword keyword, String text) {
        return new Problem(keyword.location(), Problem.Severity.ERROR, text);
    }
}
