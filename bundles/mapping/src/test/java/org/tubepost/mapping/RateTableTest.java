// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.mapping.Tables.shown;

import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.Probe;

/** What happens too often, by a clock that the test moves. */
class RateTableTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final RateTable rate = new RateTable(now::get, 1600);

    private String ask(String probe) {
        return shown(rate.probe(Probe.of(probe, Trace.OFF)));
    }

    @Test
    void underTheLimitTheAnswerIsTheCountAndAboveItThereIsNone() {
        assertThat(ask("a,2/pt60s")).isEqualTo("1/");
        assertThat(ask("a|2/pt60s")).isEqualTo("1/");
        assertThat(ask("a,2/pt60s")).isEqualTo("2/");
        assertThat(ask("a,2/pt60s")).isEqualTo("none");
        assertThat(ask("b,2/pt60s")).isEqualTo("1/");
    }

    @Test
    void theOtherWayRoundTheAnswerComesOnlyAboveTheLimit() {
        assertThat(ask("a,>1/pt60s")).isEqualTo("none");
        assertThat(ask("a,>1/pt60s")).isEqualTo("/");
        assertThat(ask("b,>0/pt60s")).isEqualTo("/");
    }

    @Test
    void theWindowSlides() {
        assertThat(ask("a,2/pt60s")).isEqualTo("1/");
        now.addAndGet(40_000);
        assertThat(ask("a,2/pt60s")).isEqualTo("2/");
        now.addAndGet(19_000);
        assertThat(ask("a,2/pt60s")).isEqualTo("none");
        now.addAndGet(4_000);
        assertThat(ask("a,2/pt60s")).isEqualTo("2/");
        assertThat(ask("a,2/pt60s")).isEqualTo("none");
        now.addAndGet(3_600_000);
        assertThat(ask("a,2/pt60s")).isEqualTo("1/");
    }

    @Test
    void whatIsAboveTheLimitIsNotCounted() {
        assertThat(ask("a,1/pt60s")).isEqualTo("1/");
        for (int i = 0; i < 20; i++) {
            now.addAndGet(3_000);
            ask("a,1/pt60s");
        }
        now.addAndGet(3_000);
        assertThat(ask("a,1/pt60s")).isEqualTo("1/");
    }

    @Test
    void aRehearsalDoesNotCount() {
        Probe rehearsal = new Probe("a,1/pt60s", "", true, Trace.OFF);
        assertThat(shown(rate.probe(rehearsal))).isEqualTo("1/");
        assertThat(shown(rate.probe(rehearsal))).isEqualTo("1/");
        assertThat(rate.size()).isZero();
        assertThat(ask("a,1/pt60s")).isEqualTo("1/");
        assertThat(shown(rate.probe(rehearsal))).isEqualTo("none");
    }

    @Test
    void keysAreBoundedAndTheLeastRecentlyUsedGo() {
        for (int i = 0; i < 10_000; i++) {
            ask("key" + i + ",5/p1d");
            ask("kept,100000/p1d");
        }
        assertThat(rate.size()).isLessThanOrEqualTo(1600);
        assertThat(ask("kept,100000/p1d")).isEqualTo("10001/");
    }

    @Test
    void keysExpire() {
        for (int i = 0; i < 1000; i++) {
            ask("key" + i + ",5/pt1m");
        }
        now.addAndGet(3_600_000);
        for (int i = 0; i < 1000; i++) {
            ask("one,5/pt1m");
            ask("other" + i % 50 + ",5/pt1m");
        }
        assertThat(rate.size()).isLessThan(900);
    }

    @Test
    void threadsTogetherGetAsMuchAsTheLimit() {
        long passed =
                IntStream.range(0, 2000)
                        .parallel()
                        .filter(i -> !ask("a,500/pt60s").equals("none"))
                        .count();
        assertThat(passed).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a,",
                "a,5",
                "a,5/x",
                "a,x/pt1s",
                "a,-1/pt1s",
                "a,1/pt0s",
                "a,1/p9999999d"
            })
    void aLimitThatCannotBeReadIsNotTakenForNoLimit(String probe) {
        assertThatThrownBy(() -> ask(probe)).isInstanceOf(UncheckedIOException.class);
    }
}
