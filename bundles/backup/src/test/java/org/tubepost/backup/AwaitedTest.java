// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AwaitedTest {
    private final Awaited awaited = new Awaited(5, List.of(4L, 9L, 5L, 7L, 9L));

    @Test
    void nothingIsReachedAboveWhatIsMissing() {
        assertThat(awaited.reached()).isZero();
        assertThat(awaited.take(5)).isTrue();
        assertThat(awaited.reached()).isEqualTo(5);
        assertThat(awaited.take(9)).isTrue();
        assertThat(awaited.reached()).isZero();
        assertThat(awaited.missing()).isEqualTo(1);
        assertThat(awaited.take(7)).isTrue();
        assertThat(awaited.reached()).isEqualTo(9);
        assertThat(awaited.missing()).isZero();
    }

    @Test
    void doublesAndOldOnesAndThoseBehindTheListAreNotTaken() {
        assertThat(awaited.take(9)).isTrue();
        assertThat(awaited.take(9)).isFalse();
        assertThat(awaited.take(4)).isFalse();
        assertThat(awaited.take(10)).isFalse();
        assertThat(awaited.taken()).isEqualTo(1);
    }

    @Test
    void oneThatTheListLacksIsTakenOnceAndCountsForNoneOfIt() {
        assertThat(awaited.take(6)).isTrue();
        assertThat(awaited.take(6)).isFalse();
        assertThat(awaited.missing()).isEqualTo(3);
        assertThat(awaited.reached()).isZero();
    }

    @Test
    void whatIsGoneIsNotMissing() {
        awaited.take(9);
        awaited.onlyThese(List.of(5L, 9L));
        assertThat(awaited.missing()).isEqualTo(1);
        awaited.take(5);
        assertThat(awaited.reached()).isEqualTo(9);
        assertThat(new Awaited(1, List.of()).isEmpty()).isTrue();
    }
}
