// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.tubepost.api.message.Reply;

/**
 * Which entry is next. Entries that are due stand in a line for each destination of a channel;
 * lines take turns by rank, channels of a pool take turns. Lines of destinations that are dead or
 * have enough deliveries are not looked at, so nothing here costs more than the logarithm of what
 * waits. Senders of entries that wait for a dead destination or in a stopped channel are told in
 * time: such entries are taken without being delivered. Times are those of {@link SteadyTime}. Not
 * thread-safe; an entry costs about eighty octets, a destination two hundred.
 */
final class Schedule {
    private static final long SCAN_GAP_MILLIS = 1_000;
    private static final int MOST_OF_A_SCAN = 10_000;

    private final int mostWindow;
    private final JobTable known = new JobTable();
    private final JobHeap later = new JobHeap(Job::isEarlier);
    private final Map<String, ChannelState> channels = new LinkedHashMap<>();
    private final PriorityQueue<WakeUp> wakeUps =
            new PriorityQueue<>(Comparator.comparingLong(WakeUp::at));
    private final IdleLines idle = new IdleLines();

    /** A line asks to be looked at; counts only if the line still says so. */
    private record WakeUp(long at, Line line) {}

    /**
     * An empty schedule.
     *
     * @param mostWindow most deliveries at once to a destination
     */
    Schedule(int mostWindow) {
        this.mostWindow = Math.max(1, mostWindow);
    }

    ChannelState channel(String name) {
        return channels.computeIfAbsent(name, ChannelState::new);
    }

    Collection<ChannelState> channels() {
        return channels.values();
    }

    int size() {
        return known.size();
    }

    /** The job of an entry, null if it is not here. */
    Job job(long number) {
        return known.get(number);
    }

    /** Line of a destination. */
    Line line(String channel, String destination) {
        ChannelState state = channel(channel);
        return state.lines.computeIfAbsent(destination, name -> new Line(state, name, mostWindow));
    }

    /** Puts an entry in, or moves it. */
    void put(Job job, long now) {
        remove(job.number, now);
        known.add(job);
        job.line.jobs++;
        if (job.at <= now) {
            arrive(job, now);
        } else {
            job.place = Job.Place.LATER;
            later.add(job);
        }
    }

    /** Lets an entry wait until a time. */
    void postpone(long number, long at, long now) {
        Job job = known.get(number);
        if (job != null) {
            put(job.at(at), now);
        }
    }

    /** Takes an entry out. */
    void remove(long number, long now) {
        Job job = known.remove(number);
        if (job == null) {
            return;
        }
        Line line = job.line;
        switch (job.place) {
            case LATER -> later.remove(job);
            case LINE -> {
                line.ready.remove(job);
                line.channel.waiting--;
            }
            case OVERDUE -> line.channel.waiting--;
            case NONE -> {
                // Taken.
            }
        }
        job.place = Job.Place.NONE;
        line.jobs--;
        settle(line, now);
    }

    /** Lines those up that have become due, and wakes lines. */
    void advance(long now) {
        while (later.size() > 0 && later.peek().at <= now) {
            arrive(later.poll(), now);
        }
        while (!wakeUps.isEmpty() && wakeUps.peek().at() <= now) {
            WakeUp next = wakeUps.poll();
            if (next.line().wakeAt == next.at()) {
                next.line().wakeAt = Line.NEVER;
                wake(next.line(), now);
            }
        }
        idle.forget(now);
    }

    /** When something will happen by itself. */
    long nextEvent() {
        long next = later.size() == 0 ? Line.NEVER : later.peek().at;
        return wakeUps.isEmpty() ? next : Math.min(next, wakeUps.peek().at());
    }

    private void arrive(Job job, long now) {
        Line line = job.line;
        job.place = Job.Place.LINE;
        line.ready.add(job);
        line.channel.waiting++;
        line.earliestNotice = Math.min(line.earliestNotice, job.noticeAt);
        settle(line, now);
    }

    /** A channel is stopped or started: while it is stopped, senders are told by its lines. */
    void stopped(ChannelState channel, boolean isStopped, long now) {
        if (channel.stopped != isStopped) {
            channel.stopped = isStopped;
            channel.lines.values().forEach(line -> settle(line, now));
        }
    }

    /** Puts a line where it belongs after a change. */
    private void settle(Line line, long now) {
        Ring wanted = line.mayStart(now) ? line.channel.ring(line.ready.peek().rank) : null;
        if (line.ring != wanted) {
            if (line.ring != null) {
                line.ring.remove(line);
            }
            if (wanted != null) {
                wanted.add(line);
            }
        }
        int counted = wanted == null ? 0 : line.ready.size();
        line.channel.startable += counted - line.counted;
        line.counted = counted;
        if (line.isSilent(now)) {
            wakeAt(line, Math.max(line.nextLook(now), now + 1));
        }
        if (line.isUnused()) {
            idle.add(line, now);
        }
    }

