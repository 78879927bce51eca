// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/**
 * A pool of {@code job_controller.cnf}: how many jobs may run at once in it, and when it is after
 * hours there.
 *
 * @param name upper case
 * @param jobLimit jobs at once
 * @param afterHoursLimit jobs at once in the after-hours windows
 * @param afterHours windows; none if the pool makes no difference
 * @param zone whose clock the windows follow
 * @param location where it stands
 */
public record PoolDefinition(
        String name,
        int jobLimit,
        int afterHoursLimit,
        List<WeeklyWindow> afterHours,
        ZoneId zone,
        SourceLocation location) {
    private static final int WEEK = 7;

    /** Copies the list. */
    public PoolDefinition {
        afterHours = List.copyOf(afterHours);
    }

    /** A pool without windows. */
    public PoolDefinition(String name, int jobLimit, SourceLocation location) {
        this(name, jobLimit, jobLimit, List.of(), ZoneId.systemDefault(), location);
    }

    /** Jobs at once at a moment. */
    public int limitAt(Instant time) {
        return isAfterHours(time) ? afterHoursLimit : jobLimit;
    }

    /** True when a moment lies in one of the windows. */
    public boolean isAfterHours(Instant time) {
        return afterHours.stream().anyMatch(w -> w.includes(time.atZone(zone).toLocalDateTime()));
    }

    /** The moment itself if it is after hours, else when the next window begins; empty if none. */
    public Optional<Instant> nextAfterHours(Instant time) {
        if (isAfterHours(time)) {
            return Optional.of(time);
        }
        return afterHours.stream().map(w -> nextStart(w, time)).min(Instant::compareTo);
    }

    private Instant nextStart(WeeklyWindow window, Instant time) {
        LocalDate today = time.atZone(zone).toLocalDate();
        for (int day = 0; day <= WEEK; day++) {
            ZonedDateTime start =
                    today.plusDays(day).atTime(window.from() / 60, window.from() % 60).atZone(zone);
            if (window.days().contains(start.getDayOfWeek()) && start.toInstant().isAfter(time)) {
                return start.toInstant();
            }
        }
        // Only a change of the clock can swallow a start; a week later is near enough.
        return today.plusDays(WEEK).atStartOfDay(zone).toInstant();
    }
}
