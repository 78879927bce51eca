// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tubepost.itests.SaslTalk.Security;
import org.tubepost.itests.SaslTalk.Wire;

/**
 * Which mechanism is offered where, and each one refused in each state in which it must be. Logins
 * without TLS are not allowed to this machine either here, as they are not from elsewhere.
 */
@ExtendWith(DistributionExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class MechanismsIT {
    /** Of its own, since it is stored in clear for some of the users. */
    private static final String PASSWORD = "stored-in-clear-for-challenges";

    private static final List<String> BY_PASSWORD =
            List.of(
                    "CRAM-MD5",
                    "DIGEST-MD5",
                    "LOGIN",
                    "PLAIN",
                    "SCRAM-SHA-1",
                    "SCRAM-SHA-1-PLUS",
                    "SCRAM-SHA-256",
                    "SCRAM-SHA-256-PLUS");
    private static final String SETTINGS =
            """
            mechanisms = SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 \
            PLAIN LOGIN CRAM-MD5 DIGEST-MD5
            plainTextFromLoopback = false
            administrators = sasl-root@example.com
            failuresBeforeWait = 4
            """;

    private final Distribution server;
    private final LoginWorld world;

    MechanismsIT(Distribution server) {
        this.server = server;
        this.world = new LoginWorld(server, PASSWORD);
    }

    @BeforeAll
    void open() throws Exception {
        Programs.need("openssl", "ldapmodify", "ldapsearch");
        for (String name : List.of("sasl-user", "sasl-root", "sasl-other", "sasl-slow")) {
            world.user(name);
        }
        world.user("sasl-off", "inetUserStatus=inactive");
        for (String name : List.of("sasl-user", "sasl-root", "sasl-off")) {
            // Without a password in clear there is no CRAM-MD5 and no DIGEST-MD5.
            world.replace(name, "userPassword", "{CLEARTEXT}" + PASSWORD);
        }
        world.settings(
                "org.tubepost.auth.Admission",
                SETTINGS,
                () ->
                        world.offered(Wire.IMAP, Security.NONE).isEmpty()
                                && world.offered(Wire.IMAP, Security.IMPLICIT).equals(BY_PASSWORD));
    }

    @AfterAll
    void close() throws Exception {
        world.close();
        Distribution.await(
                Duration.ofSeconds(60),
                "logins are as before",
                () -> world.offered(Wire.IMAP, Security.NONE).contains("PLAIN"));
    }

    @Test
    void mechanismsAreOfferedUnderTlsAndNoneWithout() throws Exception {
        for (Wire wire : Wire.values()) {
            assertThat(world.offered(wire, Security.NONE)).as(wire + " in clear").isEmpty();
            for (Security security : List.of(Security.STARTTLS, Security.IMPLICIT)) {
                assertThat(world.offered(wire, security))
                        .as(wire + " " + security)
                        .isEqualTo(BY_PASSWORD);
            }
        }
    }

    @Test
    void passwordInClearIsRefusedWithoutTlsAndWrittenDown() throws Exception {
        String from = "127.0.2.1";
        Map<Wire, String> refusals =
                Map.of(Wire.IMAP, "a NO [", Wire.SUBMISSION, "504 5.5.4", Wire.POP3, "-ERR");
        for (Wire wire : Wire.values()) {
            for (String mechanism : BY_PASSWORD.subList(2, 4)) {
                assertThat(login(wire, Security.NONE, from, mechanism, "sasl-user"))
                        .startsWith(refusals.get(wire));
            }
        }
        assertThat(world.audit(from))
                .contains("mechanism=PLAIN tls=none refused: mechanism is not offered here");
        try (SaslTalk imap = new SaslTalk(server, Wire.IMAP, Security.NONE, from)) {
            assertThat(imap.command("a LOGIN sasl-user@example.com " + PASSWORD))
                    .last()
                    .asString()
                    .startsWith("a NO [PRIVACYREQUIRED]");
        }
    }

    private String login(Wire wire, Security security, String from, String mechanism, String user)
            throws Exception {
        return world.login(wire, security, from, mechanism, user + "@example.com", PASSWORD);
    }

    @Test
    void everyMechanismLetsInWhoIsRightAndRefusesAllOthers() throws Exception {
        int row = 0;
        for (Wire wire : Wire.values()) {
            for (String mechanism : BY_PASSWORD) {
                // An address of its own for each row: failures of one address are counted.
                String from = "127.0.3." + ++row;
                for (Attempt attempt : attempts(mechanism)) {
                    String answer =
                            world.login(
                                    wire,
                                    row % 2 == 0 ? Security.STARTTLS : Security.IMPLICIT,
                                    from,
                                    mechanism,
                                    attempt.user + "@example.com",
                                    attempt.password,
                                    attempt.actAs);
                    assertThat(answer)
                            .as("%s %s: %s", wire, mechanism, attempt)
                            .matches(a -> SaslTalk.isIn(a) == attempt.isRight)
                            .matches(a -> attempt.isRight || isRefused(wire, a));
                }
            }
        }
    }

    @Test
    void whoActsAsAnotherIsWrittenDownWithBothNames() throws Exception {
        assertThat(
                        world.login(
                                Wire.SUBMISSION,
                                Security.STARTTLS,
                                "127.0.4.3",
                                "SCRAM-SHA-256",
                                "sasl-root@example.com",
                                PASSWORD,
                                "sasl-other@example.com"))
                .startsWith("235 ");
        assertThat(world.audit("127.0.4.3"))
                .contains("sasl-other@example.com")
                .contains("administrator=sasl-root@example.com accepted");
    }

    private record Attempt(String user, String password, String actAs, boolean isRight) {}

    /** Those that fail stand before one that is right: an account with failures has to wait. */
    private static List<Attempt> attempts(String mechanism) {
        List<Attempt> attempts = new ArrayList<>();
        attempts.add(new Attempt("sasl-user", "wrong", "", false));
        attempts.add(new Attempt("sasl-user", PASSWORD, "", true));
        attempts.add(new Attempt("sasl-off", PASSWORD, "", false));
        if (!List.of("LOGIN", "CRAM-MD5").contains(mechanism)) {
            String other = "sasl-other@example.com";
            attempts.add(new Attempt("sasl-user", PASSWORD, other, false));
            attempts.add(new Attempt("sasl-root", PASSWORD, other, true));
            attempts.add(new Attempt("sasl-root", PASSWORD, "sasl-off@example.com", false));
            attempts.add(new Attempt("sasl-root", PASSWORD, "sasl-none@example.com", false));
        }
        return attempts;
    }

    private static boolean isRefused(Wire wire, String answer) {
        return switch (wire) {
            case IMAP -> answer.startsWith("a NO [AUTHENTICATIONFAILED]");
            case SUBMISSION -> answer.startsWith("535 5.7.8");
            default -> answer.startsWith("-ERR [AUTH]");
        };
    }

    @Test
    void bindingToAnotherConnectionIsRefused() throws Exception {
        String mechanism = "SCRAM-SHA-256-PLUS";
        String user = "sasl-user@example.com";
        try (SaslTalk one = new SaslTalk(server, Wire.IMAP, Security.IMPLICIT, "127.0.4.1");
                SaslTalk submission =
                        new SaslTalk(server, Wire.SUBMISSION, Security.STARTTLS, "127.0.4.1")) {
            // The same certificate: tls-server-end-point is the same on both.
            assertThat(
                            one.authenticate(
                                    mechanism,
                                    Sasl.of(
                                            "imap",
                                            mechanism,
                                            user,
                                            PASSWORD,
                                            "",
                                            submission.tls())))
                    .matches(SaslTalk::isIn);
        }
        try (SaslTalk talk = new SaslTalk(server, Wire.IMAP, Security.IMPLICIT, "127.0.4.1")) {
            assertThat(
                            talk.authenticate(
                                    mechanism, Sasl.bound(mechanism, user, PASSWORD, new byte[32])))
                    .startsWith("a NO [AUTHENTICATIONFAILED]");
        }
        assertThat(world.audit("127.0.4.1"))
                .contains("refused: channel binding is of another connection");
    }

    @Test
    void clientFromWhomBindingIsHiddenIsWarnedByTheRefusal() throws Exception {
        try (SaslTalk talk = new SaslTalk(server, Wire.IMAP, Security.IMPLICIT, "127.0.4.2")) {
            String user = "sasl-user@example.com";
            assertThat(
                            talk.authenticate(
                                    "SCRAM-SHA-256",
                                    Sasl.bound("SCRAM-SHA-256", user, PASSWORD, new byte[32])))
                    .startsWith("a BAD");
        }
    }

    @Test
    void oldHashIsReplacedAtTheFirstLoginAndScramWorksFromThenOn() throws Exception {
        world.user("sasl-old");
        String user = "sasl-old@example.com";
        for (String stored : oldForms()) {
            world.replace("sasl-old", "userPassword", stored);
            world.replace("sasl-old", "authPassword");
            String from = "127.0.5.1";
            Security tls = Security.IMPLICIT;
            assertThat(login(Wire.IMAP, tls, from, "SCRAM-SHA-256", "sasl-old"))
                    .as("SCRAM before, %s", stored)
                    .startsWith("a NO [AUTHENTICATIONFAILED]");
            assertThat(world.login(Wire.IMAP, tls, from, "PLAIN", user, "wrong"))
                    .startsWith("a NO [AUTHENTICATIONFAILED]");
            assertThat(login(Wire.IMAP, tls, from, "PLAIN", "sasl-old"))
                    .as("PLAIN, %s", stored)
                    .startsWith("a OK");
            assertThat(login(Wire.SUBMISSION, tls, from, "SCRAM-SHA-256", "sasl-old"))
                    .as("SCRAM behind, %s", stored)
                    .startsWith("235 ");
            if (!stored.startsWith("{CLEARTEXT}")) {
                assertThat(world.values("sasl-old", "userPassword"))
                        .hasSize(1)
                        .allMatch(v -> v.startsWith("{SSHA512}"));
            }
        }
    }

    private static List<String> oldForms() throws Exception {
        byte[] password = PASSWORD.getBytes(StandardCharsets.UTF_8);
        byte[] salt = "salt".getBytes(StandardCharsets.UTF_8);
        List<String> forms = new ArrayList<>();
        for (Map.Entry<String, String> scheme :
                Map.of("SHA", "SHA-1", "MD5", "MD5", "SHA256", "SHA-256").entrySet()) {
            forms.add("{" + scheme.getKey() + "}" + digest(scheme.getValue(), password));
        }
        forms.add("{SSHA}" + digest("SHA-1", password, salt));
        forms.add("{SMD5}" + digest("MD5", password, salt));
        for (String kind : List.of("-1", "-5", "-6")) {
            forms.add("{CRYPT}" + crypt(kind));
        }
        return forms;
    }

    private static String digest(String algorithm, byte[] password, byte... salt) throws Exception {
        MessageDigest digest = MessageDigest.getInstance(algorithm);
        digest.update(password);
        byte[] hash = digest.digest(salt);
        byte[] all = new byte[hash.length + salt.length];
        System.arraycopy(hash, 0, all, 0, hash.length);
        System.arraycopy(salt, 0, all, hash.length, salt.length);
        return Base64.getEncoder().encodeToString(all);
    }

    private static String crypt(String kind) throws Exception {
        return Distribution.call(
                        new ProcessBuilder("openssl", "passwd", kind, "-salt", "salt", PASSWORD))
                .output()
                .strip();
    }

    @Test
    void guessingIsSlowedForTheAccountWhereverItComesFrom() throws Exception {
        String user = "sasl-slow@example.com";
        for (int i = 1; i <= 4; i++) {
            assertThat(
                            world.login(
                                    Wire.values()[i % 3],
                                    Security.IMPLICIT,
                                    "127.0.6." + i,
                                    i % 2 == 0 ? "PLAIN" : "SCRAM-SHA-256",
                                    user,
                                    "wrong"))
                    .matches(a -> !SaslTalk.isIn(a));
        }
        // Right, but not looked at.
        assertThat(login(Wire.IMAP, Security.IMPLICIT, "127.0.6.9", "PLAIN", "sasl-slow"))
                .startsWith("a NO [UNAVAILABLE] too many failed logins");
        assertThat(login(Wire.SUBMISSION, Security.IMPLICIT, "127.0.6.9", "LOGIN", "sasl-slow"))
                .startsWith("454 4.7.0");
        assertThat(login(Wire.POP3, Security.IMPLICIT, "127.0.6.9", "SCRAM-SHA-1", "sasl-slow"))
                .startsWith("-ERR [SYS/TEMP]");
        assertThat(login(Wire.IMAP, Security.IMPLICIT, "127.0.6.9", "PLAIN", "sasl-user"))
                .startsWith("a OK");
        assertThat(world.audit("127.0.6.9")).contains("refused: too many failures");
    }

    @Test
    void guessingIsSlowedForTheAddressWhateverAccountItTries() throws Exception {
        String from = "127.0.7.1";
        for (int i = 0; i < 20; i++) {
            assertThat(login(Wire.IMAP, Security.IMPLICIT, from, "PLAIN", "nobody" + i))
                    .startsWith("a NO [AUTHENTICATIONFAILED]");
        }
        assertThat(login(Wire.SUBMISSION, Security.IMPLICIT, from, "PLAIN", "sasl-user"))
                .startsWith("454 4.7.0");
        assertThat(login(Wire.SUBMISSION, Security.IMPLICIT, "127.0.7.2", "PLAIN", "sasl-user"))
                .startsWith("235 ");
    }
}
