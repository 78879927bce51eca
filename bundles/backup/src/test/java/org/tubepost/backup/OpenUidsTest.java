// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenUidsTest {
    private final OpenUids open = OpenUids.of("5,7:9,4294967295");

    @Test
    void rangesHaveTheirEndsAndWhatIsBetween() {
        for (long uid : new long[] {5, 7, 8, 9, 4_294_967_295L}) {
            assertThat(open.has(uid)).isTrue();
        }
        for (long uid : new long[] {1, 4, 6, 10}) {
            assertThat(open.has(uid)).isFalse();
        }
        assertThat(open.joins(7, 9)).isTrue();
        assertThat(open.joins(5, 7)).isFalse();
        assertThat(open.first()).isEqualTo(5);
        assertThat(open.isEmpty()).isFalse();
        assertThat(OpenUids.NONE.isEmpty()).isTrue();
    }

    @Test
    void theWrittenFormIsReadAgainAndComesInParts() {
        assertThat(open).hasToString("5,7:9,4294967295");
        assertThat(OpenUids.of(open.toString())).isEqualTo(open).hasSameHashCodeAs(open);
        assertThat(OpenUids.of("")).isEqualTo(OpenUids.NONE).isNotEqualTo(open);
        assertThat(open.parts(2)).hasToString("[5,7:9, 4294967295]");
        assertThat(OpenUids.NONE.parts(2)).isEmpty();
    }
}
