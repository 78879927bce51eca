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
        assertThat(processor.pause(1000)).as("looked at once a second").isEqualTo(1000);
        nanos.addAndGet(1_000_000_000L);
        assertThat(processor.pause(1000)).isEqualTo(19_000);
        load.set(-1.0);
        nanos.addAndGet(1_000_000_000L);
        assertThat(processor.pause(1000)).as("not known").isEqualTo(1000);
    }
}
