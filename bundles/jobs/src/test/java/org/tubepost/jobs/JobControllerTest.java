// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Reply;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.SmallFramework;

/** The component with real threads and services, in a time that the test moves. */
class JobControllerTest {
    private static final int AT_MOST = 20;

    @TempDir Path home;
    private final MovedTime time = new MovedTime();
    private final MemoryQueue queue = new MemoryQueue(time);
    private final BlockingQueue<Long> tried = new LinkedBlockingQueue<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private SmallFramework framework;
    private JobController controller;

    @BeforeEach
    void begin() throws Exception {
        framework = SmallFramework.start(home.resolve("cache"));
        framework.register(Channel.class, this::deliver, Map.of(Channel.PROGRAM, "test"));
        open(1);
    }

    private List<Outcome> deliver(Delivery delivery) throws InterruptedException {
        tried.add(delivery.entry());
        if (delivery.destination().equals("stuck.test")) {
            never.await();
        }
        return delivery.envelope().recipients().stream()
                .<Outcome>map(
                        r ->
                                delivery.destination().equals("slow.test")
                                        ? new Outcome.Deferred(
                                                r, Reply.of(451, "4.7.1", "later"), "mx")
                                        : new Outcome.Delivered(
                                                r,
                                                Reply.of(250, "2.0.0", "ok"),
                                                "mx",
                                                Outcome.Action.RELAYED))
                .toList();
    }

    private void open(int drainSeconds) throws Exception {
        controller =
                new JobController(
                        framework.context(),
                        ComponentSettings.of(
                                JobSettings.class,
                                Map.of(
                                        "directory",
                                        home.resolve("jobs").toString(),
                                        "drainSeconds",
                                        drainSeconds)),
                        queue,
                        queue,
                        time,
                        time::nanoTime,
                        () -> 0);
        queue.listener(controller::changed);
        controller.activate(
                new Plans().channel("tcp", "backoff pt1m").pool("DEFAULT", 4).generation());
    }

    @AfterEach
    void end() throws Exception {
        controller.close();
        framework.close();
    }

    private Long next() throws InterruptedException {
        return tried.poll(AT_MOST, TimeUnit.SECONDS);
    }

    @Test
    void entriesThatWereQueuedBeforeTheStartAreDelivered() throws Exception {
        controller.close();
        queue.add("tcp", "a.test");
        queue.add("tcp", "b.test");
        open(1);
        assertThat(List.of(next(), next())).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void entryIsTriedAgainWhenTheClockSaysSo() throws Exception {
        queue.add("tcp", "slow.test");
        assertThat(next()).isEqualTo(1);
        while (queue.entry(1).orElseThrow().attempt() == 1) {
            Thread.onSpinWait();
        }
        time.move(Duration.ofSeconds(62));
        // Anything that happens makes the controller look at its clock.
        controller.start("tcp");
        assertThat(next()).isEqualTo(1);
    }

    @Test
    void entryThatWaitsIsTimedAgainWhenAReloadShortensItsWait() throws Exception {
        controller.activate(
                new Plans().channel("tcp", "after 3600").pool("DEFAULT", 4).generation());
        queue.add("tcp", "a.test");
        time.move(Duration.ofSeconds(30));
        controller.activate(new Plans().channel("tcp", "after 10").pool("DEFAULT", 4).generation());
        // Nothing else happens: the reload itself has to be enough.
        assertThat(next()).isEqualTo(1);
    }

    @Test
    void stoppedChannelIsStoppedAfterARestartToo() throws Exception {
        assertThat(controller.stop("tcp")).isTrue();
        assertThat(controller.stop("none")).isFalse();
        queue.add("tcp", "a.test");
        controller.close();
        open(1);
        assertThat(controller.jobs().get(0).stopped()).isTrue();
        assertThat(tried).isEmpty();
        assertThat(controller.start("tcp")).isTrue();
        assertThat(next()).isEqualTo(1);
        controller.close();
        open(1);
        assertThat(controller.jobs().get(0).stopped()).isFalse();
    }

    @Test
    void stopThatCannotBeWrittenDownIsRefused() throws Exception {
        Files.writeString(home.resolve("jobs"), "a file where the folder should be");
        assertThatThrownBy(() -> controller.stop("tcp")).isInstanceOf(UncheckedIOException.class);
        assertThat(controller.jobs().get(0).stopped()).isFalse();
    }

    @Test
    void stopInterruptsWhatDoesNotEndAndLeavesItQueuedAsItWas() throws Exception {
        queue.add("tcp", "stuck.test");
        assertThat(next()).isEqualTo(1);
        queue.add("tcp", "a.test");
        assertThat(next()).isEqualTo(2);
        controller.close();
        QueueEntry left = queue.entry(1).orElseThrow();
        assertThat(left.state()).isEqualTo(QueueEntry.State.READY);
        assertThat(left.attempt()).isEqualTo(1);
        open(1);
        assertThat(next()).isEqualTo(1);
        never.countDown();
    }

    @Test
    void deliveriesAtOnceStayWithinThePool() throws Exception {
        for (int i = 0; i < 3; i++) {
            queue.add("tcp", "stuck.test");
        }
        for (int i = 0; i < 50; i++) {
            queue.add("tcp", "d" + i + ".test");
        }
        for (int i = 0; i < 53; i++) {
            assertThat(next()).isNotNull();
        }
        assertThat(controller.jobs().get(0).active()).isBetween(3, 4);
        never.countDown();
    }
}
