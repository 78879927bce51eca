// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.config.TlsMode;
import org.tubepost.testkit.PlayedConnection;

/** Sessions on real threads: I/O, worker and queue each have their own. */
class ThreadsTest {
    private static final int MESSAGES = 20;

    /** Runs each kind of task on its own thread. */
    private static final class ThreadedConnection extends PlayedConnection {
        final ExecutorService ioThread = Executors.newSingleThreadExecutor();
        final ExecutorService workerThread =
                Executors.newSingleThreadExecutor(task -> new Thread(task, "worker"));
        final ExecutorService queueThread = Executors.newSingleThreadExecutor();
        final CountDownLatch ended = new CountDownLatch(1);
        final AtomicReference<Throwable> failure = new AtomicReference<>();

        ThreadedConnection() {
            super(TlsMode.NONE, Map.of());
        }

        private Runnable guarded(Runnable task) {
            return () -> {
                try {
                    task.run();
                } catch (Throwable broken) {
                    failure.compareAndSet(null, broken);
                    close();
                }
            };
        }

        void hand(byte[] octets) {
            executeOnIoThread(
                    () -> {
                        if (session != null) {
                            session.received(ByteBuffer.wrap(octets));
                        }
                    });
        }

        @Override
        public synchronized void write(ByteBuffer data) {
            super.write(data);
        }

        @Override
        public synchronized String heard() {
            return super.heard();
        }

        @Override
        public void execute(Runnable task) {
            workerThread.execute(guarded(task));
        }

        @Override
        public void executeOnIoThread(Runnable task) {
            ioThread.execute(guarded(task));
        }

        @Override
        public void close() {
            executeOnIoThread(
                    () -> {
                        if (session != null) {
                            session.closed();
                            session = null;
                            ended.countDown();
                        }
                    });
        }

        void stop() throws InterruptedException {
            for (ExecutorService pool :
                    new ExecutorService[] {queueThread, ioThread, workerThread, ioThread}) {
                pool.shutdown();
                assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(60)
    void nothingIsLostOrAnsweredTwice(boolean endEarly) throws Exception {
        try (PauseTimer pauses = new PauseTimer()) {
            playRounds(endEarly, pauses);
        }
    }

    private static void playRounds(boolean endEarly, PauseTimer pauses) throws Exception {
        Random random = new Random(42);
        for (int round = 0; round < 150; round++) {
            ThreadedConnection connection = new ThreadedConnection();
            FakeRooms rooms =
                    new FakeRooms(() -> Thread.currentThread().getName().equals("worker"));
            rooms.commits = connection.queueThread;
            AtomicInteger answers = new AtomicInteger();
            rooms.delays = who -> Duration.ofMillis(answers.incrementAndGet() % 9 == 0 ? 1 : 0);
            Rules rules =
                    Rules.of(
                            connection.listener(),
                            "mx.example.com",
                            Dialogue.settings(Map.of("maxWaitingOctets", 4000)),
                            rooms.keywords("tcp_local"),
                            Clock.systemUTC());
            SmtpSession session =
                    new SmtpSession(connection, rules, rooms, pauses, new Counters(), s -> {});
            connection.session(session);
            session.begin();
            StringBuilder text = new StringBuilder("EHLO c\r\n");
            for (int i = 0; i < MESSAGES; i++) {
                text.append("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\n");
                text.append(
                        i % 2 == 0
                                ? "DATA\r\nmessage\r\n.\r\n"
                                : "BDAT 4\r\nmessBDAT 5 LAST\r\nage\r\n");
            }
            byte[] octets = (text + "QUIT\r\n").getBytes(StandardCharsets.US_ASCII);
            int endAt = endEarly ? random.nextInt(octets.length) : Integer.MAX_VALUE;
            int at = 0;
            while (at < octets.length) {
                int count = Math.min(1 + random.nextInt(120), octets.length - at);
                connection.hand(Arrays.copyOfRange(octets, at, at + count));
                if (at <= endAt && endAt < at + count) {
                    connection.executeOnIoThread(session::ending);
                }
                at += count;
            }
            assertThat(connection.ended.await(20, TimeUnit.SECONDS)).isTrue();
            connection.stop();
            assertThat(connection.failure.get()).isNull();
            String heard = connection.heard();
            assertThat(rooms.openLeases).isZero();
            assertThat(rooms.taken).allMatch(t -> t.data().equals("message\r\n"));
            long answered = heard.lines().filter(l -> l.equals("250 2.0.0 taken")).count();
            assertThat(answered).isEqualTo(rooms.taken.size());
            if (!endEarly) {
                assertThat(rooms.taken).hasSize(MESSAGES);
                assertThat(heard).endsWith("221 2.0.0 bye\r\n");
            }
        }
    }
}
