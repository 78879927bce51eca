// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Clients by LMTP, IMAP and POP3 whose runs are told line by line on standard input, so that one
 * process, once warm, drives several servers in turn. Each run is answered with one line: {@code
 * ok} with the rate and latencies, or {@code failed} with what went wrong. The workload {@code
 * idle} opens a crowd, which stays until {@code release}.
 */
public final class MailboxLoad {
    private final MailboxPlan plan;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicLongArray latencies;
    private final Map<String, Long> errors = new ConcurrentHashMap<>();
    private final CyclicBarrier ready;
    private volatile long start;

    private MailboxLoad(MailboxPlan plan) {
        this.plan = plan;
        this.latencies = new AtomicLongArray(plan.operations());
        this.ready = new CyclicBarrier(plan.connections(), () -> start = System.nanoTime());
    }

    /** Takes runs from standard input until it ends. */
    public static void main(String[] words) throws IOException, InterruptedException {
        Optional<IdleCrowd> crowd = Optional.empty();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                    if (line.equals("release")) {
                        try (IdleCrowd all = crowd.orElseThrow()) {
                            all.finish();
                        }
                        crowd = Optional.empty();
                        Terminal.print("ok");
                        continue;
                    }
                    MailboxPlan plan = MailboxPlan.of(List.of(line.trim().split(" +")));
                    if (plan.workload().equals("idle")) {
                        crowd = Optional.of(new IdleCrowd(plan));
                        Terminal.print("ok");
                    } else {
                        Terminal.print(answer(run(plan)));
                    }
                } catch (IllegalArgumentException wrong) {
                    Terminal.print(
                            "failed "
                                    + wrong.getMessage()
                                    + "; "
                                    + MailboxPlan.USAGE.replace('\n', ' '));
                } catch (IOException failed) {
                    Terminal.print("failed " + failed.getMessage());
                }
            }
        }
    }

    private static String answer(LoadResult result) {
        if (result.failures() > 0) {
            return "failed " + result.report().replace('\n', ' ');
        }
        return "ok %.3f %.3f %.3f"
                .formatted(result.rate(), result.percentile(0.5), result.percentile(0.99));
    }

    /** Runs one plan; sessions that are opened before the first operation are not in the time. */
    static LoadResult run(MailboxPlan plan) throws InterruptedException {
        MailboxWorkload.Opening opening = MailboxWorkload.ALL.get(plan.workload());
        if (opening == null) {
            throw new IllegalArgumentException("there is no workload '" + plan.workload() + "'");
        }
        return new MailboxLoad(plan).run(opening);
    }

    private LoadResult run(MailboxWorkload.Opening opening) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        AtomicLongArray ends = new AtomicLongArray(plan.connections());
        for (int i = 0; i < plan.connections(); i++) {
            int connection = i;
            Thread thread =
                    new Thread(
                            () -> ends.set(connection, connection(opening, connection)),
                            "connection-" + i);
            threads.add(thread);
            thread.start();
        }
        long last = 0;
        for (int i = 0; i < threads.size(); i++) {
            threads.get(i).join();
            last = Math.max(last, ends.get(i) - start);
        }
        long[] all = new long[done.get()];
        for (int i = 0; i < all.length; i++) {
            all[i] = latencies.get(i);
        }
        if (all.length != plan.operations()) {
            errors.putIfAbsent(
                    "operations that were not done", (long) plan.operations() - all.length);
        }
        return LoadResult.of(Math.max(1, last), all, errors);
    }

    /** Gives when the last operation was done. */
    private long connection(MailboxWorkload.Opening opening, int number) {
        Optional<MailboxWorkload> opened = Optional.empty();
        try {
            opened = Optional.of(opening.open(plan, number));
        } catch (IOException failed) {
            note(failed);
        }
        long end = 0;
        try {
            ready.await();
            end = System.nanoTime();
            while (errors.isEmpty() && begun.getAndIncrement() < plan.operations()) {
                long before = end;
                opened.orElseThrow().once();
                end = System.nanoTime();
                latencies.set(done.getAndIncrement(), end - before);
            }
        } catch (IOException failed) {
            note(failed);
        } catch (InterruptedException | BrokenBarrierException stop) {
            Thread.currentThread().interrupt();
        }
        try {
            if (opened.isPresent()) {
                opened.get().close();
            }
        } catch (IOException failed) {
            note(failed);
        }
        return end;
    }

    private void note(IOException failed) {
        errors.merge(String.valueOf(failed.getMessage()), 1L, Long::sum);
    }
}
