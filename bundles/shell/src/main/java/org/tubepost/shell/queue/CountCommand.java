// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.tubepost.api.queue.QueueAdministration;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.shell.Table;

/**
 * Counts entries by destination or channel and by age, in columns that double from five minutes on:
 * mail that piles up for one destination is seen at a glance.
 */
@Service
@Command(scope = "queue", name = "count", description = "Counts entries by destination and age")
public final class CountCommand extends SelectingCommand {
    private static final int COLUMNS = 10;
    private static final int MOST_NAMES = 100_000;
    private static final String OTHERS = "(others)";

    @Option(name = "--by", description = "Count by destination, channel or state")
    @Completion(
            value = StringsCompleter.class,
            values = {"destination", "channel", "state"})
    private String by = "destination";

    @Option(name = "--limit", description = "Most lines, the largest first; 0 for all")
    private int limit = 50;

    /** Entries of one name by age, and their octets. */
    private static final class Line {
        private final long[] byAge = new long[COLUMNS];
        private long total;
        private long octets;

        void add(QueueEntry entry, int column) {
            byAge[column]++;
            total++;
            octets += entry.size();
        }
    }

    @Override
    public Object execute() throws Exception {
        return with(
                QueueAdministration.class,
                queue -> {
                    Line all = new Line();
                    Map<String, Line> lines = new HashMap<>();
                    Instant now = Instant.now();
                    try (Stream<QueueEntry> entries = queue.select(filter(), 0)) {
                        Iterator<QueueEntry> each = entries.iterator();
                        while (!isStopped() && each.hasNext()) {
                            QueueEntry entry = each.next();
                            int column = column(Duration.between(entry.queued(), now));
                            all.add(entry, column);
                            line(lines, name(entry)).add(entry, column);
                        }
                    }
                    print(table(all, lines));
                    return null;
                });
    }

    private static Line line(Map<String, Line> lines, String name) {
        boolean known = lines.size() < MOST_NAMES || lines.containsKey(name);
        return lines.computeIfAbsent(known ? name : OTHERS, n -> new Line());
    }

    private String name(QueueEntry entry) {
        return switch (by) {
            case "destination" ->
                    entry.destination().isEmpty() ? entry.channel() : entry.destination();
            case "channel" -> entry.channel();
            case "state" -> entry.state().toString();
            default ->
                    throw new IllegalArgumentException(
                            "--by " + by + ": there are destination, channel and state");
        };
    }

    /** Up to 5, 10, 20 … 1280 minutes, and older. */
    private static int column(Duration age) {
        long fives = Math.max(0, age.toSeconds()) / 300;
        return fives == 0 ? 0 : Math.min(COLUMNS - 1, 64 - Long.numberOfLeadingZeros(fives));
    }

    private Table table(Line all, Map<String, Line> lines) {
        Table table =
                new Table(
                        by, "total", "octets", "5m", "10m", "20m", "40m", "80m", "160m", "320m",
                        "640m", "1280m", "older");
        row(table, "TOTAL", all);
        lines.entrySet().stream()
                .sorted(
                        Comparator.<Map.Entry<String, Line>>comparingLong(e -> -e.getValue().total)
                                .thenComparing(Map.Entry::getKey))
                .limit(limit == 0 ? Long.MAX_VALUE : limit)
                .forEach(e -> row(table, e.getKey(), e.getValue()));
        return table;
    }

    private static void row(Table table, String name, Line line) {
        Object[] values = new Object[COLUMNS + 3];
        values[0] = name;
        values[1] = line.total;
        values[2] = line.octets;
        for (int i = 0; i < COLUMNS; i++) {
            values[i + 3] = line.byAge[i];
        }
        table.row(values);
    }
}
