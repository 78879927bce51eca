// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    private static final Instant NOW = Instant.parse("2026-12-24T18:00:00Z");

    private static Instant moment(String text) {
        return Quantities.moment("--since", text, NOW);
    }

    @Test
    void aMomentIsAPeriodAgoOrADateWithItsTime() {
        assertThat(moment("90m")).isEqualTo(NOW.minus(Duration.ofMinutes(90)));
        assertThat(moment("3d")).isEqualTo(NOW.minus(Duration.ofDays(3)));
        assertThat(moment("2026-12-24T17:30:00Z")).isEqualTo("2026-12-24T17:30:00Z");
        assertThat(moment("2026-12-24T17:30"))
                .isEqualTo(
                        LocalDateTime.parse("2026-12-24T17:30")
                                .atZone(ZoneId.systemDefault())
                                .toInstant());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-13-01T00:00", "2026-12-24", "5w"})
    void whatIsNoMomentIsRefusedInTheWordsOfTheOption(String text) {
        assertThatThrownBy(() -> moment(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--since " + text);
    }
}
