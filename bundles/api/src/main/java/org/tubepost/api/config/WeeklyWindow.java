// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.Set;

/**
 * A span of time that comes back every week: on these days, from a minute to another.
 *
 * @param days on which it begins
 * @param from minute of the day, 0 to 1439
 * @param to minute of the day at which it is over, 1 to 1440; if it is not after {@code from} the
 *     window ends on the next day
 */
public record WeeklyWindow(Set<DayOfWeek> days, int from, int to) {
    private static final int DAY = 1440;

    /** Copies the set and checks the minutes. */
    public WeeklyWindow {
        days = Set.copyOf(days);
        if (days.isEmpty() || from < 0 || from >= DAY || to < 1 || to > DAY) {
            throw new IllegalArgumentException("no window: " + days + " " + from + "-" + to);
        }
    }

    /** True when a local time lies inside; the end is outside. */
    public boolean includes(LocalDateTime time) {
        int minute = time.getHour() * 60 + time.getMinute();
        DayOfWeek today = time.getDayOfWeek();
        if (to > from) {
            return days.contains(today) && minute >= from && minute < to;
        }
        return minute >= from && days.contains(today)
                || minute < to && days.contains(today.minus(1));
    }
}
