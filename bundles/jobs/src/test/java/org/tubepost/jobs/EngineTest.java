// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.DeliveryReports.Kind;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.WeeklyWindow;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.testkit.RecordedLog;

/**
 * What is delivered when: engine, deliverer and attempts together, over a queue in memory, on the
 * thread of the test and in a time that the test moves.
 */
class EngineTest {
    private static final WeeklyWindow NIGHT =
            new WeeklyWindow(Set.of(DayOfWeek.values()), 22 * 60, 6 * 60);

    private final MovedTime time = new MovedTime();
    private final MemoryQueue queue = new MemoryQueue(time);
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<Long> tried = new ArrayList<>();
    private final List<String> reports = new ArrayList<>();
    private final Set<String> replies = new TreeSet<>();
    private boolean reportsFail;
    private boolean programGone;
    private Engine engine;
    private int started;

    @BeforeEach
    void begin() {
        Deliverer deliverer =
                new Deliverer(
                        queue,
                        program -> programGone ? Optional.empty() : Optional.of(lease()),
                        (delivery, outcomes, kind) -> {
                            report(delivery.entry(), kind);
                            outcomes.forEach(o -> replies.add(o.reply().status().toString()));
                        },
                        new RecordedLog(),
                        Duration.ofMinutes(10),
                        time,
                        () -> 0);
        engine =
                new Engine(
                        new SteadyTime(time, time::nanoTime),
                        20,
                        task -> {
                            started++;
                            threads.add(task);
                        },
                        turn -> deliverer.run(turn, (t, o) -> t.job().line.channel.count(o)));
        queue.listener(engine::changed);
    }

