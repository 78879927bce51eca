// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.tubepost.api.config.Generation;
import org.tubepost.config.ConfigurationFolder;
import org.tubepost.mapping.StandingTables;
import org.tubepost.rewrite.RuleEngine;

/**
 * A large configuration from files to compiled rules and tables, all checks included: the first
 * time in a new virtual machine, as at a start, and again, as at a reload.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ConfigurationBenchmark {
    private Path folder;

    /** Writes the files. */
    @Setup
    public void write() throws IOException {
        folder = LargeConfiguration.write();
    }

    /** Deletes them. */
    @TearDown
    public void delete() throws IOException {
        LargeConfiguration.delete(folder);
    }

    /** A first load, nothing warm. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Fork(5)
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    public void firstLoad(Blackhole out) {
        load(out);
    }

    /** A reload. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @Fork(1)
    @Warmup(iterations = 3, time = 5)
    @Measurement(iterations = 5, time = 5)
    public void reload(Blackhole out) {
        load(out);
    }

    private void load(Blackhole out) {
        Generation generation = ConfigurationFolder.read(folder);
        RuleEngine engine = RuleEngine.standingAlone(new Alone());
        out.consume(engine.prepare(generation));
        out.consume(new StandingTables(generation));
        out.consume(engine);
    }
}
