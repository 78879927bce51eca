// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.ServerTls;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.protocol.AccountSessions.SessionCount;
import org.tubepost.api.protocol.Connection;

/** How many connections an account may have. */
class SessionsTest {
    private final Sessions sessions = new Sessions();

    private static Connection connection(long id, String service, int most) {
        ListenerDefinition listener =
                new ListenerDefinition(
                        service,
                        "line",
                        "",
                        0,
                        TlsMode.NONE,
                        100,
                        100,
                        most,
                        60,
                        1,
                        Map.of(),
                        ServerTls.DEFAULT,
                        Optional.empty(),
                        Optional.empty(),
                        new SourceLocation("dispatcher.cnf", 1, 1));
        return (Connection)
                Proxy.newProxyInstance(
                        Connection.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) ->
                                method.getName().equals("id") ? (Object) id : listener);
    }

    @Test
    void anAccountHasAsManySessionsOfAServiceAsItMayUntilOneCloses() {
        for (long id = 1; id <= 3; id++) {
            sessions.opened(connection(id, "IMAP", 2));
        }
        sessions.opened(connection(4, "POP3", 2));
        assertThat(sessions.claim(1, "ada")).isTrue();
        assertThat(sessions.claim(2, "ada")).isTrue();
        assertThat(sessions.claim(3, "ada")).isFalse();
        assertThat(sessions.claim(3, "bob")).isTrue();
        assertThat(sessions.claim(4, "ada")).isTrue();
        assertThat(sessions.counts())
                .containsExactlyInAnyOrder(
                        new SessionCount("ada", "IMAP", 2),
                        new SessionCount("bob", "IMAP", 1),
                        new SessionCount("ada", "POP3", 1));
        sessions.closed(connection(1, "IMAP", 2));
        assertThat(sessions.claim(3, "ada")).isTrue(); // it changes hands
        assertThat(sessions.counts())
                .containsExactlyInAnyOrder(
                        new SessionCount("ada", "IMAP", 2), new SessionCount("ada", "POP3", 1));
    }

    @Test
    void theSameAccountTwiceOnOneConnectionIsOneSession() {
        sessions.opened(connection(1, "SMTP", 1));
        assertThat(sessions.claim(1, "ada")).isTrue();
        assertThat(sessions.claim(1, "ada")).isTrue();
        sessions.closed(connection(1, "SMTP", 1));
        assertThat(sessions.counts()).isEmpty();
    }

    @Test
    void aConnectionThatHasClosedIsNotCounted() {
        sessions.opened(connection(1, "SMTP", 1));
        sessions.closed(connection(1, "SMTP", 1));
        sessions.closed(connection(1, "SMTP", 1));
        assertThat(sessions.claim(1, "ada")).isTrue();
        assertThat(sessions.counts()).isEmpty();
    }

    @Test
    void manyThreadsNeverPassTheLimitAndLeaveNothingBehind() throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        AtomicInteger holding = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            long first = t * 1000L;
            pool.execute(
                    () -> {
                        for (long id = first; id < first + 1000; id++) {
                            Connection connection = connection(id, "IMAP", 2);
                            sessions.opened(connection);
                            if (sessions.claim(id, "ada")) {
                                most.accumulateAndGet(holding.incrementAndGet(), Math::max);
                                holding.decrementAndGet();
                            }
                            sessions.closed(connection);
                        }
                        done.countDown();
                    });
        }
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        pool.shutdown();
        assertThat(most.get()).isBetween(1, 2);
        assertThat(sessions.counts()).isEmpty();
    }
}
