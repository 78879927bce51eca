// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tubepost.itests.SaslTalk.Security;
import org.tubepost.itests.SaslTalk.Wire;

/** Client access filters, and limits of accounts and addresses, as clients meet them. */
@ExtendWith(DistributionExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class LoginLimitsIT {
    private static final String USER = "limits-user@example.com";
    private static final int FILTERED = 3143;
    private static final String LISTENERS =
            """

            [SERVICE=IMAP_FILTERED]
            PORT=3143
            PROTOCOL=imap
            MAX_SESSIONS_PER_ACCOUNT=1
            DOMAIN_NOT_ALLOWED=ALL: 127.0.10.
            """;

    private final Distribution server;
    private final LoginWorld world;

    LoginLimitsIT(Distribution server) {
        this.server = server;
        this.world = new LoginWorld(server);
    }

    @BeforeAll
    void open() throws Exception {
        Programs.need("ldapmodify");
        world.user("limits-user");
        server.append("dispatcher.cnf", LISTENERS);
    }

    @AfterAll
    void close() throws Exception {
        server.configure("dispatcher.cnf", LISTENERS, "");
    }

    @AfterEach
    void settingsAsBefore() throws Exception {
        world.close();
        int[] from = new int[1];
        Distribution.await(
                Duration.ofSeconds(60),
                "an address may log in as often as before",
                () -> {
                    String address = "127.0.16." + ++from[0];
                    for (int i = 0; i < 4; i++) {
                        if (!login(Wire.IMAP, address, Distribution.PASSWORD).startsWith("a OK")) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private SaslTalk filtered(String from) throws Exception {
        return new SaslTalk(
                server, Wire.IMAP, Security.NONE, from, FILTERED, TlsClient.anonymous());
    }

    private String login(Wire wire, String from, String password) throws Exception {
        return world.login(wire, Security.STARTTLS, from, "PLAIN", USER, password);
    }

    private static String plain(SaslTalk talk, String password) throws Exception {
        return talk.authenticate("PLAIN", USER, password, "");
    }

    @Test
    void filterOfTheServiceRefusesBeforeTheProofWhateverThePassword() throws Exception {
        for (String password : List.of(Distribution.PASSWORD, "wrong")) {
            try (SaslTalk talk = filtered("127.0.10.1")) {
                assertThat(plain(talk, password))
                        .startsWith("a NO [AUTHORIZATIONFAILED] access to this service");
                assertThat(talk.command("a LOGIN " + USER + " " + password))
                        .last()
                        .asString()
                        .startsWith("a NO [AUTHORIZATIONFAILED]");
            }
        }
        assertThat(world.audit("127.0.10.1"))
                .contains("mechanism=PLAIN tls=none refused: access to this service")
                .contains(USER)
                .contains("mechanism=password tls=none refused: access to this service");
        try (SaslTalk talk = filtered("127.0.11.1")) {
            assertThat(plain(talk, Distribution.PASSWORD)).startsWith("a OK");
        }
    }

    @Test
    void filterOfTheUserRefusesAfterTheProof() throws Exception {
        world.replace("limits-user", "mailAllowedServiceAccess", "-pop:ALL$+imap:ALL$+smtp:ALL");
        String from = "127.0.12.1";
        assertThat(login(Wire.POP3, from, Distribution.PASSWORD))
                .startsWith("-ERR [AUTH] access to this service");
        assertThat(login(Wire.POP3, from, "wrong"))
                .startsWith("-ERR [AUTH]")
                .doesNotContain("access to this service");
        assertThat(login(Wire.IMAP, from, Distribution.PASSWORD)).startsWith("a OK");
        assertThat(login(Wire.SUBMISSION, from, Distribution.PASSWORD)).startsWith("235 ");
        assertThat(world.audit(from))
                .contains(USER)
                .contains("refused: access to this service is not permitted from here");
        assertThat(server.shell("auth:test-access", USER, "pop", "192.0.2.7"))
                .contains("mailAllowedServiceAccess");
        world.replace("limits-user", "mailAllowedServiceAccess");
        assertThat(login(Wire.POP3, from, Distribution.PASSWORD)).startsWith("+OK");
    }

    @Test
    void sessionsOfAnAccountAreLimitedOnAService() throws Exception {
        try (SaslTalk first = filtered("127.0.13.1");
                SaslTalk second = filtered("127.0.13.2")) {
            assertThat(plain(first, Distribution.PASSWORD)).startsWith("a OK");
            assertThat(plain(second, Distribution.PASSWORD)).startsWith("a NO [LIMIT]");
            first.close();
            Distribution.await(
                    Duration.ofSeconds(20),
                    "the session is over",
                    () -> plain(second, Distribution.PASSWORD).startsWith("a OK"));
        }
    }

    @Test
    void loginsOfAnAddressWithinAMinuteAreLimited() throws Exception {
        int[] from = new int[1];
        world.settings(
                "org.tubepost.client.access.ClientAccess",
                "loginsPerMinute = 3\nloginsUnlimited = ::1\n",
                () -> {
                    String address = "127.0.14." + ++from[0];
                    for (int i = 0; i < 3; i++) {
                        login(Wire.IMAP, address, Distribution.PASSWORD);
                    }
                    return login(Wire.IMAP, address, Distribution.PASSWORD)
                            .startsWith("a NO [LIMIT] too many logins from this address");
                });
        String address = "127.0.14." + from[0];
        assertThat(login(Wire.SUBMISSION, address, Distribution.PASSWORD)).startsWith("454 4.7.0");
        assertThat(login(Wire.POP3, address, Distribution.PASSWORD)).startsWith("-ERR [SYS/TEMP]");
        assertThat(login(Wire.POP3, "127.0.15.1", Distribution.PASSWORD)).startsWith("+OK");
        assertThat(world.audit(address)).contains("refused: too many logins from this address");
    }

    @Test
    void messagesOfAnAccountWithinAnHourAreLimited() throws Exception {
        world.settings(
                "org.tubepost.client.access.AccountRates",
                "messagesPerHour = 2\nrecipientsPerHour = 3\n",
                () -> mails("limits-user", 3).get(2).startsWith("450 4.7.0"));
        world.user("limits-new");
        List<String> replies = mails("limits-new", 3);
        assertThat(replies.subList(0, 2)).allMatch(r -> r.startsWith("250 2.1.0"));
        assertThat(replies.get(2)).startsWith("450 4.7.0");
    }

    /** Replies to that many MAIL commands with a reset between. */
    private List<String> mails(String name, int count) throws Exception {
        String user = name + "@example.com";
        try (SaslTalk talk =
                new SaslTalk(server, Wire.SUBMISSION, Security.STARTTLS, "127.0.16.1")) {
            assertThat(talk.authenticate("PLAIN", user, Distribution.PASSWORD, ""))
                    .startsWith("235 ");
            List<String> replies = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                replies.add(talk.command("MAIL FROM:<" + user + ">").get(0));
                talk.command("RSET");
            }
            return replies;
        }
    }
}
