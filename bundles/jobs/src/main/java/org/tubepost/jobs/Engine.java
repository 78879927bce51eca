// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.queue.JobControl.ChannelJobs;
import org.tubepost.api.queue.QueueEntry;

/**
 * Decides when deliveries start, and on which thread. A delivery thread that has finished takes the
 * next entry itself, so that under load nobody is woken. An entry that comes while its pool is at
 * rest starts a thread at once; others are left to the threads at work, and what these do not get
 * through within {@value #TICK_MILLIS} milliseconds is given further threads, up to the limits, by
 * {@link #look}. One lock guards all.
 */
final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    static final long TICK_MILLIS = 2;
    private static final long LONGEST_SLEEP_MILLIS = 60_000;
    private static final long NANOS = 1_000_000;
    private static final Duration WITHOUT_THREAD = Duration.ofSeconds(1);

    private final Object lock = new Object();
    private final SteadyTime time;
    private final Schedule schedule;
    private final Executor threads;
    private final Function<Turn, Deliverer.Result> deliver;
    private final Pools pools = new Pools();
    private Map<String, ChannelPlan> plans = Map.of();
    private Set<String> programs = Set.of();
    private long sleepingUntil;
    private boolean ticking;
    private boolean arrivals;
    private boolean untimed = true;
    private boolean woken;
    private boolean closing;
    private int deliveries;

    /**
     * An engine without plans: entries wait.
     *
     * @param mostWindow most deliveries at once to a destination
     * @param threads runs deliveries, as many as come
     * @param deliver what a delivery thread does
     */
    Engine(
            SteadyTime time,
            int mostWindow,
            Executor threads,
            Function<Turn, Deliverer.Result> deliver) {
        this.time = time;
        this.schedule = new Schedule(mostWindow);
        this.threads = threads;
        this.deliver = deliver;
    }

    /** A channel's counters may be used without the lock. */
    ChannelState channel(String name) {
        synchronized (lock) {
            return schedule.channel(name);
        }
    }

    /** Puts plans in force. If they change times, entries that wait must be found again. */
    void plan(Map<String, ChannelPlan> next, Set<String> stopped) {
        synchronized (lock) {
            untimed |=
                    next.values().stream()
                            .anyMatch(p -> p.differsInTime(plans.get(p.definition().name())));
            plans = next;
            pools.plan(next.values());
            schedule.plan(next, pools.byName(), time.now());
            setPresent();
            schedule.channels()
                    .forEach(c -> schedule.stopped(c, stopped.contains(c.name), time.now()));
            pools.limit(time.wall(), time.now());
            wakeUp();
        }
    }

    /**
     * True, and only once, when all entries of the queue must be {@link #found} again: at the start
     * and after plans that change times. Known before {@link #plan} wakes the one who asks.
     */
    boolean mustFindAll() {
        synchronized (lock) {
            boolean must = untimed && !plans.isEmpty();
            untimed &= !must;
            return must;
        }
    }

    /** Tells which programs are offered now. */
    void programs(Set<String> offered) {
        synchronized (lock) {
            programs = offered;
            setPresent();
            wakeUp();
        }
    }

    private void setPresent() {
        schedule.channels()
                .forEach(c -> c.present = c.plan != null && programs.contains(c.plan.program()));
    }

    void stopped(String channel, boolean isStopped) {
        synchronized (lock) {
            schedule.stopped(schedule.channel(channel), isStopped, time.now());
            wakeUp();
        }
    }

    /** Takes over what the queue says of an entry. */
    void changed(QueueEntry entry) {
        synchronized (lock) {
            long now = time.now();
            if (entry.state() == QueueEntry.State.READY) {
                Job known = schedule.job(entry.number());
                // One that waits here gets another time only because somebody asks for it.
                if (known != null && known.dueMillis != entry.due().toEpochMilli()) {
                    known.line.ask();
                }
                file(entry, now);
            } else {
                schedule.remove(entry.number(), now);
            }
        }
    }

    /**
     * Takes over an entry of a stream that may be older than what {@link #changed} has told: what
     * is known better stays.
     */
    void found(QueueEntry entry) {
        synchronized (lock) {
            Job known = schedule.job(entry.number());
            boolean same = known == null || known.dueMillis == entry.due().toEpochMilli();
            if (entry.state() == QueueEntry.State.READY && same) {
                file(entry, time.now());
            }
        }
    }

    private void file(QueueEntry entry, long now) {
        Line line = schedule.line(entry.channel(), entry.destination());
        schedule.put(Job.of(entry, line, now, time.wall()), now);
        ChannelState channel = line.channel;
        if (line.ring == null) {
            if (schedule.nextEvent() < sleepingUntil) {
                wakeUp();
            }
        } else if (channel.pool != null && channel.pool.isAtRest()) {
            start(channel.pool, now);
        } else {
            arrivals = true;
            if (!ticking) {
                wakeUp();
            }
        }
    }

    private boolean start(Pool pool, long now) {
        Turn turn = closing ? null : schedule.take(pool, now);
        if (turn == null) {
            return false;
        }
        try {
            threads.execute(() -> work(turn));
            deliveries++;
            return true;
        } catch (RuntimeException | OutOfMemoryError noThread) {
            LOG.error("No thread for a delivery", noThread);
            again(turn.job(), WITHOUT_THREAD, now);
            schedule.end(turn, Evidence.NOTHING, Optional.empty(), now);
            return false;
        }
    }

    private void work(Turn first) {
        Turn turn = first;
        while (turn != null) {
            Deliverer.Result result = deliver.apply(turn);
            turn = next(turn, result);
        }
    }

    private Turn next(Turn done, Deliverer.Result result) {
        synchronized (lock) {
            long now = time.now();
            Pool pool = done.job().line.channel.pool;
            if (!closing && Thread.interrupted()) {
                LOG.warn("Entry {}: its delivery was interrupted", done.job().number);
            }
            result.again().ifPresent(pause -> again(done.job(), pause, now));
            schedule.end(done, result.evidence(), result.reply(), now);
            schedule.advance(now);
            Turn next = closing || pool == null ? null : schedule.take(pool, now);
            if (next == null) {
                deliveries--;
            }
            // More may be under way to this destination now, or something will happen earlier.
            Line line = done.job().line;
            if (!ticking && line.ring != null && line.channel.mayDeliver()
                    || schedule.nextEvent() < sleepingUntil) {
                wakeUp();
            }
            return next;
        }
    }

    private void again(Job job, Duration pause, long now) {
        schedule.put(job.at(now + pause.toMillis()), now);
    }

    /**
     * Starts what may be started and was not by the delivery threads themselves.
     *
     * @return milliseconds until somebody should look again
     */
    long look() {
        synchronized (lock) {
            long now = time.now();
            schedule.advance(now);
            if (pools.isTimeToLimit(now)) {
                pools.limit(time.wall(), now);
            }
            boolean more = arrivals;
            arrivals = false;
            for (Pool pool : pools.byName().values()) {
                more |= startBacklog(pool, now);
            }
            ticking = more;
            sleepingUntil =
                    more
                            ? now + TICK_MILLIS
                            : Math.min(schedule.nextEvent(), now + LONGEST_SLEEP_MILLIS);
            return Math.max(1, sleepingUntil - now);
        }
    }

    /** True if something is left that may get a thread in the next tick. */
    private boolean startBacklog(Pool pool, long now) {
        long backlog = pool.backlog();
        // Those at work get through as much as in the last tick.
        long budget = ticking && !pool.isAtRest() ? backlog - pool.taken : backlog;
        while (budget > 0 && start(pool, now)) {
            budget--;
        }
        pool.taken = 0;
        return pool.backlog() > 0;
    }

    /** Sleeps until somebody should look; woken earlier by what cannot wait. */
    void sleep(long millis) throws InterruptedException {
        synchronized (lock) {
            long end = System.nanoTime() + millis * NANOS;
            long left = millis;
            while (!woken && !closing && left > 0) {
                lock.wait(left);
                left = (end - System.nanoTime() + NANOS - 1) / NANOS;
            }
            woken = false;
        }
    }

    private void wakeUp() {
        woken = true;
        lock.notifyAll();
    }

    boolean isClosing() {
        synchronized (lock) {
            return closing;
        }
    }

    /** Starts nothing more. */
    void close() {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
    }

    /** Deliveries under way. */
    int deliveries() {
        synchronized (lock) {
            return deliveries;
        }
    }

    /** Channels with a plan. */
    List<ChannelJobs> jobs() {
        synchronized (lock) {
            schedule.advance(time.now());
            List<ChannelJobs> all = new ArrayList<>();
            for (ChannelPlan plan : plans.values()) {
                all.add(schedule.channel(plan.definition().name()).report());
            }
            return all;
        }
    }
}
