// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Status;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.LoginPolicy;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslMechanism;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.SmallFramework;

/** Who may log in, how, and what a failed login tells. */
class LoginsTest {
    private final Map<String, Status> users = new HashMap<>();
    private final FakePolicy policy = new FakePolicy();
    private boolean away;
    private SmallFramework framework;
    private PasswordCheck passwords;
    private Logins logins;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        framework = SmallFramework.start(folder);
        framework.register(Directory.class, directory(), Map.of());
        framework.register(LoginPolicy.class, policy, Map.of());
        passwords =
                new PasswordCheck(
                        framework.context(),
                        ComponentSettings.of(AuthSettings.class, Map.of("failuresBeforeWait", 3)));
        framework.register(
                SaslMechanism.class,
                new PlainMechanism(passwords),
                Map.of(SaslMechanism.NAME, "PLAIN"));
        framework.register(
                SaslMechanism.class,
                new LoginMechanism(passwords),
                Map.of(SaslMechanism.NAME, "LOGIN"));
        logins = new Logins(framework.context(), passwords);
        users.put("alice@example.com", Status.ACTIVE);
    }

    @AfterEach
    void close() throws IOException {
        logins.close();
        passwords.close();
        framework.close();
    }

    /** The password of everybody is "right". */
    private Directory directory() {
        return (Directory)
                Proxy.newProxyInstance(
                        Directory.class.getClassLoader(),
                        new Class<?>[] {Directory.class},
                        (proxy, method, arguments) -> {
                            if (away) {
                                throw new DirectoryUnavailableException("no server answers", null);
                            }
                            return switch (method.getName()) {
                                case "login" -> account((String) arguments[0]);
                                case "checkPassword" ->
                                        Arrays.equals((byte[]) arguments[1], octets("right"));
                                default -> throw new UnsupportedOperationException();
                            };
                        });
    }

    private Optional<Account> account(String login) {
        return Optional.ofNullable(users.get(login))
                .map(
                        status ->
                                new Account(
                                        "uid=" + login,
                                        login,
                                        login,
                                        "example.com",
                                        Deliveries.address(login),
                                        List.of(),
                                        status,
                                        "",
                                        "",
                                        Set.of(),
                                        List.of(),
                                        -1,
                                        -1,
                                        new DirectoryRecord("uid=" + login, Map.of())));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static AuthenticationContext from(String address, boolean encrypted) {
        return new AuthenticationContext(
                "imap", "host.test", new InetSocketAddress(address, 4000), encrypted);
    }

    private AuthenticationOutcome login(String name, String password) {
        return logins.login(name, octets(password), from("192.0.2.1", true));
    }

    private AuthenticationOutcome plain(String response) {
        SaslExchange exchange = logins.begin("PLAIN", from("192.0.2.1", true)).orElseThrow();
        return ((SaslExchange.Turn.Done) exchange.respond(octets(response))).outcome();
    }

    @Test
    void passwordsInClearNeedTlsExceptOnThisMachine() {
        assertThat(logins.mechanisms(from("192.0.2.1", false))).isEmpty();
        assertThat(logins.mechanisms(from("192.0.2.1", true))).containsExactly("PLAIN", "LOGIN");
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
        users.put("off@example.com", Status.INACTIVE);
        users.put("full@example.com", Status.OVERQUOTA);
        assertThat(login("off@example.com", "right"))
                .isInstanceOf(AuthenticationOutcome.Rejected.class);
        assertThat(login("full@example.com", "right"))
                .isInstanceOf(AuthenticationOutcome.Accepted.class);
    }

    @Test
    void directoryThatIsAwayIsNoWrongPassword() {
        away = true;
        for (int i = 0; i < 10; i++) {
            assertThat(login("alice@example.com", "right"))
                    .isInstanceOf(AuthenticationOutcome.Unavailable.class);
        }
        away = false;
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

    @Property(tries = 200)
    void anyOctetsAreAnsweredWithAnOutcome(@ForAll @Size(max = 60) byte[] response) {
        PasswordCheck check = null;
        AuthenticationContext context = from("192.0.2.1", true);
        int nuls = 0;
        for (byte octet : response) {
            nuls += octet == 0 ? 1 : 0;
        }
        if (nuls != 2) {
            SaslExchange exchange = new PlainMechanism(check).begin(context);
            assertThat(((SaslExchange.Turn.Done) exchange.respond(response)).outcome())
                    .isInstanceOf(AuthenticationOutcome.Malformed.class);
        }
    }

    @Test
    void policyIsAskedBeforeTheProofAndNothingIsCheckedWhenItSaysNo() {
        AuthenticationOutcome no = new AuthenticationOutcome.Forbidden("not from here");
        policy.before = Optional.of(no);
        away = true; // who would ask the directory would hear so
        assertThat(login("alice@example.com", "right")).isEqualTo(no);
        assertThat(plain("\0alice@example.com\0right")).isEqualTo(no);
    }

    @Test
    void policyIsAskedAfterTheProofOfWhoHasProvedIt() {
        AuthenticationOutcome no = new AuthenticationOutcome.Limited("too many", true);
        policy.after = Optional.of(no);
        assertThat(login("alice@example.com", "right")).isEqualTo(no);
        assertThat(plain("\0alice@example.com\0right")).isEqualTo(no);
        assertThat(policy.asked).containsExactly("alice@example.com", "alice@example.com");
        assertThat(login("alice@example.com", "wrong"))
                .isInstanceOf(AuthenticationOutcome.Rejected.class);
        assertThat(policy.asked).hasSize(2);
    }

    @Test
    void nobodyLogsInWhileThePolicyIsAway(@TempDir Path empty) throws Exception {
        try (SmallFramework without = SmallFramework.start(empty)) {
            Logins alone = new Logins(without.context(), passwords);
            assertThat(alone.login("alice@example.com", octets("right"), from("192.0.2.1", true)))
                    .isInstanceOf(AuthenticationOutcome.Unavailable.class);
            alone.close();
        }
    }

    /** Permits until told otherwise. */
    private static final class FakePolicy implements LoginPolicy {
        private final List<String> asked = new ArrayList<>();
        private Optional<AuthenticationOutcome> before = Optional.empty();
        private Optional<AuthenticationOutcome> after = Optional.empty();

        @Override
        public Optional<AuthenticationOutcome> before(AuthenticationContext context, Trace trace) {
            return before;
        }

        @Override
        public Optional<AuthenticationOutcome> after(
                Account account, AuthenticationContext context, Trace trace) {
            asked.add(account.id());
            return after;
        }
    }
}
