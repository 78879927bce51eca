// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Sends messages by SMTP or LMTP over many connections, one thread each, and tells rate, latencies
 * and errors. A message that is refused counts as done; its connection is closed.
 */
public final class LoadDriver {
    private final LoadPlan plan;
    private final byte[] text;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicLongArray latencies;
    private final Map<String, Long> errors = new ConcurrentHashMap<>();

    private LoadDriver(LoadPlan plan) {
        this.plan = plan;
        this.text = plan.text();
        this.latencies = new AtomicLongArray(plan.messages());
    }

    /** Runs what the options say. */
    public static void main(String[] words) throws InterruptedException {
        LoadPlan plan;
        try {
            plan = LoadPlan.of(List.of(words));
        } catch (IllegalArgumentException wrong) {
            Terminal.complain(wrong.getMessage() + "\n" + LoadPlan.USAGE);
            System.exit(2);
            return;
        }
        LoadResult result = run(plan);
        Terminal.print(result.report());
        System.exit(result.failures() == 0 ? 0 : 1);
    }

    static LoadResult run(LoadPlan plan) throws InterruptedException {
        return new LoadDriver(plan).run();
    }

    private LoadResult run() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < plan.sessions(); i++) {
            Thread thread = new Thread(this::session, "session-" + i);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long nanos = System.nanoTime() - start;
        long[] all = new long[taken.get()];
        for (int i = 0; i < all.length; i++) {
            all[i] = latencies.get(i);
        }
        return LoadResult.of(nanos, all, errors);
    }

    private void session() {
        while (begun.get() < plan.messages()) {
            try {
                connection();
            } catch (IOException failed) {
                // The message is done, and so is the connection; the next one is new.
                errors.merge(String.valueOf(failed.getMessage()), 1L, Long::sum);
            }
        }
    }

    private void connection() throws IOException {
        if (begun.getAndIncrement() >= plan.messages()) {
            return;
        }
        long start = System.nanoTime();
        try (LoadSession session = new LoadSession(plan, text)) {
            do {
                session.deliver();
                long end = System.nanoTime();
                latencies.set(taken.getAndIncrement(), end - start);
                start = end;
            } while (plan.reuse() && begun.getAndIncrement() < plan.messages());
            session.quit();
        }
    }
}
