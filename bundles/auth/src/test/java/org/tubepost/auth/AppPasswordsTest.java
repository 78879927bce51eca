// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.ProvisioningException;
import org.tubepost.api.security.AppPasswords;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.AuthenticationOutcome.Accepted;
import org.tubepost.api.security.AuthenticationOutcome.Rejected;

/** Passwords of single mail programs. */
class AppPasswordsTest {
    private LoginHouse house;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        house = new LoginHouse(folder, Map.of());
        house.user(LoginHouse.ALICE, "main");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private AuthenticationOutcome login(String protocol, String password) {
        return house.logins.login(
                LoginHouse.ALICE,
                password.getBytes(StandardCharsets.UTF_8),
                LoginHouse.tls(protocol, Optional.empty(), Optional.empty()));
    }

    private String add(String name, Set<String> services, Optional<Instant> expires)
            throws Exception {
        return house.appPasswords.add(LoginHouse.ALICE, name, services, expires);
    }

    @Test
    void worksForItsServicesUntilItExpiresOrIsRemoved() throws Exception {
        String password = add("phone", Set.of("imap"), Optional.of(house.now.plusSeconds(60)));
        assertThat(password).matches("([a-z2-9]{4}-){3}[a-z2-9]{4}");
        assertThat(login("imap", password)).isInstanceOf(Accepted.class);
        assertThat(house.lastRecord()).endsWith("accepted: app password phone");
        assertThat(login("imap", password.replace("-", "").toUpperCase(Locale.ROOT)))
                .isInstanceOf(Accepted.class);
        assertThat(login("pop3", password)).isInstanceOf(Rejected.class);
        assertThat(login("imap", "main")).isInstanceOf(Accepted.class);

        house.now = house.now.plusSeconds(60);
        assertThat(login("imap", password)).isInstanceOf(Rejected.class);
        String pop = add("old program", Set.of(), Optional.empty(), "mail.program");
        assertThat(login("pop3", pop)).isInstanceOf(Accepted.class);
        house.appPasswords.remove(LoginHouse.ALICE, "mail.program");
        assertThat(login("pop3", pop)).isInstanceOf(Rejected.class);
    }

    private String add(String wrong, Set<String> services, Optional<Instant> expires, String name)
            throws Exception {
        assertThatThrownBy(() -> add(wrong, services, expires))
                .isInstanceOf(ProvisioningException.class);
        return add(name, services, expires);
    }

    @Test
    void lastUseIsNotedByTheDayAndNothingSecretIsListed() throws Exception {
        String password = add("phone", Set.of("imap", "smtp"), Optional.empty());
        login("imap", password);
        AppPasswords.Entry entry = house.appPasswords.list(LoginHouse.ALICE).get(0);
        assertThat(entry.lastUsed()).contains(Instant.parse("2026-11-28T00:00:00Z"));
        assertThat(entry.services()).containsExactlyInAnyOrder("imap", "smtp");
        assertThat(entry.created()).isEqualTo(house.now);
        house.now = house.now.plus(Duration.ofDays(2));
        login("imap", password);
        assertThat(house.appPasswords.list(LoginHouse.ALICE).get(0).lastUsed())
                .contains(Instant.parse("2026-11-30T00:00:00Z"));
        assertThat(house.users.get(LoginHouse.ALICE).get(AppPassword.ATTRIBUTE).toString())
                .doesNotContain(password)
                .contains("{SSHA512}");
    }

    @Test
    void oneThatIsRemovedMeanwhileDoesNotComeBackByItsUse() throws Exception {
        add("phone", Set.of(), Optional.empty());
        Account remembered = house.account(LoginHouse.ALICE).orElseThrow();
        AppPassword phone = AppPassword.all(remembered.attributes()).get(0);
        house.appPasswords.remove(LoginHouse.ALICE, "phone");
        house.appPasswords.used(remembered, phone);
        assertThat(house.appPasswords.list(LoginHouse.ALICE)).isEmpty();
    }

    @Test
    void mainPasswordStopsWherePolicySaysSo() throws Exception {
        String password = add("phone", Set.of(), Optional.empty());
        house.users.get(LoginHouse.ALICE).put("tubepostLoginPolicy", List.of("appPasswordsOnly"));
        assertThat(login("imap", "main")).isEqualTo(login("imap", "wrong"));
        assertThat(login("imap", password)).isInstanceOf(Accepted.class);
    }

    @Test
    void settingHoldsForUsersWithoutPolicy(@TempDir Path folder) throws Exception {
        try (LoginHouse strict = new LoginHouse(folder, Map.of("appPasswordsOnly", true))) {
            strict.user(LoginHouse.ALICE, "main");
            byte[] main = "main".getBytes(StandardCharsets.UTF_8);
            assertThat(strict.logins.login(LoginHouse.ALICE, main, LoginHouse.tls()))
                    .isInstanceOf(Rejected.class);
            strict.users.get(LoginHouse.ALICE).put("tubepostLoginPolicy", List.of("any"));
            assertThat(strict.logins.login(LoginHouse.ALICE, main, LoginHouse.tls()))
                    .isInstanceOf(Accepted.class);
        }
    }

    @Test
    void badInputIsRefusedAndLeavesNothing() throws Exception {
        add("phone", Set.of(), Optional.empty());
        String before = house.users.get(LoginHouse.ALICE).toString();
        for (String name : List.of("", "-", "a b", "x".repeat(65), "PHONE", "a\nb")) {
            assertThatThrownBy(() -> add(name, Set.of(), Optional.empty()))
                    .isInstanceOf(ProvisioningException.class);
        }
        assertThatThrownBy(() -> add("b", Set.of("http"), Optional.empty()))
                .hasMessageContaining("http");
        assertThatThrownBy(() -> add("b", Set.of(), Optional.of(house.now)))
                .hasMessageContaining("over");
        assertThatThrownBy(() -> house.appPasswords.remove(LoginHouse.ALICE, "tablet"))
                .hasMessageContaining("tablet");
        assertThatThrownBy(() -> house.appPasswords.list("nobody@example.com"))
                .hasMessageContaining("nobody@example.com");
        assertThat(house.users.get(LoginHouse.ALICE).toString()).isEqualTo(before);
    }
}
