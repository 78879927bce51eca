// SPDX-License-Identifier: Apache-2.0
package org.tubepost.clients;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.tubepost.clients.CheckedSession.Manner;

/**
 * Many clients by IMAP in the mailboxes of one user, and mail that comes in meanwhile. In rounds:
 * all do random things, then all rest, and what each of them was told is compared with what a fresh
 * session sees. Each keeps its own state and complains of every answer that does not fit.
 */
public final class RandomClients {
    private static final int MOST_FAILURES = 20;
    private static final long SETTLE_MILLIS = 1_000;

    private final RandomPlan plan;
    private final Truth truth = new Truth();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong operations = new AtomicLong();
    private final List<String> reports = new ArrayList<>();
    private final Map<String, KnownMailbox> fresh = new ConcurrentHashMap<>();
    private final CyclicBarrier rest;
    private final CyclicBarrier again;
    private final long end;
    private volatile long roundEnd;
    private volatile boolean last;
    private int rounds;

    private RandomClients(RandomPlan plan) {
        this.plan = plan;
        int parties = plan.clients() + deliveries().size();
        this.end = System.nanoTime() + plan.seconds() * 1_000_000_000L;
        this.rest = new CyclicBarrier(parties, this::look);
        this.again = new CyclicBarrier(parties, this::nextRound);
        nextRound();
    }

    /**
     * Runs.
     *
     * @return what was done and what was wrong
     */
    public static RandomReport run(RandomPlan plan) throws IOException, InterruptedException {
        return new RandomClients(plan).run();
    }

    private RandomReport run() throws IOException, InterruptedException {
        try (CheckedSession session = connect(Manner.PLAIN, new Transcript())) {
            for (String name : FolderNames.SHARED) {
                session.command("CREATE " + name, true, "ALREADYEXISTS");
            }
        } catch (ViolationException refused) {
            throw new IOException(refused);
        }
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < plan.clients(); i++) {
            String name = "client-" + i;
            threads.add(new Thread(new RandomClient(this, name, plan.seed() + i), name));
        }
        deliveries().forEach(d -> threads.add(new Thread(d, "delivery")));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        return new RandomReport(rounds, operations.get(), failures.get(), List.copyOf(reports));
    }

    private List<Deliveries> deliveries() {
        List<Deliveries> all = new ArrayList<>();
        plan.lmtp().ifPresent(a -> all.add(new Deliveries(this, a, "LHLO", plan.user())));
        plan.smtp().ifPresent(a -> all.add(new Deliveries(this, a, "EHLO", plan.user())));
        return all;
    }

    CheckedSession connect(Manner manner, Transcript transcript)
            throws IOException, ViolationException {
        return new CheckedSession(
                plan.imap(), plan.user(), plan.password(), manner, truth, transcript);
    }

    boolean goesOn() {
        return !last;
    }

    boolean isBusy() {
        return System.nanoTime() < roundEnd && failures.get() < MOST_FAILURES;
    }

    void counted() {
        operations.incrementAndGet();
    }

    void failed(String who, Exception what, Transcript transcript) {
        if (failures.incrementAndGet() <= MOST_FAILURES) {
            synchronized (reports) {
                reports.add(who + ": " + what + "\n" + transcript);
            }
        }
    }

    void rested() {
        await(rest);
    }

    void compared() {
        await(again);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    private void nextRound() {
        rounds++;
        last = System.nanoTime() >= end || failures.get() >= MOST_FAILURES;
        roundEnd = Math.min(end, System.nanoTime() + plan.roundSeconds() * 1_000_000_000L);
    }

    /** Reads everything with a fresh session, when all rest. */
    private void look() {
        fresh.clear();
        Transcript transcript = new Transcript();
        try {
            Thread.sleep(SETTLE_MILLIS); // what is queued arrives
            try (CheckedSession session = connect(Manner.CONDSTORE, transcript)) {
                Reply list = session.command("LIST \"\" *", true);
                for (List<Item> line : list.lines()) {
                    if (line.get(0).upper().equals("LIST")
                            && session.select(line.get(3).text(), true, "").isOk()) {
                        new Reading(session, new java.util.Random()).learn();
                        fresh.put(
                                session.selected().orElseThrow().id(),
                                session.selected().orElseThrow());
                    }
                }
                session.logout();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (IOException | ViolationException | RuntimeException failed) {
            failed("fresh session", failed, transcript);
        }
    }

    /** What a client knows must be what a fresh session was told. */
    void compare(KnownMailbox known) throws ViolationException {
        KnownMailbox now =
                Optional.ofNullable(fresh.get(known.id()))
                        .orElseThrow(
                                () ->
                                        new ViolationException(
                                                known.name() + " is gone, and nobody said so"));
        if (known.size() != now.size()) {
            throw new ViolationException(
                    known.size() + " messages are known, and " + now.size() + " there");
        }
        Map<String, String> wrong = new HashMap<>();
        for (int i = 0; i < now.size(); i++) {
            KnownMessage there = now.messages().get(i);
            KnownMessage here = known.messages().get(i);
            if (here.uid() != 0 && here.uid() != there.uid()
                    || here.flags().isPresent() && !here.flags().equals(there.flags())) {
                wrong.put(here.toString(), there.toString());
            }
        }
        if (!wrong.isEmpty()) {
            throw new ViolationException("known, and really there: " + wrong);
        }
    }
}
