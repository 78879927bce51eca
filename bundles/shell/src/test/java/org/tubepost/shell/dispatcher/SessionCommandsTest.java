// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tubepost.api.protocol.AccountSessions;
import org.tubepost.shell.Bench;

/** Who is logged in, and how they are sent away. */
class SessionCommandsTest {
    private final List<AccountSessions.OpenSession> open = new ArrayList<>();
    private final Bench bench =
            new Bench()
                    .with(
                            AccountSessions.class,
                            new AccountSessions() {
                                @Override
                                public boolean claim(long connection, String account) {
                                    throw new UnsupportedOperationException();
                                }

                                @Override
                                public List<SessionCount> counts() {
                                    return List.of();
                                }

                                @Override
                                public List<OpenSession> open() {
                                    return List.copyOf(open);
                                }

                                @Override
                                public boolean end(long connection) {
                                    return open.removeIf(s -> s.connection() == connection);
                                }
                            });

    private void session(long number, String account, String service) {
        open.add(
                new AccountSessions.OpenSession(
                        number,
                        account,
                        service,
                        new InetSocketAddress("192.0.2.7", 4000 + (int) number),
                        Instant.ofEpochSecond(1_700_000_000 + number)));
    }

    private List<Long> left() {
        return open.stream().map(AccountSessions.OpenSession::connection).toList();
    }

    @Test
    void eachSessionIsToldWithItsClientAndLogin() throws Exception {
        session(2, "ada", "IMAP");
        session(1, "bob", "POP3");
        assertThat(bench.run(new SessionsCommand(), "--each", true, "json", true))
                .isEqualTo(
                        "[\n"
                                + " {\"session\":1,\"account\":\"bob\",\"service\":\"POP3\","
                                + "\"client\":\"192.0.2.7:4001\","
                                + "\"since\":\"2023-11-14T22:13:21Z\"},\n"
                                + " {\"session\":2,\"account\":\"ada\",\"service\":\"IMAP\","
                                + "\"client\":\"192.0.2.7:4002\","
                                + "\"since\":\"2023-11-14T22:13:22Z\"}\n"
                                + "]\n");
        assertThat(bench.run(new SessionsCommand(), "--user", "Ada"))
                .contains("ada")
                .doesNotContain("bob");
    }

    @Test
    void sessionsAreEndedByNumberOrByUserAndService() throws Exception {
        for (long number = 1; number <= 3; number++) {
            session(number, "ada", "IMAP");
        }
        session(4, "ada", "POP3");
        session(5, "bob", "IMAP");
        bench.run(new DisconnectCommand(), "number", List.of("1", "2", "1"));
        assertThat(left()).containsExactly(3L, 4L, 5L);
        bench.run(new DisconnectCommand(), "--user", "Ada", "--service", "imap");
        assertThat(left()).containsExactly(4L, 5L);
        bench.run(new DisconnectCommand(), "--user", "ada");
        assertThat(left()).containsExactly(5L);
    }

    @Test
    void whatIsNotThereOrNotSaidIsRefused() {
        session(1, "ada", "IMAP");
        assertThatThrownBy(() -> bench.run(new DisconnectCommand(), "number", List.of("1", "7")))
                .hasMessage("no such session: [7]");
        assertThatThrownBy(() -> bench.run(new DisconnectCommand()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () ->
                                bench.run(
                                        new DisconnectCommand(),
                                        "number",
                                        List.of("1"),
                                        "--service",
                                        "IMAP"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
