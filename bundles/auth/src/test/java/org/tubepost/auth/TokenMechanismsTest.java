// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.Status;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.AuthenticationOutcome.Accepted;
import org.tubepost.api.security.AuthenticationOutcome.Malformed;
import org.tubepost.api.security.AuthenticationOutcome.Rejected;
import org.tubepost.api.security.AuthenticationOutcome.Unavailable;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SaslExchange.Turn;
import org.tubepost.testkit.ComponentSettings;

/** Logins with tokens of an issuer whose keys are in a file. */
class TokenMechanismsTest {
    private static final String ISSUER = "https://issuer.test";
    private final Map<String, PublicJsonWebKey> keys = new HashMap<>();
    private Path file;
    private LoginHouse house;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        keys.put("RS256", RsaJwkGenerator.generateJwk(2048));
        keys.put("ES256", EcJwkGenerator.generateJwk(EllipticCurves.P256));
        keys.put("EdDSA", OkpJwkGenerator.generateJwk("Ed25519"));
        file = folder.resolve("keys.json");
        writeKeys();
        house = new LoginHouse(folder, Map.of());
        TokenCheck tokens =
                new TokenCheck(
                        house.framework.context(),
                        house.admission,
                        ComponentSettings.of(
                                TokenSettings.class,
                                Map.of(
                                        "issuer",
                                        ISSUER,
                                        "audience",
                                        "mail",
                                        "keys",
                                        file.toString(),
                                        "scope",
                                        "mail.use",
                                        "discovery",
                                        ISSUER + "/.well-known")),
                        house.clock());
        house.offer("OAUTHBEARER", new OAuthBearerMechanism(tokens));
        house.offer("XOAUTH2", new Xoauth2Mechanism(tokens));
        house.user(LoginHouse.ALICE, "x");
        house.user("bob@example.com", "x");
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    private void writeKeys() throws Exception {
        keys.forEach((algorithm, key) -> key.setKeyId(algorithm));
        Files.writeString(
                file,
                new JsonWebKeySet(keys.values().toArray(PublicJsonWebKey[]::new))
                        .toJson(OutputControlLevel.PUBLIC_ONLY));
    }

