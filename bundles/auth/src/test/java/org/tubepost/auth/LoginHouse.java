// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.api.directory.Status;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.LoginPolicy;
import org.tubepost.api.security.SaslMechanism;
import org.tubepost.auth.password.StoredPassword;
import org.tubepost.auth.scram.ScramHash;
import org.tubepost.auth.scram.ScramVerifier;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.SmallFramework;

/** The room of logins with a directory in memory and a log that can be read. */
final class LoginHouse implements AutoCloseable {
    static final String ALICE = "alice@example.com";
    static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 4000);

    final Map<String, Map<String, List<String>>> users = new HashMap<>();
    final Map<String, String> otherNames = new HashMap<>();
    final Map<String, String> ids = new HashMap<>();
    final Map<String, Status> states = new HashMap<>();
    final Map<String, List<String>> groups = new HashMap<>();
    final Map<String, Set<String>> memberships = new HashMap<>();
    final Map<String, String> domainMaps = new HashMap<>();
    final List<MailEvent> records = new CopyOnWriteArrayList<>();
    final List<String> refreshed = new CopyOnWriteArrayList<>();
    Instant now = Instant.parse("2026-11-28T10:00:00Z");
    boolean away;

    final FakePolicy policy = new FakePolicy();
    final SmallFramework framework;
    final Admission admission;
    final DirectoryAppPasswords appPasswords;
    final PasswordCheck passwords;
    final ScramMechanisms scram;
    final Logins logins;

    LoginHouse(Path folder, Map<String, Object> settings) throws Exception {
        framework = SmallFramework.start(folder.resolve("framework"));
        framework.register(Directory.class, proxy(Directory.class, this::directory), Map.of());
        framework.register(
                Provisioning.class, proxy(Provisioning.class, this::provisioning), Map.of());
        framework.register(MailLog.class, new Log(), Map.of());
        framework.register(LoginPolicy.class, policy, Map.of());
        admission =
                new Admission(
                        framework.context(), ComponentSettings.of(AuthSettings.class, settings));
        appPasswords = new DirectoryAppPasswords(framework.context(), clock());
        passwords = new PasswordCheck(framework.context(), admission, appPasswords);
        scram =
                new ScramMechanisms(
                        framework.context(), admission, ScramSecret.in(folder.resolve("auth")));
        offer("PLAIN", new PlainMechanism(passwords));
        offer("LOGIN", new LoginMechanism(passwords));
        offer("CRAM-MD5", new CramMd5Mechanism(admission));
        offer("DIGEST-MD5", new DigestMd5Mechanism(admission));
        logins = new Logins(framework.context(), admission, passwords);
    }

    void offer(String name, SaslMechanism mechanism) {
        framework.register(SaslMechanism.class, mechanism, Map.of(SaslMechanism.NAME, name));
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    @Override
    public void close() throws Exception {
        logins.close();
        scram.close();
        passwords.close();
        appPasswords.close();
        admission.close();
        framework.close();
    }

    /** A user with a password as provisioning stores it. */
    void user(String name, String password) {
        Map<String, List<String>> entry = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        entry.put("userPassword", List.of("{CLEARTEXT}" + password));
        users.put(name, entry);
    }

    /** The same with verifiers for SCRAM only: nobody can know the password. */
    void userWithVerifiers(String name, String password) {
        user(name, password);
        byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        users.get(name).put("userPassword", List.of("{SSHA512}AAAA"));
        users.get(name)
                .put(
                        "authPassword",
                        List.of(
                                ScramVerifier.of(ScramHash.SHA_1, password, salt, 4096).text(),
                                ScramVerifier.of(ScramHash.SHA_256, password, salt, 4096).text()));
    }

    Optional<Account> account(String login) {
        String typed = login.toLowerCase(Locale.ROOT);
        String name = otherNames.getOrDefault(typed, typed);
        return Optional.ofNullable(users.get(name))
                .map(
                        entry -> {
                            String uid = name.substring(0, name.indexOf('@'));
                            String domain = name.substring(name.indexOf('@') + 1);
                            String dn = "uid=" + uid + ",ou=People,o=" + domain + ",o=tubepost";
                            return new Account(
                                    dn,
                                    ids.getOrDefault(name, name),
                                    uid,
                                    domain,
                                    Deliveries.address(name),
                                    entry.getOrDefault("mailAlternateAddress", List.of()).stream()
                                            .map(Deliveries::address)
                                            .toList(),
                                    states.getOrDefault(name, Status.ACTIVE),
                                    "",
                                    "",
                                    Set.of(),
                                    List.of(),
                                    -1,
                                    -1,
                                    new DirectoryRecord(dn, entry));
                        });
    }

    @SuppressWarnings("unchecked")
    private Object directory(Object self, Method method, Object... arguments)
            throws DirectoryUnavailableException {
        if (away) {
            throw new DirectoryUnavailableException("no server answers", null);
        }
        return switch (method.getName()) {
            case "login" -> account((String) arguments[0]);
            case "checkPassword" ->
                    Passwords.stored((Account) arguments[0]).stream()
                            .anyMatch(s -> s.matches((byte[]) arguments[1]));
            case "find" -> find((MailAddress) arguments[0]);
            case "byDn" ->
                    users.keySet().stream()
                            .flatMap(name -> account(name).stream())
                            .filter(a -> a.dn().equals(arguments[0]))
                            .findFirst();
            case "domain" -> Optional.of(domain((String) arguments[0]));
            case "values" -> values((String) arguments[0]);
            case "memberships" -> memberships.getOrDefault(((Account) arguments[0]).id(), Set.of());
            default -> throw new UnsupportedOperationException(method.getName());
        };
    }

    private Optional<Account> find(MailAddress address) {
        return users.keySet().stream()
                .flatMap(name -> account(name).stream())
                .filter(a -> OwnAddresses.has(a, address))
                .findFirst();
    }

    private Domain domain(String name) {
        Map<String, List<String>> attributes =
                domainMaps.containsKey(name)
                        ? Map.of("inetDomainCertMap", List.of(domainMaps.get(name)))
                        : Map.of();
        return new Domain(
                name,
                List.of(),
                "o=" + name + ",o=tubepost",
                Status.ACTIVE,
                List.of(),
                "",
                "",
                new DirectoryRecord("o=" + name, attributes));
    }

    private List<String> values(String url) {
        String text = URLDecoder.decode(url, StandardCharsets.UTF_8);
        if (text.contains("certSubjectDN=")) {
            return users.keySet().stream()
                    .flatMap(name -> account(name).stream())
                    .filter(
                            a ->
                                    a.attributes()
                                            .first("certSubjectDN")
                                            .map(s -> text.contains("=" + s + ")"))
                                            .orElse(false))
                    .map(Account::dn)
                    .toList();
        }
        String group = text.substring("ldap:///".length(), text.indexOf('?'));
        return groups.getOrDefault(group, List.of());
    }

    @SuppressWarnings("unchecked")
    private Object provisioning(Object self, Method method, Object... arguments) {
        String name = arguments[1] + "@" + arguments[0];
        return switch (method.getName()) {
            case "replaceValue" -> {
                Optional<String> old = (Optional<String>) arguments[3];
                List<String> values =
                        new ArrayList<>(
                                users.get(name).getOrDefault((String) arguments[2], List.of()));
                if (old.isPresent() && !values.remove(old.get())) {
                    yield false;
                }
                ((Optional<String>) arguments[4]).ifPresent(values::add);
                users.get(name).put((String) arguments[2], values);
                yield true;
            }
            case "refreshPassword" -> {
                refreshed.add(name);
                yield true;
            }
            default -> throw new UnsupportedOperationException(method.getName());
        };
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** A context of IMAP without a TLS session that could be looked into. */
    static AuthenticationContext from(String address, boolean encrypted) {
        return new AuthenticationContext(
                        "imap", "host.test", new InetSocketAddress(address, 4000), encrypted)
                .withSharedFolders();
    }

    static AuthenticationContext plain() {
        return from("192.0.2.1", false);
    }

    static AuthenticationContext tls() {
        return from("192.0.2.1", true);
    }

    /** TLS with certificates. */
    static AuthenticationContext tls(
            String protocol, Optional<X509Certificate> server, Optional<X509Certificate> client) {
        SSLSession session =
                proxy(
                        SSLSession.class,
                        (self, method, arguments) ->
                                switch (method.getName()) {
                                    case "getLocalCertificates" ->
                                            server.map(c -> new Certificate[] {c}).orElse(null);
                                    case "getPeerCertificates" ->
                                            new Certificate[] {
                                                client.orElseThrow(
                                                        () ->
                                                                new SSLPeerUnverifiedException(
                                                                        "no certificate"))
                                            };
                                    case "getProtocol" -> "TLSv1.3";
                                    case "getCipherSuite" -> "TLS_AES_256_GCM_SHA384";
                                    case "getPeerPrincipal" -> (Principal) null;
                                    default -> throw new UnsupportedOperationException();
                                });
        return new AuthenticationContext(
                protocol, "host.test", CLIENT, true, Optional.empty(), Optional.of(session), 7);
    }

    StoredPassword stored(String user) {
        return StoredPassword.parse(users.get(user).get("userPassword").get(0));
    }

    /** The last record, as user and text. */
    String lastRecord() {
        MailEvent last = records.get(records.size() - 1);
        return last.user() + " " + last.diagnostic();
    }

    private final class Log implements MailLog {
        @Override
        public void record(MailEvent event) {
            records.add(event);
        }

        @Override
        public void recordLater(Supplier<MailEvent> event) {
            records.add(event.get());
        }
    }
}
