// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times of the day, by a clock that is moved. */
class ScheduleTest {
    private Instant now = Instant.parse("2026-10-24T10:00:00Z");

    private Clock clock(String zone) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneId.of(zone);
            }

            @Override
            public Clock withZone(ZoneId other) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    /** Moments at which it is due, asked every ten minutes. */
    private List<String> due(Schedule schedule, int hours) {
        List<String> moments = new ArrayList<>();
        for (int i = 0; i < hours * 6; i++) {
            now = now.plusSeconds(600);
            if (schedule.isDue()) {
                moments.add(now.toString());
            }
        }
        return moments;
    }

    @Test
    void everyTimeComesOnceADayAlsoWhenClocksAreSetBack() {
        Schedule schedule = new Schedule(new String[] {"23:00, 04:30"}, clock("Europe/Berlin"));
        assertThat(due(schedule, 48))
                .containsExactly(
                        "2026-10-24T21:00:00Z",
                        "2026-10-25T03:30:00Z",
                        "2026-10-25T22:00:00Z",
                        "2026-10-26T03:30:00Z");
    }

    @Test
    void anHourThatIsMissingInSpringIsNotLost() {
        now = Instant.parse("2026-03-28T12:00:00Z");
        Schedule schedule = new Schedule(new String[] {"02:30"}, clock("Europe/Berlin"));
        assertThat(due(schedule, 40))
                .containsExactly("2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
    }

    @Test
    void whatIsLateIsDoneOnce() {
        Schedule schedule = new Schedule(new String[] {"23:00"}, clock("UTC"));
        now = now.plusSeconds(5 * 86_400);
        assertThat(schedule.isDue()).isTrue();
        assertThat(schedule.isDue()).isFalse();
    }

    @Test
    void noTimesAreNever() {
        assertThat(due(new Schedule(new String[] {""}, clock("UTC")), 48)).isEmpty();
        assertThatThrownBy(() -> new Schedule(new String[] {"25:00"}, clock("UTC")))
                .hasMessageContaining("25:00 is no time of the day");
    }
}
