// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.testkit.SmallFramework;

/** Access rules around every login. */
class LoginGateTest {
    private LoginHouse house;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        house = new LoginHouse(folder, Map.of());
        house.user("alice@example.com", "right");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private AuthenticationOutcome login(String password) {
        return house.logins.login("alice@example.com", octets(password), LoginHouse.tls());
    }

    private AuthenticationOutcome plain() {
        SaslExchange exchange = house.logins.begin("PLAIN", LoginHouse.tls()).orElseThrow();
        SaslExchange.Turn turn = exchange.respond(octets("\0alice@example.com\0right"));
        return ((SaslExchange.Turn.Done) turn).outcome();
    }

    @Test
    void rulesAreAskedBeforeTheProofAndNothingIsCheckedWhenTheySayNo() {
        AuthenticationOutcome no = new AuthenticationOutcome.Forbidden("not from here");
        house.policy.before = Optional.of(no);
        house.away = true; // who would ask the directory would hear so
        assertThat(login("right")).isEqualTo(no);
        assertThat(house.lastRecord())
                .contains("alice@example.com", "mechanism=password", "refused: not from here");
        assertThat(plain()).isEqualTo(no);
        assertThat(house.lastRecord()).contains("mechanism=PLAIN", "refused: not from here");
    }

    @Test
    void loginThatIsNotEvenLookedAtWithoutTlsIsWrittenDown() {
        assertThat(house.logins.login("alice@example.com", octets("right"), LoginHouse.plain()))
                .isInstanceOf(AuthenticationOutcome.Rejected.class);
        assertThat(house.lastRecord())
                .contains("alice@example.com", "refused: password without TLS");
        assertThat(house.logins.begin("PLAIN", LoginHouse.plain())).isEmpty();
        assertThat(house.lastRecord())
                .contains("mechanism=PLAIN", "refused: mechanism is not offered here");
    }

    @Test
    void rulesAreAskedAfterTheProofOfWhoHasProvedIt() {
        AuthenticationOutcome no = new AuthenticationOutcome.Limited("too many", true);
        house.policy.after = Optional.of(no);
        assertThat(login("right")).isEqualTo(no);
        assertThat(house.lastRecord()).contains("refused: too many");
        assertThat(plain()).isEqualTo(no);
        assertThat(house.policy.asked).containsExactly("alice@example.com", "alice@example.com");
        assertThat(login("wrong")).isInstanceOf(AuthenticationOutcome.Rejected.class);
        assertThat(house.policy.asked).hasSize(2);
    }

    @Test
    void nobodyLogsInWhileTheRulesAreAway(@TempDir Path empty) throws Exception {
        try (SmallFramework without = SmallFramework.start(empty);
                LoginGate gate = new LoginGate(without.context())) {
            assertThat(gate.before(LoginHouse.tls()))
                    .containsInstanceOf(AuthenticationOutcome.Unavailable.class);
        }
    }
}
