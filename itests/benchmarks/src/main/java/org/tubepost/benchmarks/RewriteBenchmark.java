// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
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
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;
import org.tubepost.config.ConfigurationFolder;
import org.tubepost.rewrite.RuleEngine;

/**
 * Addresses a second through 10,000 rules and 500 channels on one thread. Addresses are of all
 * kinds that the rules know, and of domains that only the last rule takes, in random order.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class RewriteBenchmark {
    private static final int ADDRESSES = 1 << 14;

    private final MailAddress[] addresses = new MailAddress[ADDRESSES];
    private RuleEngine engine;
    private RewriteContext context;
    private int next;

    /** Loads the rules and makes the addresses. */
    @Setup
    public void load() throws IOException {
        Path folder = LargeConfiguration.write();
        Generation generation = ConfigurationFolder.read(folder);
        LargeConfiguration.delete(folder);
        engine = RuleEngine.standingAlone(new Alone());
        if (!engine.prepare(generation).isEmpty()) {
            throw new IllegalStateException(engine.prepare(generation).toString());
        }
        engine.activate(generation);
        context = RewriteContext.recipient(generation, "tcp_0", false, Trace.OFF);
        Random random = new Random(1);
        for (int i = 0; i < ADDRESSES; i++) {
            addresses[i] =
                    new MailAddress("user" + i, domain(random.nextInt(LargeConfiguration.RULES)));
            if (!(engine.rewrite(addresses[i], context) instanceof Route.Found)) {
                throw new IllegalStateException(addresses[i] + " is refused");
            }
        }
    }

    private static String domain(int rule) {
        return switch (rule % 4) {
            case 0 -> "host" + rule + ".example.com";
            case 1 -> "www.site" + rule + ".example.net";
            case 2 -> "old" + rule + ".example.org";
            default -> "mail.elsewhere" + rule + ".test";
        };
    }

    /** One address. */
    @Benchmark
    public Route address() {
        next = (next + 1) & (ADDRESSES - 1);
        return engine.rewrite(addresses[next], context);
    }
}
