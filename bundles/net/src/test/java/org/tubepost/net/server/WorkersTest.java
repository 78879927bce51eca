// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkersTest {
    private static final int MOST = 40;
    private static final int ROOM = 100;
    private static final int FEW = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final Workers workers = new Workers("test", MOST, ROOM);
    private final CountDownLatch blocked = new CountDownLatch(1);

    @AfterEach
    void stop() {
        blocked.countDown();
        workers.stop();
    }

    private void block(int count) {
        for (int i = 0; i < count; i++) {
            workers.execute(() -> awaitOpen(blocked));
        }
    }

    @Test
    void tasksThatWaitBehindBlockedOnesGetThreads() throws Exception {
        block(MOST - 1);
        CountDownLatch done = new CountDownLatch(1);
        workers.execute(done::countDown);
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    /** As a client that sends its next command when it has the answer to the last. */
    private final class Client implements Runnable {
        @Override
        public void run() {
            try {
                Thread.sleep(2);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            if (blocked.getCount() > 0) {
                workers.execute(this);
            }
        }
    }

    @Test
    void tasksThatSleepForAMomentEachAreDoneSideBySide() {
        // None waits for long, for there are few.
        for (int i = 0; i < FEW + 6; i++) {
            workers.execute(new Client());
        }
        while (workers.active() < FEW + 5) {
            Thread.onSpinWait();
        }
        blocked.countDown();
        while (workers.active() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void thereAreNeverMoreThreadsThanAllowed() {
        block(MOST + 10);
        while (workers.waiting() > 10) {
            Thread.onSpinWait();
        }
        assertThat(workers.active()).isEqualTo(MOST);
        assertThat(workers.waiting()).isEqualTo(10);
    }

    /** Makes threads that the system refuses to start, while it does. */
    private static final class Refusing implements ThreadFactory {
        final AtomicBoolean refuses = new AtomicBoolean(true);
        final CountDownLatch refused = new CountDownLatch(1);

        @Override
        public Thread newThread(Runnable task) {
            return new Thread(task) {
                @Override
                public void start() {
                    if (refuses.get()) {
                        refused.countDown();
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    super.start();
                }
            };
        }
    }

    @Test
    void threadThatCannotBeStartedDoesNotCount() throws Exception {
        Refusing threads = new Refusing();
        Workers poor = new Workers("poor", 1, ROOM, threads);
        try {
            assertThatThrownBy(() -> poor.execute(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThat(poor.active()).isZero();
            threads.refuses.set(false);
            CountDownLatch done = new CountDownLatch(1);
            poor.execute(done::countDown);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            poor.stop();
        }
    }

    @Test
    void laneWhoseTaskFoundNoThreadTakesTheNext() throws Exception {
        Refusing threads = new Refusing();
        Workers poor = new Workers("poor", 1, ROOM, threads);
        Lane lane = new Lane(poor, () -> {});
        try {
            assertThatThrownBy(() -> lane.execute(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThat(lane.isBusy()).isFalse();
            threads.refuses.set(false);
            CountDownLatch done = new CountDownLatch(1);
            lane.execute(done::countDown);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            poor.stop();
        }
    }

    @Test
    void tasksThatWaitStayWhileThereIsNoThreadForThem() throws Exception {
        Refusing threads = new Refusing();
        threads.refuses.set(false);
        Workers poor = new Workers("poor", MOST, ROOM, threads);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try {
            for (int i = 0; i < FEW; i++) {
                poor.execute(() -> awaitOpen(end));
            }
            threads.refuses.set(true);
            poor.execute(done::countDown);
            assertThat(threads.refused.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(poor.waiting()).isOne();
            threads.refuses.set(false);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            end.countDown();
            poor.stop();
        }
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> block(2 * (MOST + ROOM)))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(workers.waiting()).isLessThanOrEqualTo(ROOM);
    }
}
