// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.util.Arrays;
import java.util.Map;

/**
 * What a load run gave.
 *
 * @param nanos how long it took
 * @param latencies of messages that were taken, in nanoseconds, ascending
 * @param errors how often what went wrong
 */
record LoadResult(long nanos, long[] latencies, Map<String, Long> errors) {

    double rate() {
        return latencies.length * 1e9 / nanos;
    }

    long failures() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The latency that this share of all messages does not exceed, in milliseconds. */
    double percentile(double share) {
        if (latencies.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(share * latencies.length);
        return latencies[Math.max(0, rank - 1)] / 1e6;
    }

    static LoadResult of(long nanos, long[] latencies, Map<String, Long> errors) {
        long[] ascending = latencies.clone();
        Arrays.sort(ascending);
        return new LoadResult(nanos, ascending, Map.copyOf(errors));
    }

    /** As it is printed. */
    String report() {
        StringBuilder text =
                new StringBuilder(
                        ("%d taken, %d failed, %.0f a second; ms from connect or MAIL to the last reply:"
                                        + " 50%% %.2f, 95%% %.2f, 99%% %.2f, longest %.2f")
                                .formatted(
                                        latencies.length,
                                        failures(),
                                        rate(),
                                        percentile(0.5),
                                        percentile(0.95),
                                        percentile(0.99),
                                        percentile(1)));
        errors.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(
                        e ->
                                text.append("\n  ")
                                        .append(e.getValue())
                                        .append(" x ")
                                        .append(e.getKey()));
        return text.toString();
    }
}
