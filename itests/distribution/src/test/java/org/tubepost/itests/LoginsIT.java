// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tubepost.itests.Distribution.Called;
import org.tubepost.itests.SaslTalk.Security;
import org.tubepost.itests.SaslTalk.Wire;

/** Ways to log in, tried with GNU SASL and curl. */
@ExtendWith(DistributionExtension.class)
class LoginsIT {
    private static final String ALICE = "alice@example.com";

    private final Distribution server;

    LoginsIT(Distribution server) {
        this.server = server;
    }

    @BeforeAll
    static void needsClients() throws IOException {
        Programs.need("gsasl", "curl");
    }

    private String gsasl(String mechanism, String password, String... more) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "gsasl",
                                "--imap",
                                "--mechanism=" + mechanism,
                                "--no-starttls",
                                "--no-client-first",
                                "--authentication-id=" + ALICE,
                                "--password=" + password));
        command.addAll(List.of(more));
        command.addAll(List.of("127.0.0.1", Integer.toString(server.port(143))));
        return Distribution.call(new ProcessBuilder(command).redirectErrorStream(true)).output();
    }

    private int curl(String protocol, int port, String password) throws IOException {
        return Distribution.call(
                        new ProcessBuilder(
                                "curl",
                                "-sS",
                                "--user",
                                ALICE + ":" + password,
                                protocol + "://127.0.0.1:" + server.port(port) + "/"))
                .status();
    }

    @Test
    void scramWorksWithThePasswordThatWasSetAndIsWrittenDown() throws Exception {
        for (String mechanism : List.of("SCRAM-SHA-256", "SCRAM-SHA-1")) {
            assertThat(gsasl(mechanism, Distribution.PASSWORD)).contains("Logged in");
            assertThat(gsasl(mechanism, "wrong")).contains("NO [AUTHENTICATIONFAILED]");
        }
        assertThat(server.shell("auth:log", "--user", ALICE))
                .contains("mechanism=SCRAM-SHA-256 tls=none accepted")
                .contains("mechanism=SCRAM-SHA-1 tls=none refused: wrong password");
    }

    /** RFC 5802 section 6: such a client sends {@code y} and must not be taken for one deceived. */
    @Test
    void clientThatCouldBindIsServedWhereBindingIsNotOffered() throws Exception {
        try (SaslTalk talk = new SaslTalk(server, Wire.IMAP, Security.STARTTLS, "127.0.0.1")) {
            assertThat(talk.offered()).doesNotContain("SCRAM-SHA-256-PLUS");
            assertThat(
                            talk.authenticate(
                                    "SCRAM-SHA-256",
                                    Sasl.bound(
                                            "SCRAM-SHA-256",
                                            ALICE,
                                            Distribution.PASSWORD,
                                            new byte[32])))
                    .startsWith("a OK");
        }
    }

    @Test
    void appPasswordWorksForItsServiceUntilItIsRemoved() throws Exception {
        String password =
                server.shell("auth:app-password-add", ALICE, "phone", "--service", "imap").strip();
        assertThat(curl("imap", 143, password)).isZero();
        assertThat(curl("pop3", 110, password)).isNotZero();
        assertThat(server.shell("auth:app-password-list", ALICE)).contains("phone");
        server.shell("auth:app-password-remove", ALICE, "phone");
        assertThat(curl("imap", 143, password)).isNotZero();
        Called again = server.tryShell("auth:app-password-remove", ALICE, "phone");
        assertThat(again.status()).isNotZero();
        assertThat(again.output()).contains("has no app password phone");
    }

    @Test
    void submissionTakesOnlyOwnSenders() throws Exception {
        String login =
                Base64.getEncoder()
                        .encodeToString(
                                ("\0" + ALICE + "\0" + Distribution.PASSWORD)
                                        .getBytes(StandardCharsets.UTF_8));
        String dialogue =
                server.talk(
                        587,
                        "EHLO x\r\nAUTH PLAIN "
                                + login
                                + "\r\nMAIL FROM:<bob@example.com>\r\nMAIL FROM:<"
                                + ALICE
                                + ">\r\nQUIT\r\n");
        assertThat(dialogue)
                .contains("550 5.7.1 not your address: bob@example.com")
                .contains("250 2.1.0");
    }
}