    private Lease<Channel> lease() {
        return new Lease<>() {
            @Override
            public Channel service() {
                return delivery -> {
                    tried.add(delivery.entry());
                    Recipient to = delivery.envelope().recipients().get(0);
                    return List.of(fate(to, delivery.destination()));
                };
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    private Outcome fate(Recipient to, String destination) throws IOException {
        if (destination.startsWith("dead")) {
            return new Outcome.Deferred(to, Reply.of(451, "4.4.1", "no answer"), "");
        }
        if (destination.startsWith("slow")) {
            return new Outcome.Deferred(to, Reply.of(451, "4.7.1", "later"), "mx");
        }
        if (destination.startsWith("broken")) {
            throw new IOException("broken");
        }
        return new Outcome.Delivered(
                to, Reply.of(250, "2.0.0", "ok"), "mx", Outcome.Action.RELAYED);
    }

    private void report(long entry, Kind kind) throws IOException {
        if (reportsFail) {
            throw new IOException("no door");
        }
        reports.add(
                kind + " " + entry + " at " + Duration.between(MovedTime.BEGIN, time.instant()));
    }

    private void plan(Plans plans) {
        engine.plan(plans.plans(), Set.of());
        if (engine.mustFindAll()) {
            queue.entries().forEach(engine::found);
        }
        engine.programs(Set.of("test"));
        run();
    }

    /** All that can be done at this moment is done. */
    private void run() {
        do {
            while (!threads.isEmpty()) {
                threads.remove().run();
            }
            engine.look();
        } while (!threads.isEmpty());
    }

    /** Time goes by in small steps. */
    private void pass(Duration all, Duration step) {
        for (Duration d = Duration.ZERO; d.compareTo(all) < 0; d = d.plus(step)) {
            time.move(step);
            run();
        }
    }

    private List<Long> triedSince() {
        List<Long> since = List.copyOf(tried);
        tried.clear();
        return since;
    }

    @Test
    void deferredEntryIsTriedAgainWhenItsPauseIsOver() {
        plan(new Plans().channel("tcp", "backoff pt1m pt5m"));
        queue.add("tcp", "slow.test");
        run();
        assertThat(triedSince()).containsExactly(1L);
        time.move(Duration.ofSeconds(59));
        run();
        assertThat(triedSince()).isEmpty();
        time.move(Duration.ofMillis(1001));
        run();
        assertThat(triedSince()).containsExactly(1L);
        pass(Duration.ofMinutes(12), Duration.ofMinutes(1));
        assertThat(triedSince()).hasSize(2);
    }

    @Test
    void clockThatIsSetBackStallsNobody() {
        plan(new Plans().channel("tcp", "backoff pt1m"));
        queue.add("tcp", "slow.test");
        run();
        triedSince();
        time.set(MovedTime.BEGIN.minus(Duration.ofDays(400)));
        run();
        assertThat(triedSince()).isEmpty();
        time.move(Duration.ofSeconds(61));
        run();
        assertThat(triedSince()).containsExactly(1L);
    }

    @Test
    void clockThatLeapsAheadIsFollowed() {
        plan(new Plans().channel("tcp", "backoff pt1h"));
        queue.add("tcp", "slow.test");
        run();
        triedSince();
        time.set(MovedTime.BEGIN.plus(Duration.ofHours(2)));
        run();
        assertThat(triedSince()).containsExactly(1L);
    }

    @Test
    void entriesOfAClockThatWasAheadAreNotKeptWaitingAfterARestart() {
        time.set(MovedTime.BEGIN.plus(Duration.ofDays(400)));
        queue.add("tcp", "live.test");
        time.set(MovedTime.BEGIN);
        plan(new Plans().channel("tcp", "notices 3 4"));
        assertThat(triedSince()).containsExactly(1L);
    }

    @Test
    void entriesThatWereTriedWaitNoLongerThanTheirPauseWhenTheClockWasSetBackBeforeARestart() {
        Plans plans = new Plans().channel("tcp", "backoff pt10m pt30m");
        plan(plans);
        queue.add("tcp", "slow.test");
        run();
        triedSince();
        time.set(MovedTime.BEGIN.minus(Duration.ofHours(1)));
        begin();
        plan(plans);
        time.move(Duration.ofMinutes(9));
        run();
        assertThat(triedSince()).isEmpty();
        time.move(Duration.ofMinutes(2).plusSeconds(1));
        run();
        assertThat(triedSince()).containsExactly(1L);
    }

    @Test
    void entriesThatWereTriedWaitNoLongerThanTheirPauseWhenPlansChangeAfterTheClockWasSetBack() {
        plan(new Plans().channel("tcp", "backoff pt10m, notices 3 4"));
        queue.add("tcp", "slow.test");
        run();
        triedSince();
        time.set(MovedTime.BEGIN.minus(Duration.ofHours(1)));
        plan(new Plans().channel("tcp", "backoff pt10m, notices 2 4"));
        time.move(Duration.ofMinutes(11).plusSeconds(1));
        run();
        assertThat(triedSince()).containsExactly(1L);
    }

    @Test
    void whoeverIsWokenByPlansThatChangeTimesIsToldToFindAllOnce() throws Exception {
        assertThat(engine.mustFindAll()).isFalse();
        engine.plan(new Plans().channel("tcp", "notices 3 4").plans(), Set.of());
        assertThat(engine.mustFindAll()).isTrue();
        assertThat(engine.mustFindAll()).isFalse();
        engine.sleep(1);
        engine.plan(new Plans().channel("tcp", "notices 3 4").plans(), Set.of());
        assertThat(engine.mustFindAll()).isFalse();
        engine.plan(new Plans().channel("tcp", "notices 2 4").plans(), Set.of());
        assertThat(engine.mustFindAll()).isTrue();
    }

    @Test
    void sendersAreToldAtEachAgeOnceAndTheMessageIsGivenUpAtTheLast() {
        plan(new Plans().channel("tcp", "backoff pt7m pt4h, notices pt10h 1 p2d"));
        queue.add("tcp", "slow.test");
        run();
        pass(Duration.ofDays(3), Duration.ofMinutes(1));
        assertThat(reports)
                .containsExactly(
                        "DELAY 1 at PT10H1M", "DELAY 1 at PT24H1M", "FAILURE 1 at PT48H1M");
        assertThat(queue.entries()).isEmpty();
    }

    @Test
    void reportThatFailsIsRepeated() {
        plan(new Plans().channel("tcp", "backoff pt1h, notices 1"));
        queue.add("tcp", "slow.test");
        run();
        reportsFail = true;
        pass(Duration.ofHours(25), Duration.ofMinutes(5));
        assertThat(queue.entries()).hasSize(1);
        reportsFail = false;
        pass(Duration.ofMinutes(1), Duration.ofSeconds(5));
        assertThat(reports).hasSize(1).allMatch(r -> r.startsWith("FAILURE"));
        assertThat(queue.entries()).isEmpty();
    }

    @Test
    void deadDestinationIsProbedByOneEntryAtATime() {
        plan(new Plans().channel("tcp", "backoff pt10m pt30m").pool("DEFAULT", 10));
        for (int i = 0; i < 1000; i++) {
            queue.add("tcp", "dead.test");
        }
        run();
        assertThat(triedSince()).hasSize(Line.COHORT);
        time.move(Duration.ofMinutes(10).plusMillis(1));
        run();
        assertThat(triedSince()).as("one probe").hasSize(1);
        time.move(Duration.ofMinutes(29));
        run();
        assertThat(triedSince()).isEmpty();
        time.move(Duration.ofMinutes(1).plusMillis(2));
        run();
        assertThat(triedSince()).hasSize(1);
        assertThat(engine.jobs().get(0).waiting()).isEqualTo(999);
    }

    @Test
    void entryThatIsAskedForIsTriedAtOnceThoughItsDestinationIsDead() {
        plan(new Plans().channel("tcp", "backoff pt1h"));
        for (int i = 0; i < 100; i++) {
            queue.add("tcp", "dead.test");
        }
        run();
        triedSince();
        time.move(Duration.ofMinutes(5));
        queue.reschedule(50, time.instant());
        run();
        assertThat(triedSince()).as("one probe").hasSize(1);
    }

    @Test
    void entriesThatWaitForADeadDestinationHaveTheirNoticesAndTheirEndInTime() {
        plan(new Plans().channel("tcp", "backoff pt1h, notices pt4h pt10h"));
        for (int i = 0; i < 50; i++) {
            queue.add("tcp", "dead.test");
        }
        run();
        pass(Duration.ofHours(11), Duration.ofMinutes(1));
        assertThat(reports).filteredOn(r -> r.startsWith("DELAY")).hasSize(50);
        assertThat(reports).filteredOn(r -> r.startsWith("FAILURE")).hasSize(50);
        assertThat(reports).allMatch(r -> r.matches(".* at PT(4H|10H)(1M)?"));
        assertThat(tried).hasSizeLessThan(20);
    }

    @Test
    void stoppedChannelTellsSendersAtEachAgeAndGivesUpAtTheLastWithoutDelivering() {
        plan(new Plans().channel("tcp", "notices pt4h pt10h").channel("other", "notices 3"));
        engine.stopped("tcp", true);
        for (int i = 0; i < 20; i++) {
            queue.add("tcp", i % 2 == 0 ? "live.test" : "two.test");
        }
        queue.add("other", "live.test");
        run();
        pass(Duration.ofHours(5), Duration.ofMinutes(1));
        assertThat(reports).hasSize(20).allMatch(r -> r.matches("DELAY .* at PT4H(1M)?"));
        assertThat(replies).containsExactly("4.3.2");
        pass(Duration.ofHours(6), Duration.ofMinutes(1));
        assertThat(reports.subList(20, reports.size()))
                .hasSize(20)
                .allMatch(r -> r.matches("FAILURE .* at PT10H(1M)?"));
        assertThat(tried).containsExactly(21L);
        assertThat(queue.entries()).isEmpty();
    }

    @Test
    void channelThatIsStoppedWhileEntriesWaitAndStartedBeforeTheirNoticeDelivers() {
        plan(new Plans().channel("tcp", "backoff pt30m, notices pt4h pt10h"));
        queue.add("tcp", "slow.test");
        run();
        engine.stopped("tcp", true);
        pass(Duration.ofMinutes(239), Duration.ofMinutes(1));
        engine.stopped("tcp", false);
        run();
        assertThat(tried).hasSize(2);
        assertThat(reports).isEmpty();
        engine.stopped("tcp", true);
        pass(Duration.ofMinutes(3), Duration.ofMinutes(1));
        assertThat(reports).hasSize(1).allMatch(r -> r.startsWith("DELAY"));
    }

    @Test
    void programThatFailsToReachAnythingIsLeftAlone() {
        plan(new Plans().channel("tcp", "backoff pt10m"));
        for (int i = 0; i < 100; i++) {
            queue.add("tcp", "broken.test");
        }
        run();
        assertThat(tried).as("an IOException says that nobody was there").hasSize(Line.COHORT);
        assertThat(queue.entries()).hasSize(100);
    }

    @Test
    void urgentGoesFirstAndNobodyStarves() {
        plan(new Plans().channel("tcp", "maxjobs 1"));
        engine.stopped("tcp", true);
        for (int i = 0; i < 40; i++) {
            queue.add("tcp", "n" + i, Priority.NORMAL, 10);
            queue.add("tcp", "o" + i, Priority.NONURGENT, 10);
            queue.add("tcp", "u" + i, Priority.URGENT, 10);
        }
        engine.stopped("tcp", false);
        run();
        List<Long> order = triedSince();
        assertThat(order).hasSize(120);
        long urgentFirst = order.subList(0, 40).stream().filter(n -> n % 3 == 0).count();
        long lowest = order.subList(0, 40).stream().filter(n -> n % 3 == 2).count();
        assertThat(urgentFirst).isBetween(28L, 31L);
        assertThat(lowest).isBetween(1L, 3L);
    }

    @Test
    void withinADestinationUrgentOvertakesWhatHasNotWaitedLong() {
        plan(new Plans().channel("tcp", "maxjobs 1"));
        engine.stopped("tcp", true);
        queue.add("tcp", "a", Priority.NORMAL, 10);
        time.move(Duration.ofMinutes(31));
        queue.add("tcp", "a", Priority.NORMAL, 10);
        queue.add("tcp", "a", Priority.URGENT, 10);
        engine.stopped("tcp", false);
        run();
        assertThat(triedSince()).containsExactly(1L, 3L, 2L);
    }

    @Test
    void largeMessagesLoseTheirPriority() {
        plan(
                new Plans()
                        .channel(
                                "tcp",
                                "maxjobs 1, urgentblocklimit 10, normalblocklimit 100,"
                                        + " nonurgentblocklimit 1000"));
        engine.stopped("tcp", true);
        queue.add("tcp", "a", Priority.URGENT, 2_000_000);
        queue.add("tcp", "a", Priority.URGENT, 200_000);
        queue.add("tcp", "a", Priority.URGENT, 20_000);
        queue.add("tcp", "a", Priority.URGENT, 10_240);
        engine.stopped("tcp", false);
        run();
        assertThat(triedSince()).containsExactly(4L, 3L, 2L, 1L);
    }

    @Test
    void whatIsNotImmediateWaitsForTheHoursAfterWork() {
        plan(new Plans().channel("tcp", "immnormal, pool P").pool("P", 1, 5, NIGHT));
        queue.add("tcp", "a", Priority.NORMAL, 10);
        queue.add("tcp", "a", Priority.NONURGENT, 10);
        run();
        assertThat(triedSince()).containsExactly(1L);
        assertThat(engine.jobs().get(0).jobLimit()).isEqualTo(1);
        time.move(Duration.ofHours(12).minusSeconds(1));
        run();
        assertThat(triedSince()).isEmpty();
        time.move(Duration.ofSeconds(11));
        run();
        assertThat(triedSince()).containsExactly(2L);
        assertThat(engine.jobs().get(0).jobLimit()).isEqualTo(5);
    }

    @Test
    void newPlansCountForWhatWaitsAlready() {
        plan(new Plans().channel("tcp", "after 3600"));
        queue.add("tcp", "a");
        time.move(Duration.ofMinutes(30));
        run();
        assertThat(triedSince()).isEmpty();
        plan(new Plans().channel("tcp", "after 600"));
        assertThat(triedSince()).containsExactly(1L);
    }

    @Test
    void slaveChannelWaitsUntilItIsAsked() {
        plan(new Plans().channel("tcp", "slave, notices 1 2"));
        queue.add("tcp", "slow.test");
        queue.add("tcp", "live.test");
        run();
        pass(Duration.ofHours(23), Duration.ofHours(1));
        assertThat(triedSince()).isEmpty();
        queue.reschedule(2, time.instant());
        run();
        assertThat(triedSince()).containsExactly(2L);
        pass(Duration.ofHours(26), Duration.ofHours(1));
        assertThat(reports)
                .extracting(r -> r.substring(0, 7))
                .containsExactly("DELAY 1", "FAILURE");
    }

    @Test
    void heldEntryIsNotTriedAndAReleasedOneIs() {
        plan(new Plans().channel("tcp", "maxjobs 1"));
        engine.stopped("tcp", true);
        queue.add("tcp", "a");
        queue.hold(1);
        engine.stopped("tcp", false);
        run();
        assertThat(triedSince()).isEmpty();
        queue.release(1);
        run();
        assertThat(triedSince()).containsExactly(1L);
    }

    @Test
    void entryThatCannotBeReadIsLeftAloneForAWhile() {
        plan(new Plans().channel("tcp", "maxjobs 1"));
        queue.unreadable(true);
        queue.add("tcp", "a");
        run();
        queue.unreadable(false);
        time.move(Duration.ofSeconds(59));
        run();
        assertThat(triedSince()).isEmpty();
        time.move(Duration.ofSeconds(2));
        run();
        assertThat(triedSince()).containsExactly(1L);
    }

    @Test
    void withoutProgramEntriesWaitAndNoAttemptIsCounted() {
        plan(new Plans().channel("tcp", "maxjobs 1"));
        engine.programs(Set.of());
        queue.add("tcp", "a");
        run();
        time.move(Duration.ofDays(1));
        run();
        assertThat(triedSince()).isEmpty();
        engine.programs(Set.of("test"));
        run();
        assertThat(triedSince()).containsExactly(1L);
    }

    @Test
    void oneThreadGetsThroughALongLineOfShortDeliveries() {
        plan(new Plans().channel("tcp", "maxjobs 30").pool("DEFAULT", 30));
        engine.look();
        started = 0;
        for (int i = 0; i < 10_000; i++) {
            queue.add("tcp", "d" + i % 7);
        }
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
        assertThat(tried).hasSize(10_000);
        assertThat(started).isEqualTo(1);
    }

    @Test
    void stoppedEngineStartsNothing() {
        plan(new Plans().channel("tcp", "maxjobs 1"));
        engine.close();
        queue.add("tcp", "a");
        run();
        assertThat(tried).isEmpty();
        assertThat(queue.entries()).extracting(QueueEntry::attempt).containsExactly(1);
    }

    @Test
    void programThatGoesBetweenScheduleAndStartCostsNoAttempt() {
        plan(new Plans().channel("tcp", "maxjobs 1"));
        programGone = true;
        queue.add("tcp", "a");
        Runnable delivery = threads.remove();
        engine.programs(Set.of());
        delivery.run();
        programGone = false;
        engine.programs(Set.of("test"));
        run();
        assertThat(triedSince()).containsExactly(1L);
    }
}