    private void wakeAt(Line line, long at) {
        if (at < line.wakeAt && at != Line.NEVER) {
            line.wakeAt = at;
            wakeUps.add(new WakeUp(at, line));
        }
    }

    private void wake(Line line, long now) {
        if (line.isSilent(now) && line.earliestNotice <= now) {
            collectOverdue(line, now);
        }
        settle(line, now);
    }

    /** The only look at a whole line: when a notice is due while nothing is delivered. */
    private void collectOverdue(Line line, long now) {
        List<Job> due = new ArrayList<>();
        long earliest = Line.NEVER;
        for (int i = 0; i < line.ready.size(); i++) {
            Job job = line.ready.get(i);
            if (job.noticeAt <= now && due.size() < MOST_OF_A_SCAN) {
                due.add(job);
            } else {
                earliest = Math.min(earliest, job.noticeAt);
            }
        }
        for (Job job : due) {
            line.ready.remove(job);
            job.place = Job.Place.OVERDUE;
            line.channel.overdue.add(job);
        }
        line.earliestNotice = Math.max(earliest, now + SCAN_GAP_MILLIS);
    }

    /**
     * Takes the next entry of a pool, null if there is none that may be delivered. The caller says
     * {@link #end} when it is done.
     */
    Turn take(Pool pool, long now) {
        if (pool.channels.isEmpty()) {
            return null;
        }
        Turn turn = pool.isTurnOfOverdue() ? takeOverdue(pool, now) : null;
        for (int rank : pool.ranks()) {
            for (int n = pool.channels.size(); turn == null && n > 0; n--) {
                ChannelState channel = pool.nextChannel();
                Line line = channel.ring(rank).first();
                if (line != null && channel.mayDeliver()) {
                    turn = takeFrom(line, now);
                }
            }
        }
        return turn != null ? turn : takeOverdue(pool, now);
    }

    private Turn takeFrom(Line line, long now) {
        Job job = line.ready.peek();
        // To the end of the ring, should it stay in one.
        line.ring.remove(line);
        line.active++;
        remove(job.number, now);
        return begin(job, Optional.empty());
    }

    private Turn takeOverdue(Pool pool, long now) {
        for (int n = pool.channels.size(); n > 0; n--) {
            ChannelState channel = pool.nextChannel();
            while (channel.hasRoom() && !channel.overdue.isEmpty()) {
                Job job = channel.overdue.poll();
                if (job.place != Job.Place.OVERDUE) {
                    continue;
                }
                Line line = job.line;
                if (line.isSilent(now)) {
                    remove(job.number, now);
                    return begin(job, Optional.of(line.reason()));
                }
                // Somebody has answered since: it is delivered like the others.
                channel.waiting--;
                arrive(job, now);
            }
        }
        return null;
    }

    private static Turn begin(Job job, Optional<Reply> undelivered) {
        ChannelState channel = job.line.channel;
        Pool pool = channel.pool;
        int before = channel.jobs();
        channel.active++;
        pool.jobs += channel.jobs() - before;
        pool.took();
        return new Turn(job, channel.plan, undelivered);
    }

    /** A delivery is over; what it says about the destination counts. */
    void end(Turn turn, Evidence evidence, Optional<Reply> reply, long now) {
        Line line = turn.job().line;
        ChannelState channel = line.channel;
        int before = channel.jobs();
        channel.active--;
        if (channel.pool != null) {
            channel.pool.jobs += channel.jobs() - before;
        }
        if (turn.undelivered().isEmpty()) {
            line.active--;
            line.learn(evidence, reply, now);
        }
        settle(line, now);
    }

    /**
     * Puts channels into pools as a generation says. Deliveries under way count in the new ones.
     */
    void plan(Map<String, ChannelPlan> plans, Map<String, Pool> pools, long now) {
        plans.keySet().forEach(this::channel);
        pools.values().forEach(pool -> pool.channels.clear());
        pools.values().forEach(pool -> pool.jobs = 0);
        for (ChannelState channel : channels.values()) {
            channel.plan = plans.get(channel.name);
            channel.pool = channel.plan == null ? null : pools.get(channel.plan.pool().name());
            if (channel.pool != null) {
                channel.pool.channels.add(channel);
                channel.pool.jobs += channel.jobs();
            }
        }
    }
}
