// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The load driver and the sink, each measured by the other. */
class LoadTest {
    private static final int MESSAGES = 60;

    private static SinkPlan sink(String... words) {
        return SinkPlan.of(List.of(words));
    }

    private static LoadResult load(LoadSink sink, String... words) throws InterruptedException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--port", Integer.toString(sink.port())));
        all.addAll(List.of("--messages", Integer.toString(MESSAGES), "--sessions", "7"));
        return LoadDriver.run(LoadPlan.of(all));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "--new-connection", "--pipelining", "--new-connection --pipelining"})
    void everyMessageIsTakenOnce(String how) throws Exception {
        String[] words = how.isEmpty() ? new String[0] : how.split(" ");
        try (LoadSink sink = new LoadSink(sink())) {
            LoadResult result = load(sink, words);
            assertThat(result.latencies()).hasSize(MESSAGES);
            assertThat(result.errors()).isEmpty();
            assertThat(sink.messages()).isEqualTo(MESSAGES);
        }
    }

    @Test
    void lmtpHasAReplyForEachRecipient() throws Exception {
        try (LoadSink sink = new LoadSink(sink("--lmtp"))) {
            LoadResult result = load(sink, "--lmtp", "--recipients", "3");
            assertThat(result.errors()).isEmpty();
            assertThat(sink.messages()).isEqualTo(MESSAGES);
        }
    }

    @Test
    void refusalsAreCountedByTheirText() throws Exception {
        try (LoadSink sink = new LoadSink(sink("--failure", "1", "--permanent"))) {
            LoadResult result = load(sink);
            assertThat(result.errors()).isEqualTo(Map.of("550 5.1.1 not here", (long) MESSAGES));
            assertThat(result.latencies()).isEmpty();
            assertThat(sink.refusals()).isEqualTo(MESSAGES);
        }
        try (LoadSink sink = new LoadSink(sink("--late-failure", "0.5"))) {
            LoadResult result = load(sink);
            assertThat(result.failures()).isEqualTo(sink.refusals()).isPositive();
            assertThat(result.latencies()).hasSize((int) sink.messages()).isNotEmpty();
        }
    }

    @Test
    void delayOfTheSinkIsInEveryLatency() throws Exception {
        try (LoadSink sink = new LoadSink(sink("--delay", "20"))) {
            assertThat(load(sink).latencies()[0]).isGreaterThanOrEqualTo(20_000_000L);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 4_096, 4_097, 51_200})
    void messageHasTheWantedSizeAndEndsWithADot(int octets) {
        byte[] text = LoadPlan.of(List.of("--port", "1", "--size", "" + octets)).text();
        assertThat(text).hasSize(octets + ".\r\n".length());
        assertThat(new String(text, StandardCharsets.US_ASCII)).endsWith("\r\n.\r\n");
    }

    @Test
    void percentilesAreRanks() {
        LoadResult result =
                LoadResult.of(
                        1_000_000_000, new long[] {4_000_000, 1_000_000, 2_000_000}, Map.of());
        assertThat(result.percentile(0.5)).isEqualTo(2);
        assertThat(result.percentile(0.99)).isEqualTo(4);
        assertThat(result.rate()).isEqualTo(3);
    }

    @Test
    void mistakesOfTheCommandLineAreTold() {
        assertThatThrownBy(() -> LoadPlan.of(List.of("--port", "1", "--sesions", "2")))
                .hasMessageContaining("sesions");
        assertThatThrownBy(() -> LoadPlan.of(List.of("--port"))).hasMessageContaining("port");
        assertThatThrownBy(() -> sink("--failure", "2")).hasMessageContaining("0 to 1");
    }
}
