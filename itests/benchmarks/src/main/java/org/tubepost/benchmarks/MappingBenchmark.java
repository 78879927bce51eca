// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;
import org.tubepost.config.ConfigurationFolder;
import org.tubepost.mapping.StandingTables;

/** Probes of a table of 100,000 entries: such that an entry names, and such that only `*` takes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class MappingBenchmark {
    private static final int PROBES = 1 << 13;

    private final Probe[] named = new Probe[PROBES];
    private final Probe[] unnamed = new Probe[PROBES];
    private StandingTables tables;
    private int next;

    /** Loads the table and makes the probes. */
    @Setup
    public void load() throws IOException {
        Path folder = LargeConfiguration.write();
        tables = new StandingTables(ConfigurationFolder.read(folder));
        LargeConfiguration.delete(folder);
        Random random = new Random(1);
        for (int i = 0; i < PROBES; i++) {
            String from = "tcp_local|a" + i + "@b.test|tcp_0|";
            int number = random.nextInt(LargeConfiguration.ENTRIES - 1);
            named[i] = Probe.of(from + "user" + number + "@example.com", Trace.OFF);
            unnamed[i] = Probe.of(from + "user" + number + "@example.net", Trace.OFF);
        }
        require(named[0], 'N');
        require(unnamed[0], 'Y');
    }

    private void require(Probe probe, char flag) {
        if (!tables.table(LargeConfiguration.TABLE, probe).orElseThrow().has(flag)) {
            throw new IllegalStateException(probe + " does not set " + flag);
        }
    }

    /** One of the entries is it. */
    @Benchmark
    public Optional<MappingTable.Result> probeThatAnEntryNames() {
        next = (next + 1) & (PROBES - 1);
        return tables.table(LargeConfiguration.TABLE, named[next]);
    }

    /** None is but the last. */
    @Benchmark
    public Optional<MappingTable.Result> probeThatOnlyTheLastEntryTakes() {
        next = (next + 1) & (PROBES - 1);
        return tables.table(LargeConfiguration.TABLE, unnamed[next]);
    }
}
