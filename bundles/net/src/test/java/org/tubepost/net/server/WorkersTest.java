// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkersTest {
    private static final int MOST = 40;
    private static final int ROOM = 100;

    private final Workers workers = new Workers("test", MOST, ROOM);
    private final CountDownLatch blocked = new CountDownLatch(1);

    @AfterEach
    void stop() {
        blocked.countDown();
        workers.stop();
    }

    private void block(int count) {
        for (int i = 0; i < count; i++) {
            workers.execute(
                    () -> {
                        try {
                            blocked.await();
                        } catch (InterruptedException stop) {
                            Thread.currentThread().interrupt();
                        }
                    });
        }
    }

    @Test
    void tasksThatWaitBehindBlockedOnesGetThreads() throws Exception {
        block(MOST - 1);
        CountDownLatch done = new CountDownLatch(1);
        workers.execute(done::countDown);
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
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

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> block(2 * (MOST + ROOM)))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(workers.waiting()).isLessThanOrEqualTo(ROOM);
    }
}
