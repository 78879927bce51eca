// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.time.Clock;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Times of the day at which something is done. What was missed because nothing ran is not made up
 * for; what is late is done once. Used by one thread.
 */
final class Schedule {
    private final List<LocalTime> times = new ArrayList<>();
    private final Clock clock;
    private Optional<ZonedDateTime> next;

    /**
     * Begins now.
     *
     * @param times as {@code 23:00}, in the clock's zone, several also in one text with commas
     *     between; none for never
     * @throws IllegalArgumentException if one is none
     */
    Schedule(String[] times, Clock clock) {
        this.clock = clock;
        for (String time : String.join(",", times).split(",")) {
            if (!time.isBlank()) {
                this.times.add(parsed(time.strip()));
            }
        }
        this.next = after(ZonedDateTime.now(clock));
    }

    private static LocalTime parsed(String time) {
        try {
            return LocalTime.parse(time);
        } catch (DateTimeParseException wrong) {
            throw new IllegalArgumentException(time + " is no time of the day, as 23:00", wrong);
        }
    }

    private Optional<ZonedDateTime> after(ZonedDateTime now) {
        return times.stream()
                .map(t -> now.with(t).isAfter(now) ? now.with(t) : now.plusDays(1).with(t))
                .min(Comparator.naturalOrder());
    }

    /** True once for each time that has come. */
    boolean isDue() {
        ZonedDateTime now = ZonedDateTime.now(clock);
        if (next.isEmpty() || now.isBefore(next.get())) {
            return false;
        }
        next = after(now);
        return true;
    }
}
