// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final long MILLISECOND = 1_000_000;

    private final Allowance allowance = new Allowance(2, 40);
    private long now;

    private void look(int times, int asleep, long waited) {
        for (int i = 0; i < times; i++) {
            now += 10 * MILLISECOND;
            allowance.look(asleep, waited, now);
        }
    }

    /** As many sleep as may work, up to a number; the others have nothing to do. */
    private void sleepAtMost(int times, int most) {
        for (int i = 0; i < times; i++) {
            look(1, Math.min(most, allowance.threads()), MILLISECOND);
        }
    }

    @Test
    void whoSleepsIsReplacedThoughNothingWaitsForLong() {
        sleepAtMost(100, 10);
        assertThat(allowance.threads()).isBetween(11, 12);
    }

    @Test
    void tasksThatNeverSleepHaveFewThreads() {
        look(1000, 0, MILLISECOND);
        assertThat(allowance.threads()).isEqualTo(2);
        assertThat(allowance.isFew()).isTrue();
    }

    @Test
    void whoIsFoundAsleepNowAndThenIsNotReplaced() {
        for (int i = 0; i < 1000; i++) {
            look(1, i % 10 == 0 ? 1 : 0, MILLISECOND);
        }
        assertThat(allowance.threads()).isEqualTo(2);
    }

    @Test
    void aPauseOfAMomentChangesLittle() {
        sleepAtMost(100, 10);
        look(20, 0, Allowance.NONE);
        assertThat(allowance.threads()).isGreaterThan(9);
    }

    @Test
    void threadsBecomeFewWhenNobodySleepsAnyMore() {
        sleepAtMost(100, 10);
        look(1000, 0, Allowance.NONE);
        assertThat(allowance.isFew()).isTrue();
    }

    @Test
    void aLongWaitDoublesThemAndTenCalmSecondsTakeThatBack() {
        look(2, 0, 21 * MILLISECOND);
        assertThat(allowance.threads()).isEqualTo(8);
        look(900, 0, Allowance.NONE);
        assertThat(allowance.threads()).isEqualTo(8);
        look(200, 0, Allowance.NONE);
        assertThat(allowance.threads()).isEqualTo(2);
    }

    @Test
    void thereAreNeverMoreThanTheMost() {
        look(20, 100, 21 * MILLISECOND);
        assertThat(allowance.threads()).isEqualTo(40);
    }
}
