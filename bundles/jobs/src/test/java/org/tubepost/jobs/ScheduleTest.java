// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tubepost.api.message.Priority;

/** Who is next. */
class ScheduleTest {
    private final Schedule schedule = new Schedule();

    private static Job job(long number, String destination, long due) {
        return new Job(number, "tcp", destination, Priority.NORMAL, due);
    }

    private List<Long> takeAll() {
        List<Long> taken = new ArrayList<>();
        Optional<Job> next = schedule.take("tcp", d -> 0, n -> true);
        while (next.isPresent()) {
            taken.add(next.get().number());
            next = schedule.take("tcp", d -> 0, n -> true);
        }
        return taken;
    }

    @Test
    void nothingIsTakenBeforeItsTime() {
        schedule.put(job(1, "a", 100));
        schedule.advance(99);
        assertThat(takeAll()).isEmpty();
        assertThat(schedule.nextDue()).contains(100L);
        schedule.advance(100);
        assertThat(takeAll()).containsExactly(1L);
        assertThat(schedule.nextDue()).isEmpty();
    }

    @Test
    void destinationsTakeTurnsSoThatALongLineDelaysNobodyElse() {
        for (long number = 1; number <= 100; number++) {
            schedule.put(job(number, "busy", 0));
        }
        schedule.put(job(101, "quiet", 0));
        schedule.advance(1);
        assertThat(takeAll().subList(0, 2)).contains(101L);
    }

    @Test
    void fullDestinationIsPassedOverAndKeepsItsPlace() {
        schedule.put(job(1, "full", 0));
        schedule.put(job(2, "free", 0));
        schedule.advance(1);
        Optional<Job> taken = schedule.take("tcp", d -> d.equals("full") ? 5 : 0, n -> n < 5);
        assertThat(taken.orElseThrow().number()).isEqualTo(2);
        assertThat(takeAll()).containsExactly(1L);
    }

    @Test
    void removedAndMovedEntriesAreTakenAtMostOnce() {
        schedule.put(job(1, "a", 0));
        schedule.put(job(2, "a", 0));
        schedule.remove(1);
        schedule.put(job(2, "a", 50));
        schedule.advance(10);
        assertThat(takeAll()).isEmpty();
        schedule.advance(60);
        assertThat(takeAll()).containsExactly(2L);
        assertThat(schedule.knows(2)).isFalse();
    }

    @Test
    void urgentGoesFirstWithinADestination() {
        schedule.put(new Job(1, "tcp", "a", Priority.NONURGENT, 0));
        schedule.put(new Job(2, "tcp", "a", Priority.URGENT, 0));
        schedule.put(new Job(3, "tcp", "a", Priority.NORMAL, 0));
        schedule.advance(1);
        assertThat(takeAll()).containsExactly(2L, 3L, 1L);
    }
}
