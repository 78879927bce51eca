// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tubepost.api.config.WeeklyWindow;

/**
 * Reads {@code AFTER_HOURS} of {@code job_controller.cnf}: windows separated by commas, each {@code
 * 22:00-06:00} (every day), {@code SAT-SUN} (whole days) or {@code MON-FRI 20:00-07:00}. An end
 * that is not after its start lies on the next day. What cannot be read is told at its own column.
 */
final class AfterHoursText {
    private static final Pattern TIMES =
            Pattern.compile("(\\d{1,2}):(\\d{2})\\s*-\\s*(\\d{1,2}):(\\d{2})");
    private static final Pattern DAYS =
            Pattern.compile("([A-Z]{3})(?:\\s*-\\s*([A-Z]{3}))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ITEM =
            Pattern.compile("(?:(?<days>[A-Za-z][A-Za-z\\s-]*?))?\\s*(?<times>\\d.*)?");
    private static final int WHOLE_DAY = 1440;
    private static final int LONGEST = 60;

    private AfterHoursText() {}

    static List<WeeklyWindow> read(SettingsFile.Setting setting, Problems problems) {
        List<WeeklyWindow> windows = new ArrayList<>();
        int at = 0;
        for (String item : setting.value().split(",", -1)) {
            String text = item.strip();
            Optional<WeeklyWindow> window = window(text);
            if (window.isEmpty()) {
                problems.error(
                        setting.at(at + item.indexOf(text)),
                        "'"
                                + text
                                + "' is no window such as 22:00-06:00, SAT-SUN or MON-FRI"
                                + " 20:00-07:00");
            }
            window.ifPresent(windows::add);
            at += item.length() + 1;
        }
        return windows;
    }

    private static Optional<WeeklyWindow> window(String text) {
        Matcher item = ITEM.matcher(text);
        if (text.isEmpty() || text.length() > LONGEST || !item.matches()) {
            return Optional.empty();
        }
        String names = item.group("days");
        Set<DayOfWeek> days = names == null ? EnumSet.allOf(DayOfWeek.class) : days(names.strip());
        String times = item.group("times");
        if (days.isEmpty()) {
            return Optional.empty();
        }
        return times == null
                ? Optional.of(new WeeklyWindow(days, 0, WHOLE_DAY))
                : times(days, times);
    }

    private static Optional<WeeklyWindow> times(Set<DayOfWeek> days, String text) {
        Matcher times = TIMES.matcher(text);
        if (!times.matches()) {
            return Optional.empty();
        }
        int from = minute(times.group(1), times.group(2));
        int to = minute(times.group(3), times.group(4));
        if (from < 0 || from == WHOLE_DAY || to < 0) {
            return Optional.empty();
        }
        return Optional.of(new WeeklyWindow(days, from, to == 0 ? WHOLE_DAY : to));
    }

    /** Minute of the day, 24:00 included; -1 for a time that no clock shows. */
    private static int minute(String hours, String minutes) {
        int minute = Integer.parseInt(hours) * 60 + Integer.parseInt(minutes);
        return Integer.parseInt(minutes) < 60 && minute <= WHOLE_DAY ? minute : -1;
    }

    private static Set<DayOfWeek> days(String text) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        Matcher range = DAYS.matcher(text);
        if (!range.matches()) {
            return days;
        }
        Optional<DayOfWeek> first = day(range.group(1));
        Optional<DayOfWeek> last = range.group(2) == null ? first : day(range.group(2));
        if (first.isPresent() && last.isPresent()) {
            DayOfWeek day = first.get();
            days.add(day);
            while (day != last.get()) {
                day = day.plus(1);
                days.add(day);
            }
        }
        return days;
    }

    private static Optional<DayOfWeek> day(String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().startsWith(name.toUpperCase(Locale.ROOT))) {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }
}