    private JwtClaims claims(String user) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience("mail");
        claims.setExpirationTime(NumericDate.fromSeconds(house.now.getEpochSecond() + 60));
        claims.setNotBefore(NumericDate.fromSeconds(house.now.getEpochSecond() - 60));
        claims.setStringClaim("email", user);
        claims.setStringClaim("scope", "openid mail.use");
        return claims;
    }

    private String signed(String algorithm, JwtClaims claims) throws Exception {
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(claims.toJson());
        token.setKey(keys.get(algorithm).getPrivateKey());
        token.setKeyIdHeaderValue(algorithm);
        token.setAlgorithmHeaderValue(algorithm);
        return token.getCompactSerialization();
    }

    private AuthenticationOutcome bearer(String user, String token) {
        String authzid = user.isEmpty() ? "" : "a=" + user;
        return login(
                "OAUTHBEARER",
                "n," + authzid + ",\1host=h\1port=1\1auth=Bearer " + token + "\1\1",
                "{\"status\":\"invalid_token\",\"scope\":\"mail.use\","
                        + "\"openid-configuration\":\"https://issuer.test/.well-known\"}");
    }

    private AuthenticationOutcome login(String mechanism, String response, String failure) {
        SaslExchange exchange = house.logins.begin(mechanism, LoginHouse.tls()).orElseThrow();
        Turn turn = exchange.respond(response.getBytes(StandardCharsets.UTF_8));
        if (turn instanceof Turn.Challenge challenge) {
            assertThat(new String(challenge.data(), StandardCharsets.UTF_8)).isEqualTo(failure);
            turn = exchange.respond(new byte[] {1});
        }
        return ((Turn.Done) turn).outcome();
    }

    @Test
    void goodTokensOfEachAlgorithmLogIn() throws Exception {
        for (String algorithm : keys.keySet()) {
            Accepted accepted = (Accepted) bearer("", signed(algorithm, claims(LoginHouse.ALICE)));
            assertThat(accepted.identity().id()).isEqualTo(LoginHouse.ALICE);
        }
        assertThat(bearer(LoginHouse.ALICE, signed("ES256", claims(LoginHouse.ALICE))))
                .isInstanceOf(Accepted.class);
        assertThat(house.lastRecord())
                .isEqualTo(
                        LoginHouse.ALICE
                                + " mechanism=OAUTHBEARER tls=yes accepted: token of "
                                + ISSUER);
        String xoauth2 =
                "user="
                        + LoginHouse.ALICE
                        + "\1auth=Bearer "
                        + signed("RS256", claims(LoginHouse.ALICE))
                        + "\1\1";
        assertThat(login("XOAUTH2", xoauth2, "")).isInstanceOf(Accepted.class);
    }

    @Test
    void claimsThatDoNotHoldAreRefused() throws Exception {
        JwtClaims other = claims(LoginHouse.ALICE);
        other.setIssuer("https://other.test");
        assertThat(bearer("", signed("ES256", other))).isInstanceOf(Rejected.class);
        assertThat(house.lastRecord()).contains("token: ");
        JwtClaims elsewhere = claims(LoginHouse.ALICE);
        elsewhere.setAudience("calendar");
        assertThat(bearer("", signed("ES256", elsewhere))).isInstanceOf(Rejected.class);
        JwtClaims endless = claims(LoginHouse.ALICE);
        endless.unsetClaim("exp");
        assertThat(bearer("", signed("ES256", endless))).isInstanceOf(Rejected.class);
        JwtClaims small = claims(LoginHouse.ALICE);
        small.setStringClaim("scope", "openid");
        assertThat(bearer("", signed("ES256", small))).isInstanceOf(Rejected.class);
        assertThat(bearer("", signed("ES256", claims("nobody@example.com"))))
                .isInstanceOf(Rejected.class);
        assertThat(bearer("bob@example.com", signed("ES256", claims(LoginHouse.ALICE))))
                .isInstanceOf(Rejected.class);
        house.states.put(LoginHouse.ALICE, Status.INACTIVE);
        assertThat(bearer("", signed("ES256", claims(LoginHouse.ALICE))))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void anAddressThatTheIssuerHasNotVerifiedNamesNobody() throws Exception {
        for (Object no : new Object[] {false, "false"}) {
            JwtClaims claims = claims(LoginHouse.ALICE);
            claims.setClaim("email_verified", no);
            assertThat(bearer("", signed("ES256", claims))).isInstanceOf(Rejected.class);
            assertThat(house.lastRecord()).endsWith("address in the token is not verified");
        }
        JwtClaims verified = claims(LoginHouse.ALICE);
        verified.setClaim("email_verified", true);
        assertThat(bearer("", signed("ES256", verified))).isInstanceOf(Accepted.class);
    }

    @Test
    void whoIsNamedByAnAddressHasTheNameOfTheAccount() throws Exception {
        house.users
                .get(LoginHouse.ALICE)
                .put("mailAlternateAddress", List.of("a.smith@example.com"));
        Accepted accepted = (Accepted) bearer("", signed("ES256", claims("a.smith@example.com")));
        assertThat(accepted.identity().login()).isEqualTo(LoginHouse.ALICE);
    }

    @Test
    void withoutKeysNobodyLogsInForNowWhichIsWrittenDown() throws Exception {
        Files.delete(file);
        assertThat(bearer(LoginHouse.ALICE, signed("ES256", claims(LoginHouse.ALICE))))
                .isInstanceOf(Unavailable.class);
        assertThat(house.lastRecord())
                .startsWith(LoginHouse.ALICE)
                .endsWith("refused: tokens cannot be checked");
    }

    @Test
    void keysAreNotLookedAtForWhoHasToWait() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertThat(bearer("", "x")).isInstanceOf(Rejected.class);
        }
        Files.delete(file);
        assertThat(bearer("", "x")).isInstanceOf(Unavailable.class);
        assertThat(house.lastRecord()).endsWith("refused: too many failures");
    }

    @Test
    void keysThatCouldNotBeFetchedAreNotAskedForAtOnceAgain() {
        AtomicInteger asked = new AtomicInteger();
        IssuerKeys remote =
                new IssuerKeys(
                        "https://issuer.test/keys",
                        Duration.ofHours(1),
                        () -> {
                            asked.incrementAndGet();
                            throw new IOException("no TLS");
                        },
                        house.clock());
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(remote::resolver).isInstanceOf(IOException.class);
        }
        assertThat(asked).hasValue(1);
        house.now = house.now.plusSeconds(10);
        assertThatThrownBy(remote::resolver).hasMessage("no TLS");
        assertThat(asked).hasValue(2);
    }

    @Test
    void timesHoldByTheClock() throws Exception {
        String token = signed("ES256", claims(LoginHouse.ALICE));
        house.now = house.now.plusSeconds(95);
        assertThat(bearer("", token)).isInstanceOf(Rejected.class);
        house.now = house.now.minusSeconds(195);
        assertThat(bearer("", token)).isInstanceOf(Rejected.class);
    }

    @Test
    void signaturesThatDoNotHoldAreRefused() throws Exception {
        String token = signed("ES256", claims(LoginHouse.ALICE));
        assertThat(bearer("", token.substring(0, token.length() - 4) + "AAAA"))
                .isInstanceOf(Rejected.class);
        assertThat(bearer("", "eyJhbGciOiJub25lIn0." + token.split("\\.")[1] + "."))
                .isInstanceOf(Rejected.class);
        assertThat(bearer("", "")).isInstanceOf(Rejected.class);
        assertThat(bearer("", "x")).isInstanceOf(Rejected.class);
    }

    @Test
    void keysAreReadAgainWhenTheFileChanges() throws Exception {
        String old = signed("ES256", claims(LoginHouse.ALICE));
        assertThat(bearer("", old)).isInstanceOf(Accepted.class);
        keys.put("ES256", EcJwkGenerator.generateJwk(EllipticCurves.P256));
        writeKeys();
        Files.setLastModifiedTime(file, FileTime.from(house.now.plusSeconds(1)));
        assertThat(bearer("", old)).isInstanceOf(Rejected.class);
        assertThat(bearer("", signed("ES256", claims(LoginHouse.ALICE))))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void wordsThatAreNoTokenResponseAreMalformed() {
        for (String wrong : new String[] {"", "n,,", "n,,\1auth=Bearer x", "q,,\1auth=x\1\1"}) {
            assertThat(login("OAUTHBEARER", wrong, "")).isInstanceOf(Malformed.class);
            assertThat(login("XOAUTH2", wrong, "")).isInstanceOf(Malformed.class);
        }
        assertThat(house.logins.begin("XOAUTH2", LoginHouse.plain())).isEmpty();
        assertThat(house.logins.begin("OAUTHBEARER", LoginHouse.plain())).isEmpty();
    }

    @Test
    void keysDoNotComeInClearAndAlgorithmsAreOfSignatures() {
        for (Map<String, Object> wrong :
                List.<Map<String, Object>>of(
                        Map.of("keys", "http://issuer.test/keys"),
                        Map.of("audience", ""),
                        Map.of("keys", ""),
                        Map.of("algorithms", new String[] {"HS256"}),
                        Map.of("algorithms", new String[] {"none"}))) {
            Map<String, Object> settings =
                    new HashMap<>(
                            Map.of("issuer", ISSUER, "audience", "mail", "keys", file.toString()));
            settings.putAll(wrong);
            assertThatThrownBy(
                            () ->
                                    new TokenCheck(
                                            house.framework.context(),
                                            house.admission,
                                            ComponentSettings.of(TokenSettings.class, settings),
                                            house.clock()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void nothingIsOfferedWithoutIssuer() {
        TokenCheck none =
                new TokenCheck(
                        house.framework.context(),
                        house.admission,
                        ComponentSettings.of(TokenSettings.class, Map.of()),
                        house.clock());
        assertThat(none.isOffered("XOAUTH2", LoginHouse.tls())).isFalse();
    }
}
