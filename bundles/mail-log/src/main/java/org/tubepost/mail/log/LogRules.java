// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.log.MailEvent;

/**
 * What a generation wants to be logged: the options {@code LOG_*} of {@code option.dat}, and the
 * keyword {@code logging} of its channels. Compiled once, immutable.
 *
 * @param layout of text records
 * @param connections whether connections are recorded
 * @param logins whether logins are recorded
 * @param silent channels without {@code logging}
 */
record LogRules(Layout layout, boolean connections, boolean logins, Set<String> silent) {
    private static final int PEER = 1;
    private static final int CONNECTIONS = 2;
    private static final int LOGINS = 128;
    private static final String CONNECTION_OPTION = "LOG_CONNECTION";
    private static final Map<String, Field> OPTIONAL =
            new TreeMap<>(
                    Map.of(
                            "LOG_FILENAME", Field.FILE,
                            "LOG_MESSAGE_ID", Field.MESSAGE_ID,
                            "LOG_PROCESS", Field.PROCESS,
                            "LOG_USERNAME", Field.USER));
    private static final Map<String, Integer> DEFAULTS =
            Map.of(
                    "BLOCK_SIZE",
                    1_024,
                    CONNECTION_OPTION,
                    PEER | CONNECTIONS | LOGINS,
                    "LOG_FILENAME",
                    1,
                    "LOG_FORMAT",
                    1,
                    "LOG_MESSAGE_ID",
                    1,
                    "LOG_PROCESS",
                    0,
                    "LOG_USERNAME",
                    1);

    /** Before the first generation everything is recorded. */
    static final LogRules BEFORE = of(Generation.builder(0, Instant.EPOCH).build());

    static LogRules of(Generation generation) {
        Set<Field> fields = EnumSet.allOf(Field.class);
        OPTIONAL.forEach(
                (option, field) -> {
                    if (number(generation, option) == 0) {
                        fields.remove(field);
                    }
                });
        int bits = number(generation, CONNECTION_OPTION);
        if ((bits & PEER) == 0) {
            fields.remove(Field.TRANSPORT);
        }
        return new LogRules(
                new Layout(
                        fields,
                        Math.max(1, number(generation, "BLOCK_SIZE")),
                        number(generation, "LOG_FORMAT") == 2),
                (bits & CONNECTIONS) != 0,
                (bits & LOGINS) != 0,
                generation.channels().values().stream()
                        .filter(c -> !logs(c))
                        .map(ChannelDefinition::name)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static boolean logs(ChannelDefinition channel) {
        return channel.lastOf("logging", "nologging").equals(Optional.of("logging"));
    }

    /**
     * What is wrong with the options; they are then taken as if they were not there. Options that
     * the original has and this log has not are told too, so that nobody waits for what they would
     * write.
     */
    static List<Problem> problems(Generation generation) {
        List<Problem> problems = new ArrayList<>();
        for (String option : new TreeMap<>(DEFAULTS).keySet()) {
            String text = generation.option(option, "1");
            boolean format = option.equals("LOG_FORMAT");
            if (!option.equals("BLOCK_SIZE") && !text.matches(format ? "[12]" : "\\d{1,9}")) {
                problems.add(
                        new Problem(
                                new SourceLocation("option.dat", 1, 1),
                                Problem.Severity.ERROR,
                                option
                                        + (format
                                                ? " must be 1 (fields as they are) or 2 (empty"
                                                        + " addresses as <>), not "
                                                : " must be a whole number, not ")
                                        + text));
            }
        }
        for (Map.Entry<String, String> option : new TreeMap<>(generation.options()).entrySet()) {
            if (isUnknown(option.getKey()) && !option.getValue().equals("0")) {
                problems.add(
                        new Problem(
                                new SourceLocation("option.dat", 1, 1),
                                Problem.Severity.WARNING,
                                option.getKey()
                                        + " has no effect: the mail log obeys "
                                        + String.join(", ", new TreeMap<>(DEFAULTS).keySet())));
            }
        }
        return problems;
    }

    private static boolean isUnknown(String option) {
        return !DEFAULTS.containsKey(option)
                && (option.startsWith("LOG_") || option.equals("SEPARATE_CONNECTION_LOG"));
    }

    private static int number(Generation generation, String option) {
        String text = generation.option(option, "");
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : DEFAULTS.get(option);
    }

    /** Whether an event is to be written down. */
    boolean wants(MailEvent event) {
        boolean kind =
                switch (event.kind()) {
                    case OPENED, CLOSED, REFUSED -> connections;
                    case LOGIN, LOGOUT -> logins;
                    default -> true;
                };
        boolean from = !event.source().isEmpty();
        boolean to = !event.destination().isEmpty();
        return kind
                && ((!from && !to)
                        || (from && !silent.contains(event.source()))
                        || (to && !silent.contains(event.destination())));
    }
}
