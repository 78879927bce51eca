// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logins, TLS and limits over a socket (RFC 2449, RFC 2595, RFC 3206, RFC 5034). */
@Timeout(60)
class LoginTest {
    private static final String ALICE = base64("\0alice\0secret word");

    @TempDir private Path dir;
    private PostOffice office;

    @BeforeEach
    void open() throws Exception {
        office = new PostOffice(dir, Map.of("maxLoginLineOctets", 2000), 300);
        office.deliver("Subject: one\r\n\r\n");
    }

    @AfterEach
    void close() throws Exception {
        office.close();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void capabilitiesAreTheSameBeforeAndAfterTheLogin() throws Exception {
        try (Client client = office.connect()) {
            List<String> before = client.list("CAPA");
            assertThat(before)
                    .containsExactlyInAnyOrder(
                            "TOP",
                            "UIDL",
                            "RESP-CODES",
                            "AUTH-RESP-CODE",
                            "PIPELINING",
                            "EXPIRE NEVER",
                            "UTF8 USER",
                            "LANG",
                            "USER",
                            "SASL PLAIN",
                            "STLS",
                            "IMPLEMENTATION Tubepost");
            client.ask("USER alice");
            client.ask("PASS secret word");
            assertThat(client.list("CAPA")).isEqualTo(before);
        }
    }

    @Test
    void withoutTlsPasswordsAreRefusedAndNotOffered() throws Exception {
        office.passwords.plainTextWithoutTls = false;
        try (Client client = office.connect()) {
            assertThat(client.list("CAPA")).contains("STLS").doesNotContain("USER", "SASL PLAIN");
            assertThat(client.ask("USER alice")).startsWith("-ERR [SYS/PERM] ");
            assertThat(client.ask("PASS secret word")).startsWith("-ERR ");
            assertThat(client.ask("AUTH PLAIN " + ALICE)).startsWith("-ERR ");
            assertThat(client.ask("STLS")).startsWith("+OK");
            client.beginTls(office.key);
            assertThat(client.list("CAPA")).contains("USER", "SASL PLAIN").doesNotContain("STLS");
            assertThat(client.ask("STLS")).startsWith("-ERR ");
            assertThat(client.ask("AUTH PLAIN " + ALICE)).startsWith("+OK 1");
            assertThat(client.list("RETR 1")).containsExactly("Subject: one", "");
            assertThat(client.ask("STLS")).startsWith("-ERR ");
        }
    }

    @Test
    void whatWasSaidBeforeTlsIsForgotten() throws Exception {
        try (Client client = office.connect()) {
            client.ask("USER alice");
            // Commands behind STLS in clear could have been put there by anybody.
            assertThat(client.ask("STLS\r\nUSER mallory")).startsWith("+OK");
            client.beginTls(office.key);
            assertThat(client.ask("PASS secret word")).isEqualTo("-ERR USER comes first");
        }
    }

    @Test
    void authTakesItsResponseAtOnceOrWhenAsked() throws Exception {
        try (Client client = office.connect()) {
            assertThat(client.ask("AUTH PLAIN")).isEqualTo("+ ");
            assertThat(client.ask(ALICE)).startsWith("+OK 1");
            assertThat(client.ask("AUTH PLAIN")).startsWith("-ERR ");
        }
        try (Client client = office.connect()) {
            assertThat(client.list("AUTH")).containsExactly("PLAIN");
            assertThat(client.ask("auth plain " + ALICE)).startsWith("+OK 1");
        }
    }

    @Test
    void anExchangeThatFailsLeavesTheSessionReadyForAnother() throws Exception {
        try (Client client = office.connect()) {
            client.ask("AUTH PLAIN");
            assertThat(client.ask("*")).startsWith("-ERR ");
            client.ask("AUTH PLAIN");
            assertThat(client.ask("not base64!")).startsWith("-ERR ");
            client.ask("AUTH PLAIN");
            assertThat(client.ask("A".repeat(2001))).startsWith("-ERR ");
            assertThat(client.ask("AUTH BREAK =")).startsWith("-ERR [SYS/TEMP] ");
            assertThat(client.ask("AUTH PLAIN =")).startsWith("-ERR ");
            assertThat(client.ask("AUTH NOSUCH")).startsWith("-ERR ");
            assertThat(client.ask("AUTH PLAIN " + ALICE)).startsWith("+OK 1");
        }
        assertThat(office.withdrawLogins()).isLessThan(5000);
    }

    @Test
    void aResponseCodeTellsWrongPasswordsFromATroubledServer() throws Exception {
        try (Client client = office.connect()) {
            client.ask("USER alice");
            assertThat(client.ask("PASS wrong")).startsWith("-ERR [AUTH] ");
            assertThat(client.ask("AUTH PLAIN " + base64("\0alice\0x"))).startsWith("-ERR [AUTH] ");
            client.ask("USER down");
            assertThat(client.ask("PASS x"))
                    .isEqualTo("-ERR [SYS/TEMP] directory is away??+OK no, it is not");
            office.failing = "open";
            client.ask("USER alice");
            assertThat(client.ask("PASS secret word"))
                    .isEqualTo("-ERR [SYS/TEMP] partition??is away");
            office.failing = "";
            client.ask("USER alice");
            assertThat(client.ask("PASS secret word")).startsWith("+OK 1");
        }
        assertThat(office.withdrawStore()).isLessThan(5000);
    }

    @Test
    void afterThreeWrongPasswordsTheConnectionIsClosed() throws Exception {
        try (Client client = office.connect()) {
            for (int i = 0; i < 3; i++) {
                client.ask("USER alice");
                assertThat(client.ask("PASS wrong" + i)).startsWith("-ERR [AUTH] ");
            }
            assertThat(client.line()).startsWith("-ERR ");
            assertThat(client.line()).isNull();
        }
        assertThat(office.protocol.readings())
                .anyMatch(r -> r.name().equals("pop3_logins_failed_total") && r.value() == 3);
    }

    @Test
    void linesHave512OctetsAtMost() throws Exception {
        try (Client client = office.connect()) {
            assertThat(client.ask("USER " + "x".repeat(505))).startsWith("+OK");
            assertThat(client.ask("USER " + "x".repeat(506))).isEqualTo("-ERR line is too long");
            assertThat(client.ask("x".repeat(100_000))).isEqualTo("-ERR line is too long");
            client.ask("USER alice");
            client.ask("PASS secret word");
            assertThat(client.ask("NOOP " + "x".repeat(505))).isEqualTo("+OK");
            assertThat(client.ask("NOOP " + "x".repeat(506))).isEqualTo("-ERR line is too long");
        }
    }

    @Test
    void whoDoesNotSpeakPop3IsSentAway() throws Exception {
        try (Client client = office.connect()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.ask("GET / HTTP/1.1")).isEqualTo("-ERR unknown command");
            }
            assertThat(client.line()).startsWith("-ERR too many");
            assertThat(client.line()).isNull();
        }
    }

    @Test
    void commandsOfTheMaildropNeedALogin() throws Exception {
        try (Client client = office.connect()) {
            for (String command : List.of("STAT", "LIST", "RETR 1", "DELE 1", "UIDL", "TOP 1 1")) {
                assertThat(client.ask(command)).endsWith(" needs a login");
            }
            assertThat(client.ask("QUIT")).startsWith("+OK");
            assertThat(client.line()).isNull();
        }
    }
}
