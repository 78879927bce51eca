// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.directory.Status;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.AuthenticationOutcome.Accepted;
import org.tubepost.api.security.AuthenticationOutcome.Malformed;
import org.tubepost.api.security.AuthenticationOutcome.Rejected;
import org.tubepost.api.security.AuthenticationOutcome.Unavailable;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslExchange.Turn;

/** CRAM-MD5 and DIGEST-MD5 where they are switched on. */
class Md5MechanismsTest {
    private static final String BOTH = "CRAM-MD5,DIGEST-MD5";
    private LoginHouse house;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        house =
                new LoginHouse(
                        folder,
                        Map.of(
                                "mechanisms",
                                BOTH.split(","),
                                "administrators",
                                new String[] {"root@example.com"}));
        house.user(LoginHouse.ALICE, "right");
        house.user("root@example.com", "wheel");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private AuthenticationOutcome login(
            String mechanism, String user, String password, String authorization) throws Exception {
        SaslClient client =
                Sasl.createSaslClient(
                        new String[] {mechanism},
                        authorization,
                        "imap",
                        "other-name-of-the-server.test",
                        Map.of(),
                        callbacks -> answer(callbacks, user, password));
        SaslExchange exchange = house.logins.begin(mechanism, LoginHouse.tls()).orElseThrow();
        Turn turn = exchange.respond(null);
        while (turn instanceof Turn.Challenge challenge) {
            byte[] response = client.evaluateChallenge(challenge.data());
            turn = exchange.respond(response == null ? new byte[0] : response);
        }
        return ((Turn.Done) turn).outcome();
    }

    private static void answer(Callback[] callbacks, String user, String password) {
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName(user);
            } else if (callback instanceof PasswordCallback secret) {
                secret.setPassword(password.toCharArray());
            } else if (callback instanceof RealmCallback realm) {
                realm.setText(realm.getDefaultText());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRAM-MD5", "DIGEST-MD5"})
    void loginWorksWithAPasswordInClearOnly(String mechanism) throws Exception {
        assertThat(login(mechanism, LoginHouse.ALICE, "right", null)).isInstanceOf(Accepted.class);
        house.userWithVerifiers("hashed@example.com", "right");
        assertThat(login(mechanism, "hashed@example.com", "right", null))
                .isInstanceOf(Rejected.class);
        assertThat(house.lastRecord())
                .startsWith("hashed@example.com ")
                .endsWith("no password in clear stored");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRAM-MD5", "DIGEST-MD5"})
    void whatMustNotWork(String mechanism) throws Exception {
        assertThat(house.logins.begin(mechanism, LoginHouse.plain())).isEmpty();
        assertThat(login(mechanism, LoginHouse.ALICE, "wrong", null))
                .isEqualTo(login(mechanism, "nobody@example.com", "right", null));
        house.user("off@example.com", "right");
        house.states.put("off@example.com", Status.INACTIVE);
        assertThat(login(mechanism, "off@example.com", "right", null)).isInstanceOf(Rejected.class);
        house.users.get(LoginHouse.ALICE).put("tubepostLoginPolicy", List.of("appPasswordsOnly"));
        assertThat(login(mechanism, LoginHouse.ALICE, "right", null)).isInstanceOf(Rejected.class);
        house.away = true;
        assertThat(login(mechanism, LoginHouse.ALICE, "right", null))
                .isInstanceOf(Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRAM-MD5", "DIGEST-MD5"})
    void anEmptyPasswordIsNone(String mechanism) throws Exception {
        house.user("empty@example.com", "");
        assertThat(login(mechanism, "empty@example.com", "", null)).isInstanceOf(Rejected.class);
    }

    @Test
    void administratorActsAsAUserThroughDigestMd5() throws Exception {
        Accepted accepted =
                (Accepted) login("DIGEST-MD5", "root@example.com", "wheel", LoginHouse.ALICE);
        assertThat(accepted.identity().id()).isEqualTo(LoginHouse.ALICE);
        assertThat(accepted.identity().proxied()).isTrue();
        assertThat(login("DIGEST-MD5", LoginHouse.ALICE, "right", "root@example.com"))
                .isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CRAM-MD5", "DIGEST-MD5"})
    void nonsenseIsMalformed(String mechanism) {
        for (String nonsense : List.of("x", "a b c", "username=", "\0\0", "username=\"a\"")) {
            SaslExchange exchange = house.logins.begin(mechanism, LoginHouse.tls()).orElseThrow();
            exchange.respond(null);
            Turn turn = exchange.respond(nonsense.getBytes(StandardCharsets.UTF_8));
            assertThat(((Turn.Done) turn).outcome())
                    .isInstanceOfAny(Malformed.class, Rejected.class);
        }
    }

    @Test
    void passwordsInClearStaySoWhileTheyAreNeeded() {
        byte[] right = "right".getBytes(StandardCharsets.UTF_8);
        assertThat(house.logins.login(LoginHouse.ALICE, right, LoginHouse.tls()))
                .isInstanceOf(Accepted.class);
        assertThat(house.refreshed).isEmpty();
    }

    @Test
    void passwordsInClearStaySoForOtherProtocolsToo(@TempDir Path folder) throws Exception {
        String[] wanted = {"PLAIN", "smtp:CRAM-MD5"};
        try (LoginHouse other = new LoginHouse(folder, Map.of("mechanisms", wanted))) {
            other.user(LoginHouse.ALICE, "right");
            byte[] right = "right".getBytes(StandardCharsets.UTF_8);
            assertThat(other.logins.login(LoginHouse.ALICE, right, LoginHouse.tls()))
                    .isInstanceOf(Accepted.class);
            assertThat(other.refreshed).isEmpty();
        }
    }

    @Test
    void notOfferedByDefault(@TempDir Path folder) throws Exception {
        try (LoginHouse usual = new LoginHouse(folder, Map.of())) {
            assertThat(usual.logins.mechanisms(LoginHouse.tls()))
                    .doesNotContain("CRAM-MD5", "DIGEST-MD5");
            assertThat(usual.logins.begin("CRAM-MD5", LoginHouse.tls())).isEmpty();
        }
    }
}
