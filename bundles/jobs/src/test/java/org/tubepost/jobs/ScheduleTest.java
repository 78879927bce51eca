// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tubepost.api.message.Reply;

/** Who is next, and how many at once. */
class ScheduleTest {
    private static final Optional<Reply> SILENCE = Optional.of(Reply.of(451, "4.4.1", "no answer"));

    private final Schedule schedule = new Schedule(20);
    private final Map<String, Pool> pools = new HashMap<>();
    private long number;

    private Pool plan(Plans plans) {
        Map<String, ChannelPlan> all = plans.plans();
        all.values().forEach(p -> pools.put(p.pool().name(), new Pool(p.pool())));
        schedule.plan(all, pools, 0);
        schedule.channels().forEach(c -> c.present = true);
        return pools.values().iterator().next();
    }

    private Pool plan(String keywords, int limit) {
        return plan(new Plans().channel("tcp", keywords).pool("DEFAULT", limit));
    }

    private long put(String channel, String destination, long at) {
        Line line = schedule.line(channel, destination);
        schedule.put(new Job(++number, line, 1, at, at, Long.MAX_VALUE), 0);
        return number;
    }

    private List<Turn> takeAll(Pool pool, long now) {
        List<Turn> all = new ArrayList<>();
        schedule.advance(now);
        for (Turn t = schedule.take(pool, now); t != null; t = schedule.take(pool, now)) {
            all.add(t);
        }
        return all;
    }

    private static List<String> destinations(List<Turn> turns) {
        return turns.stream().map(t -> t.job().line.destination).toList();
    }

