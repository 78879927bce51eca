// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How long the index leaves the processors to others. */
class ProcessorTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Double> load = new AtomicReference<>(0.1);
    private final Processor processor = new Processor(50, 5, load::get, nanos::get);

    @Test
    void busyProcessorsAreLeftToOthersForLonger() {
        assertThat(processor.pause(1000)).isEqualTo(1000);
        load.set(0.9);
        assertThat(processor.pause(1000)).as("looked at ten times a second").isEqualTo(1000);
        nanos.addAndGet(100_000_000L);
        assertThat(processor.pause(1000)).isEqualTo(19_000);
        load.set(-1.0);
        nanos.addAndGet(100_000_000L);
        assertThat(processor.pause(1000)).as("not known").isEqualTo(1000);
    }

    @Test
    void aLongMergeIsPaidForInSeveralPausesWhileTheProcessorsAreBusy() {
        load.set(0.9);
        assertThat(processor.pause(seconds(3))).isEqualTo(seconds(30));
        assertThat(processor.pause(0)).as("27 of 57 seconds are owed").isEqualTo(seconds(27));
        assertThat(processor.pause(0)).isZero();
        assertThat(processor.pause(seconds(3))).isEqualTo(seconds(30));
        load.set(0.1);
        nanos.addAndGet(seconds(1));
        assertThat(processor.pause(seconds(1))).as("forgiven").isEqualTo(seconds(1));
        load.set(0.9);
        nanos.addAndGet(seconds(1));
        assertThat(processor.pause(0)).isZero();
    }

    private static long seconds(long count) {
        return count * 1_000_000_000L;
    }
}
