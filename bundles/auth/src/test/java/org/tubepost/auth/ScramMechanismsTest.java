// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.directory.Status;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.AuthenticationOutcome.Accepted;
import org.tubepost.api.security.AuthenticationOutcome.Malformed;
import org.tubepost.api.security.AuthenticationOutcome.Rejected;
import org.tubepost.api.security.AuthenticationOutcome.Unavailable;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslExchange.Turn;
import org.tubepost.auth.scram.ScramHash;

/** SCRAM, spoken by another implementation, and what must not work. */
class ScramMechanismsTest {
    private LoginHouse house;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        house =
                new LoginHouse(
                        folder,
                        Map.of(
                                "administrators",
                                new String[] {"root@example.com"},
                                "mechanisms",
                                new String[] {
                                    "SCRAM-SHA-1-PLUS, SCRAM-SHA-256-PLUS,"
                                            + " SCRAM-SHA-1 SCRAM-SHA-256,PLAIN, LOGIN"
                                }));
        house.userWithVerifiers(LoginHouse.ALICE, "pencil");
        house.userWithVerifiers("root@example.com", "wheel");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Turn turn) {
        assertThat(turn).isInstanceOf(Turn.Challenge.class);
        return new String(((Turn.Challenge) turn).data(), StandardCharsets.UTF_8);
    }

    private static AuthenticationOutcome outcome(Turn turn) {
        assertThat(turn).isInstanceOf(Turn.Done.class);
        return ((Turn.Done) turn).outcome();
    }

    private AuthenticationOutcome login(
            String mechanism, ScramClient client, AuthenticationContext context) throws Exception {
        SaslExchange exchange = house.logins.begin(mechanism, context).orElseThrow();
        Turn first = exchange.respond(octets(client.clientFirstMessage().toString()));
        if (first instanceof Turn.Done done) {
            return done.outcome();
        }
        client.serverFirstMessage(text(first));
        Turn last = exchange.respond(octets(client.clientFinalMessage().toString()));
        if (last instanceof Turn.Done done) {
            return done.outcome();
        }
        client.serverFinalMessage(text(last));
        return outcome(exchange.respond(new byte[0]));
    }

    private static ScramClient client(String mechanism, String user, String password) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of(mechanism))
                .username(user)
                .password(password.toCharArray())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-1", "SCRAM-SHA-256"})
    void anotherImplementationLogsIn(String mechanism) throws Exception {
        AuthenticationOutcome outcome =
                login(mechanism, client(mechanism, LoginHouse.ALICE, "pencil"), LoginHouse.tls());
        assertThat(((Accepted) outcome).identity().id()).isEqualTo(LoginHouse.ALICE);
        assertThat(house.lastRecord())
                .isEqualTo(LoginHouse.ALICE + " mechanism=" + mechanism + " tls=yes accepted");
    }

    @Test
    void channelBindingTiesTheLoginToTheCertificate(@TempDir Path folder) throws Exception {
        X509Certificate own = TestCertificates.of(folder, "CN=host.test");
        X509Certificate other = TestCertificates.of(folder, "CN=host.test");
        AuthenticationContext context = LoginHouse.tls("imap", Optional.of(own), Optional.empty());
        assertThat(house.logins.mechanisms(context))
                .containsExactly(
                        "SCRAM-SHA-256-PLUS",
                        "SCRAM-SHA-1-PLUS",
                        "SCRAM-SHA-256",
                        "SCRAM-SHA-1",
                        "PLAIN",
                        "LOGIN");
        assertThat(login("SCRAM-SHA-256-PLUS", bound(hash(own)), context))
                .isInstanceOf(Accepted.class);
        assertThat(house.lastRecord()).contains("tls=TLSv1.3/TLS_AES_256_GCM_SHA384");
        assertThat(login("SCRAM-SHA-256-PLUS", bound(hash(other)), context))
                .isInstanceOf(Rejected.class);
        assertThat(house.lastRecord()).contains("channel binding is of another connection");
    }

    private static byte[] hash(X509Certificate certificate) throws Exception {
        String digest = certificate.getSigAlgName().startsWith("SHA384") ? "SHA-384" : "SHA-256";
        return MessageDigest.getInstance(digest).digest(certificate.getEncoded());
    }

    private static ScramClient bound(byte[] data) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"))
                .username(LoginHouse.ALICE)
                .password("pencil".toCharArray())
                .channelBinding("tls-server-end-point", data)
                .build();
    }

    @Test
    void clientThatWasToldWeCannotBindIsWarned(@TempDir Path folder) throws Exception {
        X509Certificate own = TestCertificates.of(folder, "CN=host.test");
        AuthenticationContext context = LoginHouse.tls("imap", Optional.of(own), Optional.empty());
        String first = "y,,n=" + LoginHouse.ALICE + ",r=abc";
        assertThat(begin("SCRAM-SHA-256", context, first)).isInstanceOf(Malformed.class);
        assertThat(
                        house.logins
                                .begin("SCRAM-SHA-256", LoginHouse.tls())
                                .orElseThrow()
                                .respond(octets(first)))
                .isInstanceOf(Turn.Challenge.class);
    }

    private AuthenticationOutcome begin(
            String mechanism, AuthenticationContext context, String first) {
        return outcome(house.logins.begin(mechanism, context).orElseThrow().respond(octets(first)));
    }

    @Test
    void notOfferedWithoutTlsNorBoundWithoutCertificate() {
        assertThat(house.logins.begin("SCRAM-SHA-256", LoginHouse.plain())).isEmpty();
        assertThat(house.logins.begin("SCRAM-SHA-256-PLUS", LoginHouse.tls())).isEmpty();
        assertThat(house.logins.begin("SCRAM-SHA-512", LoginHouse.tls())).isEmpty();
    }

    @Test
    void wrongPasswordUnknownAndInactiveUserAreRefused() throws Exception {
        house.userWithVerifiers("off@example.com", "pencil");
        house.states.put("off@example.com", Status.DISABLED);
        assertThat(tried(LoginHouse.ALICE, "wrong")).isEqualTo(tried("nobody@example.com", "x"));
        assertThat(house.lastRecord()).startsWith("nobody@example.com ");
        assertThat(tried("off@example.com", "pencil")).isInstanceOf(Rejected.class);
        assertThat(tried("off@example.com", "pencil")).isNotEqualTo(tried("off@example.com", "x"));
    }

    private AuthenticationOutcome tried(String user, String password) throws Exception {
        return login("SCRAM-SHA-256", client("SCRAM-SHA-256", user, password), LoginHouse.tls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u00ad"})
    void aPasswordOfNothingIsNone(String stored) throws Exception {
        house.user("empty@example.com", stored);
        SaslExchange exchange = house.logins.begin("SCRAM-SHA-256", LoginHouse.tls()).orElseThrow();
        org.tubepost.auth.scram.ScramClient client =
                new org.tubepost.auth.scram.ScramClient(
                        ScramHash.SHA_256, "empty@example.com", stored, Optional.empty(), false);
        byte[] proof = client.answer(octets(text(exchange.respond(client.first()))));
        assertThat(outcome(exchange.respond(proof))).isInstanceOf(Rejected.class);
    }

    @Test
    void unknownUserHasASaltThatStays(@TempDir Path folder) throws Exception {
        String once = salt("nobody@example.com");
        assertThat(salt("NOBODY@example.com")).isEqualTo(once);
        assertThat(salt("other@example.com")).isNotEqualTo(once);
    }

    private String salt(String user) {
        SaslExchange exchange = house.logins.begin("SCRAM-SHA-256", LoginHouse.tls()).orElseThrow();
        return text(exchange.respond(octets("n,,n=" + user + ",r=abc"))).replaceAll("^.*,s=", "");
    }

    @Test
    void guessingIsSlowedHereToo() throws Exception {
        List<AuthenticationOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            outcomes.add(tried(LoginHouse.ALICE, "guess" + i));
        }
        assertThat(outcomes.get(9)).isInstanceOf(Rejected.class);
        assertThat(outcomes.get(11)).isInstanceOf(Unavailable.class);
        assertThat(house.lastRecord()).contains("too many failures");
        house.away = true;
        assertThat(tried("other@example.com", "x")).isInstanceOf(Unavailable.class);
    }

    @Test
    void administratorActsAsAUserAndNobodyElseDoes() throws Exception {
        Accepted accepted = (Accepted) actAs("root@example.com", "wheel", LoginHouse.ALICE);
        assertThat(accepted.identity().id()).isEqualTo(LoginHouse.ALICE);
        assertThat(accepted.identity().login()).isEqualTo(LoginHouse.ALICE);
        assertThat(accepted.identity().administrator()).isFalse();
        assertThat(house.lastRecord())
                .isEqualTo(
                        LoginHouse.ALICE
                                + " mechanism=SCRAM-SHA-256 tls=yes"
                                + " administrator=root@example.com accepted");
        assertThat(actAs(LoginHouse.ALICE, "pencil", "root@example.com"))
                .isInstanceOf(Rejected.class);
        assertThat(actAs(LoginHouse.ALICE, "pencil", "nobody@example.com"))
                .isEqualTo(actAs(LoginHouse.ALICE, "pencil", "root@example.com"));
        assertThat(actAs("root@example.com", "wheel", "nobody@example.com"))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void rulesOfAnAdministratorHoldWhoeverTheyActAs() throws Exception {
        actAs("root@example.com", "wheel", LoginHouse.ALICE);
        assertThat(house.policy.asked).containsExactly("root@example.com", LoginHouse.ALICE);
        house.policy.after = Optional.of(new AuthenticationOutcome.Forbidden("not from here"));
        for (String whom : List.of("root@example.com", LoginHouse.ALICE)) {
            house.policy.whom = whom;
            assertThat(actAs("root@example.com", "wheel", LoginHouse.ALICE))
                    .isEqualTo(new AuthenticationOutcome.Forbidden("not from here"));
            assertThat(house.lastRecord()).endsWith("refused: not from here");
        }
    }

    private AuthenticationOutcome actAs(String user, String password, String other)
            throws Exception {
        ScramClient client =
                ScramClient.builder()
                        .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                        .username(user)
                        .password(password.toCharArray())
                        .authzid(other)
                        .build();
        return login("SCRAM-SHA-256", client, LoginHouse.tls());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,,",
                "x,,n=a,r=b",
                "p=tls-unique,,n=a,r=b",
                "n,a=x",
                "n,b=x,n=a,r=b",
                "n,,m=x,n=a,r=b",
                "n,,n=a=41,r=b",
                "n,,n=,r=b",
                "n,,n=a,r=",
                "n,,r=b,n=a",
                "n,,n=a\0,r=b"
            })
    void malformedBeginningsAreRefused(String first) {
        assertThat(begin("SCRAM-SHA-256", LoginHouse.tls(), first)).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c=biws",
                "c=biws,r=NONCE",
                "c=biws,r=other,p=AAAA",
                "c=!,r=NONCE,p=AAAA",
                "c=biws,r=NONCE,p=!",
                "r=NONCE,c=biws,p=AAAA"
            })
    void malformedProofsAreRefused(String proof) {
        SaslExchange exchange = house.logins.begin("SCRAM-SHA-256", LoginHouse.tls()).orElseThrow();
        String answer = text(exchange.respond(octets("n,,n=" + LoginHouse.ALICE + ",r=abc")));
        String nonce = answer.substring("r=".length(), answer.indexOf(','));
        assertThat(outcome(exchange.respond(octets(proof.replace("NONCE", nonce)))))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void aProofOfNoLengthIsAWrongPassword() {
        SaslExchange exchange = house.logins.begin("SCRAM-SHA-256", LoginHouse.tls()).orElseThrow();
        String answer = text(exchange.respond(octets("n,,n=" + LoginHouse.ALICE + ",r=abc")));
        String nonce = answer.substring("r=".length(), answer.indexOf(','));
        assertThat(outcome(exchange.respond(octets("c=biws,r=" + nonce + ",p="))))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void clientThatCouldBindIsWelcomeWhereBindingIsNotOffered(@TempDir Path folder)
            throws Exception {
        X509Certificate own = TestCertificates.of(folder, "CN=host.test");
        AuthenticationContext context = LoginHouse.tls("imap", Optional.of(own), Optional.empty());
        try (LoginHouse usual = new LoginHouse(folder.resolve("usual"), Map.of())) {
            assertThat(usual.logins.mechanisms(context))
                    .containsExactly("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN");
            assertThat(
                            usual.logins
                                    .begin("SCRAM-SHA-256", context)
                                    .orElseThrow()
                                    .respond(octets("y,,n=" + LoginHouse.ALICE + ",r=abc")))
                    .isInstanceOf(Turn.Challenge.class);
        }
    }
}