    @Test
    void nothingIsTakenBeforeItsTime() {
        Pool pool = plan("maxjobs 9", 9);
        put("tcp", "a", 100);
        assertThat(takeAll(pool, 99)).isEmpty();
        assertThat(schedule.nextEvent()).isEqualTo(100);
        assertThat(takeAll(pool, 100)).hasSize(1);
        assertThat(schedule.nextEvent()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void destinationsTakeTurns() {
        Pool pool = plan("maxjobs 9", 4);
        for (int i = 0; i < 100; i++) {
            put("tcp", "busy", 0);
        }
        put("tcp", "quiet", 0);
        assertThat(destinations(takeAll(pool, 1))).containsOnlyOnce("quiet");
    }

    @Test
    void channelsOfAPoolTakeTurns() {
        Pool pool =
                plan(new Plans().channel("loud", "pool P").channel("soft", "pool P").pool("P", 4));
        for (int i = 0; i < 100; i++) {
            put("loud", "d" + i, 0);
        }
        put("soft", "x", 0);
        put("soft", "y", 0);
        assertThat(destinations(takeAll(pool, 1))).contains("x", "y");
    }

    @Test
    void limitsOfPoolChannelAndThreadsHold() {
        Pool pool =
                plan(
                        new Plans()
                                .channel("one", "pool P, maxjobs 2")
                                .channel("two", "pool P")
                                .pool("P", 5)
                                .parameters(Map.of("THREADS", "3")));
        for (int i = 0; i < 100; i++) {
            put("one", "a" + i, 0);
            put("two", "b" + i, 0);
        }
        List<Turn> turns = takeAll(pool, 1);
        assertThat(turns).hasSize(15);
        assertThat(destinations(turns)).filteredOn(d -> d.startsWith("a")).hasSize(6);
        turns.forEach(t -> schedule.end(t, Evidence.SUCCESS, Optional.empty(), 1));
        assertThat(pool.jobs).isZero();
        assertThat(takeAll(pool, 1)).hasSize(15);
    }

    @Test
    void windowGrowsWithSuccessAndShrinksWithFailure() {
        Pool pool = plan("maxjobs 1000", 1000);
        for (int i = 0; i < 5000; i++) {
            put("tcp", "a", 0);
        }
        List<Integer> sizes = new ArrayList<>();
        List<Turn> turns = takeAll(pool, 1);
        while (turns.size() < 20) {
            sizes.add(turns.size());
            turns.forEach(t -> schedule.end(t, Evidence.SUCCESS, Optional.empty(), 1));
            turns = takeAll(pool, 1);
        }
        assertThat(sizes).startsWith(3, 3, 4).isSorted().hasSizeLessThan(40);
        schedule.end(turns.remove(0), Evidence.BUSY, Optional.empty(), 1);
        turns.forEach(t -> schedule.end(t, Evidence.ANSWER, Optional.empty(), 1));
        assertThat(takeAll(pool, 1)).hasSize(10);
    }

    @Test
    void threadDepthAsksForALongerLineBeforeAFurtherDelivery() {
        Pool pool = plan("threaddepth 10", 100);
        for (int i = 0; i < 20; i++) {
            put("tcp", "a", 0);
        }
        assertThat(takeAll(pool, 1)).hasSize(2);
    }

    @Test
    void failureOfAConnectionBetweenSuccessesKillsNobody() {
        Pool pool = plan("maxjobs 1", 1);
        for (int i = 0; i < 30; i++) {
            put("tcp", "a", 0);
        }
        for (int i = 0; i < 30; i++) {
            Turn turn = takeAll(pool, 1).get(0);
            Evidence evidence = i % 3 == 2 ? Evidence.SUCCESS : Evidence.UNREACHABLE;
            schedule.end(turn, evidence, SILENCE, 1);
        }
        assertThat(schedule.size()).isZero();
    }

    @Test
    void destinationThatAnswersItsProbeGetsAllAgain() {
        Pool pool = plan("backoff pt1m", 10);
        for (int i = 0; i < 10; i++) {
            put("tcp", "a", 0);
        }
        takeAll(pool, 0).forEach(t -> schedule.end(t, Evidence.UNREACHABLE, SILENCE, 0));
        assertThat(takeAll(pool, 59_999)).isEmpty();
        List<Turn> probe = takeAll(pool, 60_000);
        assertThat(probe).hasSize(1);
        schedule.end(probe.get(0), Evidence.SUCCESS, Optional.empty(), 60_000);
        assertThat(takeAll(pool, 60_000)).hasSize(3);
    }

    /** A delivery under way in the simulation. */
    private record Running(Turn turn, long ends) {}

    @Test
    void deadDomainWithAHundredThousandMessagesDelaysNobody() {
        Pool pool = plan("backoff pt5m", 32);
        for (int i = 0; i < 100_000; i++) {
            put("tcp", "dead", 0);
        }
        Random random = new Random(7);
        PriorityQueue<Running> running =
                new PriorityQueue<>(Comparator.comparingLong(Running::ends));
        long lastLive = 0;
        long worst = 0;
        int dead = 0;
        int live = 0;
        for (long now = 0; now < 3_600_000; now += 100) {
            while (!running.isEmpty() && running.peek().ends() <= now) {
                Turn turn = running.poll().turn();
                boolean isDead = turn.job().line.destination.equals("dead");
                schedule.end(turn, isDead ? Evidence.UNREACHABLE : Evidence.SUCCESS, SILENCE, now);
                if (isDead) {
                    schedule.put(turn.job().at(now + 300_000), now);
                }
            }
            if (now - lastLive >= 1000) {
                put("tcp", "live" + random.nextInt(500), now);
                lastLive = now;
            }
            for (Turn turn : takeAll(pool, now)) {
                boolean isDead = turn.job().line.destination.equals("dead");
                dead += isDead ? 1 : 0;
                live += isDead ? 0 : 1;
                worst = isDead ? worst : Math.max(worst, now - turn.job().at);
                // A connection to nowhere takes half a minute to fail.
                running.add(new Running(turn, now + (isDead ? 30_000 : 200)));
            }
        }
        assertThat(live).isGreaterThan(3500);
        assertThat(worst).isLessThanOrEqualTo(100);
        assertThat(dead).isBetween(10, 15);
    }

    @Test
    void manyDeadDomainsLeaveRoomForTheLivingAfterTheirFirstFailures() {
        Pool pool = plan("backoff pt1h", 32);
        for (int i = 0; i < 1000; i++) {
            for (int n = 0; n < 10; n++) {
                put("tcp", "dead" + i, 0);
            }
        }
        int attempts = 0;
        for (List<Turn> turns = takeAll(pool, 1); !turns.isEmpty(); turns = takeAll(pool, 1)) {
            attempts += turns.size();
            turns.forEach(t -> schedule.end(t, Evidence.UNREACHABLE, SILENCE, 1));
        }
        assertThat(attempts).isEqualTo(3000);
        put("tcp", "live", 1);
        assertThat(destinations(takeAll(pool, 1))).containsExactly("live");
    }

    @Test
    void anyOfManyEntriesCanBeMovedOrRemoved() {
        Pool pool = plan("backoff pt1m", 10);
        for (int i = 0; i < 200_000; i++) {
            put("tcp", "d" + i % 1000, i % 2 == 0 ? 0 : 1000 + i);
        }
        assertThat(schedule.size()).isEqualTo(200_000);
        for (long n = 1; n <= 200_000; n += 2) {
            schedule.remove(n, 0);
        }
        for (long n = 2; n <= 200_000; n += 2) {
            schedule.postpone(n, 5_000_000 + n, 0);
        }
        assertThat(schedule.size()).isEqualTo(100_000);
        assertThat(takeAll(pool, 4_999_999)).isEmpty();
        assertThat(schedule.nextEvent()).isEqualTo(5_000_002);
        schedule.advance(7_000_000);
        assertThat(schedule.channel("tcp").waiting).isEqualTo(100_000);
        assertThat(schedule.channel("tcp").startable).isEqualTo(100_000);
    }

    @Test
    void destinationsThatNobodyUsesAreForgotten() {
        Pool pool = plan("backoff pt1m", 10);
        for (int i = 0; i < 50_000; i++) {
            put("tcp", "d" + i, 0);
            takeAll(pool, 1).forEach(t -> schedule.end(t, Evidence.SUCCESS, Optional.empty(), 1));
        }
        assertThat(schedule.channel("tcp").lines).hasSizeLessThan(10_100);
        schedule.advance(10_000_000);
        assertThat(schedule.channel("tcp").lines).isEmpty();
    }
}
