// SPDX-License-Identifier: Apache-2.0
package org.tubepost.client.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.ListenerDefinition.FilterText;
import org.tubepost.api.config.ServerTls;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.config.TlsMode;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.Status;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.protocol.AccountSessions;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.AuthenticationOutcome.Forbidden;
import org.tubepost.api.security.AuthenticationOutcome.Limited;
import org.tubepost.api.security.AuthenticationOutcome.Unavailable;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.SmallFramework;

/** Who may log in from where: filters of service, user and domain, and limits. */
class ClientAccessTest {
    private final Map<String, List<String>> user = new HashMap<>();
    private final Map<String, List<String>> domain = new HashMap<>();
    private final AtomicLong clock = new AtomicLong();
    private final List<String> claims = new ArrayList<>();
    private boolean directoryAway;
    private boolean full;
    private SmallFramework framework;
    private ClientAccess access;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        framework = SmallFramework.start(folder);
        framework.register(Directory.class, directory(), Map.of());
        framework.register(AccountSessions.class, new Owner(), Map.of());
        access = access();
        access.activate(generation());
    }

    private ClientAccess access() {
        return new ClientAccess(
                framework.context(),
                ComponentSettings.of(AccessSettings.class, Map.of("loginsPerMinute", 2)),
                clock::get);
    }

    @AfterEach
    void close() throws Exception {
        access.close();
        framework.close();
    }

    /** Remembers who asked. */
    private final class Owner implements AccountSessions {
        @Override
        public boolean claim(long connection, String account) {
            claims.add(connection + " " + account);
            return !full;
        }

        @Override
        public List<SessionCount> counts() {
            return List.of();
        }

        @Override
        public List<OpenSession> open() {
            return List.of();
        }

        @Override
        public boolean end(long connection) {
            return false;
        }
    }

    private Directory directory() {
        return (Directory)
                Proxy.newProxyInstance(
                        Directory.class.getClassLoader(),
                        new Class<?>[] {Directory.class},
                        (proxy, method, arguments) -> {
                            if (directoryAway) {
                                throw new DirectoryUnavailableException("no server answers", null);
                            }
                            return Optional.of(
                                    new Domain(
                                            "example.org",
                                            List.of(),
                                            "o=example.org",
                                            Status.ACTIVE,
                                            List.of(),
                                            "",
                                            "",
                                            new DirectoryRecord("o=example.org", domain)));
                        });
    }

    private Account charles() {
        return new Account(
                "uid=charles,o=example.org",
                "charles@example.org",
                "charles",
                "example.org",
                Deliveries.address("charles@example.org"),
                List.of(),
                Status.ACTIVE,
                "",
                "",
                Set.of(),
                List.of(),
                -1,
                -1,
                new DirectoryRecord("uid=charles,o=example.org", user));
    }

    private static AuthenticationContext from(String address, String protocol, TlsMode mode) {
        return new AuthenticationContext(
                protocol,
                "host.test",
                new InetSocketAddress(address, 4000),
                mode == TlsMode.IMPLICIT,
                Optional.empty(),
                Optional.empty(),
                7,
                protocol.toUpperCase(Locale.ROOT),
                mode);
    }

    private Optional<AuthenticationOutcome> after(String address, String protocol, TlsMode mode) {
        return access.after(charles(), from(address, protocol, mode), Trace.OFF);
    }

    private static ListenerDefinition listener(
            String service, Optional<FilterText> allowed, Optional<FilterText> denied) {
        return new ListenerDefinition(
                service,
                "imap",
                "",
                143,
                TlsMode.STARTTLS,
                1,
                1,
                1,
                1,
                1,
                Map.of(),
                ServerTls.DEFAULT,
                allowed,
                denied,
                new SourceLocation("dispatcher.cnf", 1, 1));
    }

    private static Optional<FilterText> text(String text) {
        return Optional.of(new FilterText(text, new SourceLocation("dispatcher.cnf", 5, 16)));
    }

    private static Generation generation(ListenerDefinition... listeners) {
        return Generation.builder(1, Instant.EPOCH).listeners(List.of(listeners)).build();
    }

    @Test
    void filtersOfAServiceAreAskedBeforeTheProof() {
        access.activate(
                generation(
                        listener("IMAP", text("ALL: 10. EXCEPT 10.9."), text("ALL: ALL")),
                        listener("POP3", Optional.empty(), Optional.empty())));
        assertThat(access.before(from("10.1.1.1", "imap", TlsMode.STARTTLS), Trace.OFF)).isEmpty();
        assertThat(access.before(from("10.9.1.1", "imap", TlsMode.STARTTLS), Trace.OFF))
                .containsInstanceOf(Forbidden.class);
        assertThat(access.before(from("10.9.1.1", "pop3", TlsMode.STARTTLS), Trace.OFF)).isEmpty();
    }

    @Test
    void aWrongFilterOfAServiceRefusesTheConfigurationWithItsPlace() {
        assertThat(
                        access.prepare(
                                generation(
                                        listener(
                                                "IMAP",
                                                text("imap: 10. $pop ALL"),
                                                text("gopher: ALL")))))
                .extracting(Object::toString)
                .containsExactly(
                        "dispatcher.cnf:5:34: error: expected ':' and clients",
                        "dispatcher.cnf:5:16: error: there is no service 'gopher'");
    }

    @Test
    void aServiceWithABrokenFilterIsClosedEvenIfItsOtherPortIsNot() {
        access.activate(
                generation(
                        listener("IMAP", Optional.empty(), text("imap: 10. $pop ALL")),
                        listener("IMAP", Optional.empty(), Optional.empty()),
                        listener("POP3", Optional.empty(), Optional.empty())));
        assertThat(access.before(from("192.0.2.1", "imap", TlsMode.STARTTLS), Trace.OFF))
                .containsInstanceOf(Forbidden.class);
        assertThat(access.before(from("192.0.2.2", "pop3", TlsMode.STARTTLS), Trace.OFF)).isEmpty();
    }

    @Test
    void nobodyLogsInBeforeTheFiltersAreRead() {
        ClientAccess early = access();
        assertThat(early.before(from("192.0.2.1", "imap", TlsMode.STARTTLS), Trace.OFF))
                .contains(new Unavailable("access rules are not read yet"));
        early.close();
    }

    @Test
    void theUsersFiltersStandInsteadOfTheDomains() {
        domain.put("mailDomainAllowedServiceAccess", List.of("-imap:ALL"));
        assertThat(after("192.0.2.1", "imap", TlsMode.STARTTLS))
                .containsInstanceOf(Forbidden.class);
        user.put("mailAllowedServiceAccess", List.of("-pop:ALL$+imap:192.0.2."));
        assertThat(after("192.0.2.1", "imap", TlsMode.STARTTLS)).isEmpty();
        assertThat(after("192.0.2.1", "pop3", TlsMode.STARTTLS))
                .containsInstanceOf(Forbidden.class);
        assertThat(after("192.0.2.1", "pop3", TlsMode.IMPLICIT)).isEmpty();
    }

    @Test
    void sessionsWithTlsAreCalledByTheFormWithS() {
        user.put("mailAllowedServiceAccess", List.of("+imaps:ALL"));
        assertThat(after("192.0.2.1", "imap", TlsMode.IMPLICIT)).isEmpty();
        AuthenticationContext clear = from("192.0.2.1", "imap", TlsMode.STARTTLS);
        AuthenticationContext upgraded =
                new AuthenticationContext(
                        "imap",
                        "host.test",
                        clear.client(),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        7,
                        "IMAP",
                        TlsMode.STARTTLS);
        assertThat(access.after(charles(), clear, Trace.OFF)).containsInstanceOf(Forbidden.class);
        assertThat(access.after(charles(), upgraded, Trace.OFF)).isEmpty();
    }

    @Test
    void aWrongAttributeLetsNobodyIn() {
        user.put("mailAllowedServiceAccess", List.of("+imap ALL"));
        Trace trace = Trace.recording();
        assertThat(access.after(charles(), from("192.0.2.1", "imap", TlsMode.STARTTLS), trace))
                .containsInstanceOf(Forbidden.class);
        assertThat(trace.steps().get(0))
                .hasToString(
                        "client-access: filters -> column 10: expected ':' and clients "
                                + " (mailAllowedServiceAccess of uid=charles,o=example.org)");
    }

    @Test
    void withoutDirectoryOrNamesNobodyIsLetInForNow() {
        directoryAway = true;
        assertThat(after("192.0.2.1", "imap", TlsMode.STARTTLS))
                .containsInstanceOf(Unavailable.class);
        directoryAway = false;
        domain.put("mailDomainAllowedServiceAccess", List.of("-imap:.example.com"));
        assertThat(after("192.0.2.1", "imap", TlsMode.STARTTLS))
                .containsInstanceOf(Unavailable.class);
        assertThat(after("127.0.0.1", "imap", TlsMode.STARTTLS)).isEmpty();
    }

    @Test
    void aSessionIsCountedWhenEverythingElsePermitsIt() {
        user.put("mailAllowedServiceAccess", List.of("-pop:ALL"));
        after("192.0.2.1", "pop3", TlsMode.STARTTLS);
        assertThat(claims).isEmpty();
        assertThat(after("192.0.2.1", "imap", TlsMode.STARTTLS)).isEmpty();
        full = true;
        assertThat(after("192.0.2.1", "imap", TlsMode.STARTTLS))
                .contains(new Limited("too many sessions of this account", true));
        assertThat(claims).containsExactly("7 charles@example.org", "7 charles@example.org");
    }

    @Test
    void anAddressThatLogsInTooOftenWaits() {
        AuthenticationContext client = from("192.0.2.1", "imap", TlsMode.STARTTLS);
        assertThat(access.before(client, Trace.OFF)).isEmpty();
        assertThat(access.before(client, Trace.OFF)).isEmpty();
        assertThat(access.before(client, Trace.OFF))
                .contains(
                        new Limited(
                                "too many logins from this address, try again in 31 seconds",
                                false));
        clock.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(access.before(client, Trace.OFF)).isEmpty();
    }

    @Test
    void aRehearsalCountsNothing() {
        full = true;
        AuthenticationContext client =
                new AuthenticationContext(
                        "imap", "host.test", new InetSocketAddress("192.0.2.1", 1), false);
        for (int i = 0; i < 5; i++) {
            assertThat(access.before(client, Trace.OFF)).isEmpty();
            assertThat(access.after(charles(), client, Trace.OFF)).isEmpty();
        }
        assertThat(claims).isEmpty();
    }
}
