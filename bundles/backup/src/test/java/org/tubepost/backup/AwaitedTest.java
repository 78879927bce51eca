// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AwaitedTest {
    private final Awaited awaited = new Awaited(4, OpenUids.NONE, List.of(4L, 9L, 5L, 7L, 9L));

    @Test
    void whatIsMissingBelowTheLargestIsOpen() {
        assertThat(awaited.goesOn()).isTrue();
        assertThat(awaited.reached()).isEqualTo(4);
        assertThat(awaited.take(5)).isTrue();
        assertThat(awaited.reached()).isEqualTo(5);
        assertThat(awaited.open()).isEqualTo(OpenUids.NONE);
        assertThat(awaited.take(9)).isTrue();
        assertThat(awaited.reached()).isEqualTo(9);
        assertThat(awaited.open()).hasToString("7");
        assertThat(awaited.missing()).isEqualTo(1);
        assertThat(awaited.take(7)).isTrue();
        assertThat(awaited.open()).isEqualTo(OpenUids.NONE);
        assertThat(awaited.missing()).isZero();
    }

    @Test
    void doublesAndOldOnesAndThoseBehindTheListAreNotTaken() {
        assertThat(awaited.take(9)).isTrue();
        assertThat(awaited.take(9)).isFalse();
        assertThat(awaited.take(4)).isFalse();
        assertThat(awaited.take(10)).isFalse();
        assertThat(awaited.taken()).isEqualTo(1);
        assertThat(awaited.open()).hasToString("5:7");
    }

    @Test
    void oneThatTheListLacksIsTakenOnceAndIsNotOpen() {
        assertThat(awaited.take(6)).isTrue();
        assertThat(awaited.take(6)).isFalse();
        assertThat(awaited.missing()).isEqualTo(3);
        assertThat(awaited.open()).hasToString("5");
        assertThat(awaited.take(9)).isTrue();
        assertThat(awaited.open()).hasToString("5,7");
    }

    @Test
    void whatIsGoneIsNotMissing() {
        awaited.take(9);
        awaited.onlyThese(List.of(5L, 9L));
        assertThat(awaited.missing()).isEqualTo(1);
        awaited.take(5);
        assertThat(awaited.open()).isEqualTo(OpenUids.NONE);
        assertThat(new Awaited(0, OpenUids.NONE, List.of()).goesOn()).isFalse();
    }

    @Test
    void ofWhatCameBeforeOnlyWhatIsOpenIsTaken() {
        Awaited later =
                new Awaited(9, OpenUids.of("2,4:7"), List.of(1L, 2L, 4L, 5L, 7L, 8L, 9L, 12L));
        assertThat(later.missing()).isEqualTo(5);
        assertThat(later.open()).hasToString("2,4:7");
        assertThat(later.take(1)).isFalse();
        assertThat(later.take(3)).isFalse();
        assertThat(later.take(9)).isFalse();
        assertThat(later.take(5)).isTrue();
        assertThat(later.take(6)).isTrue();
        assertThat(later.open()).hasToString("2,4,7");
        assertThat(later.reached()).isEqualTo(9);
        assertThat(later.take(12)).isTrue();
        assertThat(later.reached()).isEqualTo(12);
    }

    @Test
    void whatCameBeforeIsNotOpenEvenIfTheServerListsItNoMore() {
        OpenUids open = OpenUids.of("2,4");
        assertThat(new Awaited(9, open, List.of(2L, 4L)).open()).isEqualTo(open);
        assertThat(new Awaited(9, open, List.of(9L)).open()).isEqualTo(OpenUids.NONE);
    }
}
