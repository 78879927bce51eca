// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long groups that fail are left alone. */
class RetriesTest {
    private static final long NOW = Long.MAX_VALUE - 5 * Retries.SHORTEST;

    private final Retries retries = new Retries(2, NOW);
    private long now = NOW;

    /** Lets a group fail, and time go by until it is due again. */
    private long seconds(int group) {
        retries.failed(group, now);
        long begin = now;
        while (!retries.due(now).contains(group)) {
            now += Retries.SHORTEST;
        }
        return (now - begin) / Retries.SHORTEST;
    }

    @Test
    void allAreDueAtTheBeginningAndNoneThatIsOpen() {
        assertThat(retries.due(now)).containsExactly(0, 1);
        retries.opened(0, now);
        assertThat(retries.due(now)).containsExactly(1);
    }

    @Test
    void thePauseDoublesWhetherOpeningFailsOrWhatComesThen() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            pauses.add(seconds(0));
            if (i % 2 == 0) {
                retries.opened(0, now);
            }
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
        assertThat(seconds(1)).as("each has its own").isEqualTo(1);
    }

    @Test
    void whatWorkedForLongBeginsAnew() {
        seconds(0);
        seconds(0);
        retries.opened(0, now);
        now += Retries.LONGEST - 1;
        assertThat(seconds(0)).isEqualTo(4);
        retries.opened(0, now);
        now += Retries.LONGEST;
        assertThat(seconds(0)).isEqualTo(1);
    }
}
