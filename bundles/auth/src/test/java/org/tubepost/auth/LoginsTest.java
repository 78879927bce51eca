// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.directory.Status;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.Identity;
import org.tubepost.api.security.LoginEvent;
import org.tubepost.api.security.LoginListener;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.auth.password.PasswordScheme;
import org.tubepost.auth.password.StoredPassword;

/** Who may log in, how, and what a failed login tells. */
class LoginsTest {
    private LoginHouse house;
    private Logins logins;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        house = new LoginHouse(folder, Map.of("failuresBeforeWait", 3));
        logins = house.logins;
        house.user("alice@example.com", "right");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static AuthenticationContext from(String address, boolean encrypted) {
        return LoginHouse.from(address, encrypted);
    }

    private AuthenticationOutcome login(String name, String password) {
        return logins.login(name, octets(password), from("192.0.2.1", true));
    }

    private Identity identity(AuthenticationOutcome outcome) {
        return ((AuthenticationOutcome.Accepted) outcome).identity();
    }

    @Test
    void aLoginKnowsTheGroupsOfTheUserWhoseRightsAreUsed() throws Exception {
        house.user("bob@example.com", "other");
        house.memberships.put("bob@example.com", Set.of("crew@example.com"));
        assertThat(identity(login("alice@example.com", "right")).groups()).isEmpty();
        assertThat(identity(login("bob@example.com", "other")).groups())
                .containsExactly("crew@example.com");
        house.groups.put(
                "cn=Domain Administrators,ou=Groups,o=example.com,o=tubepost",
                List.of("uid=alice,ou=People,o=example.com,o=tubepost"));
        Identity proxied = identity(plain("bob@example.com\0alice@example.com\0right"));
        assertThat(proxied.id()).isEqualTo("bob@example.com");
        assertThat(proxied.groups()).containsExactly("crew@example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "pop3", "other"})
    void groupsAreAskedForIfTheProtocolSaysThatItOpensSharedFolders(String protocol) {
        house.memberships.put("alice@example.com", Set.of("crew@example.com"));
        AuthenticationContext own =
                new AuthenticationContext(protocol, "host.test", LoginHouse.CLIENT, true);
        assertThat(groupsOfAlice(own.withSharedFolders())).containsExactly("crew@example.com");
        assertThat(groupsOfAlice(own)).isEmpty();
    }

    private Set<String> groupsOfAlice(AuthenticationContext context) {
        return identity(logins.login("alice@example.com", octets("right"), context)).groups();
    }

    private AuthenticationOutcome plain(String response) {
        SaslExchange exchange = logins.begin("PLAIN", from("192.0.2.1", true)).orElseThrow();
        return ((SaslExchange.Turn.Done) exchange.respond(octets(response))).outcome();
    }

    @Test
    void passwordsInClearNeedTlsExceptOnThisMachine() {
        assertThat(logins.mechanisms(from("192.0.2.1", false))).isEmpty();
        assertThat(logins.mechanisms(from("192.0.2.1", true)))
                .containsExactly("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN");
        assertThat(logins.allowsPlainText(from("127.0.0.1", false))).isTrue();
        assertThat(logins.allowsPlainText(from("::1", false))).isTrue();
        assertThat(logins.begin("PLAIN", from("192.0.2.1", false))).isEmpty();
    }

    @Test
    void plainTakesWhatRfc4616SaysAndNothingElse() {
        assertThat(plain("\0alice@example.com\0right"))
                .isInstanceOf(AuthenticationOutcome.Accepted.class);
        assertThat(plain("alice@example.com\0alice@example.com\0right"))
                .isInstanceOf(AuthenticationOutcome.Accepted.class);
        assertThat(plain("bob@example.com\0alice@example.com\0right"))
                .isInstanceOf(AuthenticationOutcome.Rejected.class);
        for (String wrong : List.of("", "\0", "\0a", "a\0b\0c\0d", "\0\0right", "\0alice\0")) {
            assertThat(plain(wrong)).isInstanceOf(AuthenticationOutcome.Malformed.class);
        }
    }

    @Test
    void loginAsksForNameAndPassword() {
        SaslExchange exchange = logins.begin("LOGIN", from("192.0.2.1", true)).orElseThrow();
        assertThat(exchange.respond(null)).isInstanceOf(SaslExchange.Turn.Challenge.class);
        assertThat(exchange.respond(octets("alice@example.com")))
                .isInstanceOf(SaslExchange.Turn.Challenge.class);
        assertThat(((SaslExchange.Turn.Done) exchange.respond(octets("right"))).outcome())
                .isInstanceOf(AuthenticationOutcome.Accepted.class);
    }

    @Test
    void unknownUserAndWrongPasswordSoundTheSame() {
        assertThat(login("nobody@example.com", "right"))
                .isEqualTo(login("alice@example.com", "wrong"));
    }

    @Test
    void inactiveAccountIsRefusedAndFullOneIsNot() {
        house.user("off@example.com", "right");
        house.user("full@example.com", "right");
        house.states.put("off@example.com", Status.INACTIVE);
        house.states.put("full@example.com", Status.OVERQUOTA);
        assertThat(login("off@example.com", "right"))
                .isInstanceOf(AuthenticationOutcome.Rejected.class);
        assertThat(login("full@example.com", "right"))
                .isInstanceOf(AuthenticationOutcome.Accepted.class);
    }

    @Test
    void directoryThatIsAwayIsNoWrongPassword() {
        house.away = true;
        for (int i = 0; i < 10; i++) {
            assertThat(login("alice@example.com", "right"))
                    .isInstanceOf(AuthenticationOutcome.Unavailable.class);
        }
        house.away = false;
        assertThat(login("alice@example.com", "right"))
                .isInstanceOf(AuthenticationOutcome.Accepted.class);
    }

    @Test
    void guessingIsSlowedByAccountWhateverTheSpelling() {
        login("alice@example.com", "a");
        login("ALICE@example.com", "b");
        login("alice@EXAMPLE.com", "c");
        assertThat(login("alice@example.com", "right"))
                .isInstanceOf(AuthenticationOutcome.Unavailable.class);
    }

    @Test
    void guessingIsSlowedByAccountUnderAllItsNames() {
        house.otherNames.put("alice", "alice@example.com");
        house.otherNames.put("alice+example.com", "alice@example.com");
        login("alice@example.com", "a");
        login("alice", "b");
        login("alice+example.com", "c");
        for (String name : List.of("alice@example.com", "alice", "alice+example.com")) {
            assertThat(login(name, "right")).isInstanceOf(AuthenticationOutcome.Unavailable.class);
        }
    }

    @Test
    void administratorOfTheDefaultDomainIsKnownByTheFullNameToo(@TempDir Path folder)
            throws Exception {
        String[] names = {"Root@example.com"};
        try (LoginHouse other = new LoginHouse(folder, Map.of("administrators", names))) {
            other.user("root@example.com", "right");
            other.ids.put("root@example.com", "root");
            Identity who =
                    ((AuthenticationOutcome.Accepted)
                                    other.logins.login(
                                            "root@example.com", octets("right"), LoginHouse.tls()))
                            .identity();
            assertThat(who.id()).isEqualTo("root");
            assertThat(who.administrator()).isTrue();
        }
    }

    @Test
    void failuresAreForgottenAfterAWhile() {
        AtomicLong now = new AtomicLong();
        Guesses guesses = new Guesses(2, Duration.ofSeconds(10), now::get);
        guesses.failed("a", "192.0.2.1");
        guesses.failed("a", "192.0.2.2");
        assertThat(guesses.mustWait("a", "192.0.2.3")).isTrue();
        assertThat(guesses.mustWait("b", "192.0.2.3")).isFalse();
        now.set(Duration.ofSeconds(11).toNanos());
        assertThat(guesses.mustWait("a", "192.0.2.3")).isFalse();
    }

    @Test
    void addressThatGuessesManyAccountsHasToWait() {
        Guesses guesses = new Guesses(2, Duration.ofSeconds(10), () -> 0);
        for (int i = 0; i < 10; i++) {
            guesses.failed("user" + i, "192.0.2.9");
        }
        guesses.succeeded("user0");
        assertThat(guesses.mustWait("fresh", "192.0.2.9")).isTrue();
    }

    @Test
    void everyLoginIsWrittenDownWithTheNameThatWasTried() {
        login("alice@example.com", "right");
        assertThat(house.lastRecord())
                .isEqualTo("alice@example.com mechanism=password tls=yes accepted");
        login("nobody@example.com", "right");
        assertThat(house.lastRecord())
                .isEqualTo("nobody@example.com mechanism=password tls=yes refused: no such user");
        login("alice@example.com", "wrong");
        assertThat(house.lastRecord()).endsWith("refused: wrong password");
        assertThat(house.records).allMatch(r -> r.kind() == MailEvent.Kind.LOGIN);
        assertThat(house.records).allMatch(r -> r.source().equals("imap"));
        assertThat(house.records).allMatch(r -> r.transport().contains("192.0.2.1|4000"));
    }

    @Test
    void mechanismsAreThoseOfTheSettingForTheProtocol(@TempDir Path folder) throws Exception {
        String[] wanted = {"smtp:LOGIN", "cram-md5", "PLAIN"};
        try (LoginHouse other = new LoginHouse(folder, Map.of("mechanisms", wanted))) {
            assertThat(other.logins.mechanisms(LoginHouse.tls()))
                    .containsExactly("CRAM-MD5", "PLAIN");
            assertThat(
                            other.logins.mechanisms(
                                    LoginHouse.tls("smtp", Optional.empty(), Optional.empty())))
                    .containsExactly("CRAM-MD5", "PLAIN", "LOGIN");
            assertThat(other.logins.begin("SCRAM-SHA-256", LoginHouse.tls())).isEmpty();
        }
    }

    @Test
    void passwordIsStoredAnewAfterALoginOnlyIfItWasRight() {
        login("alice@example.com", "wrong");
        assertThat(house.refreshed).isEmpty();
        login("alice@example.com", "right");
        assertThat(house.refreshed).containsExactly("alice@example.com");
    }

    @Test
    void storedHashesDecideWhereTheServerDoesNot(@TempDir Path folder) throws Exception {
        try (LoginHouse other = new LoginHouse(folder, Map.of("passwordCheck", "hash"))) {
            other.user("alice@example.com", "right");
            other.users
                    .get("alice@example.com")
                    .put("userPassword", List.of("{SHA}0gpXR6dFV52LmSeT0LkPUzMzCqY="));
            for (String password : List.of("wrong", "")) {
                assertThat(
                                other.logins.login(
                                        "alice@example.com", octets(password), LoginHouse.tls()))
                        .isInstanceOf(AuthenticationOutcome.Rejected.class);
            }
            other.users
                    .get("alice@example.com")
                    .put(
                            "userPassword",
                            List.of(
                                    StoredPassword.of(
                                            PasswordScheme.PBKDF2_SHA256, octets("right"))));
            assertThat(other.logins.login("alice@example.com", octets("right"), LoginHouse.tls()))
                    .isInstanceOf(AuthenticationOutcome.Accepted.class);
        }
    }

    @Test
    void logoutIsWrittenDown() {
        Identity who =
                ((AuthenticationOutcome.Accepted) login("alice@example.com", "right")).identity();
        logins.loggedOut(who, from("192.0.2.1", true));
        assertThat(house.records.get(1).kind()).isEqualTo(MailEvent.Kind.LOGOUT);
        assertThat(house.lastRecord()).isEqualTo("alice@example.com logged out");
    }

    @Test
    void listenersAreToldOfLoginsThatSucceedAndOfTheirEndAndHarmNone() {
        List<LoginEvent> told = new ArrayList<>();
        LoginListener broken =
                event -> {
                    throw new IllegalStateException("broken listener");
                };
        house.framework.register(LoginListener.class, broken, Map.of());
        house.framework.register(LoginListener.class, told::add, Map.of());
        AuthenticationContext connected =
                LoginHouse.tls("imap", Optional.empty(), Optional.empty());
        Identity who =
                ((AuthenticationOutcome.Accepted)
                                logins.login("alice@example.com", octets("right"), connected))
                        .identity();
        logins.login("alice@example.com", octets("wrong"), connected);
        logins.login("alice@example.com", octets("right"), from("192.0.2.1", true));
        logins.loggedOut(who, connected);
        assertThat(told)
                .extracting(LoginEvent::kind)
                .as("neither what failed nor what nobody is connected for")
                .containsExactly(LoginEvent.Kind.LOGIN, LoginEvent.Kind.LOGOUT);
        assertThat(told.get(0).who()).isEqualTo(who);
        assertThat(told.get(0).mechanism()).isEqualTo("password");
        assertThat(told.get(0).context().session()).isEqualTo(7);
    }

    @Test
    void anyOctetsAreAnsweredWithAnOutcome() {
        Random random = new Random(4616);
        for (int i = 0; i < 400; i++) {
            byte[] response = new byte[random.nextInt(60)];
            random.nextBytes(response);
            for (String mechanism : List.of("PLAIN", "SCRAM-SHA-256")) {
                SaslExchange exchange =
                        logins.begin(mechanism, from("192.0.2." + i % 250, true)).orElseThrow();
                assertThat(exchange.respond(response)).isInstanceOf(SaslExchange.Turn.Done.class);
            }
        }
    }
}
