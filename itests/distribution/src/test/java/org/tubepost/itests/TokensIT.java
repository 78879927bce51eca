// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tubepost.itests.SaslTalk.Security;
import org.tubepost.itests.SaslTalk.Wire;

/** OAUTHBEARER and XOAUTH2 with tokens of an issuer that the test plays. */
@ExtendWith(DistributionExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class TokensIT {
    private static final String ISSUER = "https://login.example.com";
    private static final String USER = "token-user@example.com";
    private static final String COMPONENT = "org.tubepost.auth.TokenCheck";
    private static final List<String> MECHANISMS = List.of("OAUTHBEARER", "XOAUTH2");

    private final Distribution server;
    private final LoginWorld world;
    private RsaJsonWebKey key;
    private int address;

    TokensIT(Distribution server) {
        this.server = server;
        this.world = new LoginWorld(server);
    }

    @BeforeAll
    void open() throws Exception {
        Programs.need("openssl", "curl", "python3");
        world.user("token-user");
        world.user("token-off", "inetUserStatus=inactive");
        key = key("first");
        keysFromFile();
    }

    private void keysFromFile() throws Exception {
        Path file = server.home().resolve("etc/issuer-keys.json");
        Files.writeString(file, published(key));
        settings(file.toString(), 3600, key);
    }

    /** In force when a token of the key is taken. */
    private void settings(String keys, int cacheSeconds, RsaJsonWebKey signing) throws Exception {
        world.settings(
                COMPONENT,
                "issuer = %s\naudience = mail\nkeysCacheSeconds = %d\nkeys = %s\n"
                        .formatted(ISSUER, cacheSeconds, keys),
                () -> SaslTalk.isIn(login(Wire.IMAP, "OAUTHBEARER", "", token(signing))));
    }

    @AfterAll
    void close() throws Exception {
        world.close();
        Distribution.await(
                Duration.ofSeconds(60),
                "no issuer is known any more",
                () -> !world.offered(Wire.IMAP, Security.IMPLICIT).contains("OAUTHBEARER"));
    }

    private static RsaJsonWebKey key(String id) throws Exception {
        RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId(id);
        return key;
    }

    private static String published(JsonWebKey... keys) {
        return new JsonWebKeySet(keys).toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    private static JwtClaims claims(String user) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience("mail");
        claims.setExpirationTimeMinutesInTheFuture(10);
        claims.setStringClaim("email", user);
        return claims;
    }

    private static String token(RsaJsonWebKey key) throws Exception {
        return signed(claims(USER), key);
    }

    private static String signed(JwtClaims claims, RsaJsonWebKey key) throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        return signature.getCompactSerialization();
    }

    /**
     * From another address each time: failures of one address are counted, and those of an account
     * unless the client names none.
     */
    private String login(Wire wire, String mechanism, String user, String token) throws Exception {
        String from = "127.0." + (20 + address / 250) + "." + (1 + address % 250);
        address++;
        return world.login(wire, Security.IMPLICIT, from, mechanism, user, token, user);
    }

    @Test
    void tokenLetsItsUserInOnEveryProtocol() throws Exception {
        for (Wire wire : Wire.values()) {
            for (String mechanism : MECHANISMS) {
                assertThat(login(wire, mechanism, USER, token(key)))
                        .as("%s %s", wire, mechanism)
                        .matches(SaslTalk::isIn);
            }
        }
        assertThat(server.shell("auth:log", "--user", USER))
                .contains("mechanism=XOAUTH2 tls=TLSv1.3/")
                .contains("accepted: token of " + ISSUER);
    }

    @Test
    void tokenThatIsNotRightInEveryRespectIsRefused() throws Exception {
        JwtClaims expired = claims(USER);
        expired.setExpirationTimeMinutesInTheFuture(-5);
        JwtClaims early = claims(USER);
        early.setNotBeforeMinutesInThePast(-5);
        JwtClaims endless = claims(USER);
        endless.unsetClaim("exp");
        JwtClaims otherIssuer = claims(USER);
        otherIssuer.setIssuer("https://other.example");
        JwtClaims otherAudience = claims(USER);
        otherAudience.setAudience("calendar");
        Map<String, String> wrong =
                Map.of(
                        "expired", signed(expired, key),
                        "not valid yet", signed(early, key),
                        "without end", signed(endless, key),
                        "other issuer", signed(otherIssuer, key),
                        "other audience", signed(otherAudience, key),
                        "not signed", unsigned(),
                        "signed with the public key as a secret", signedWithPublicKey(),
                        "other key of that name", signed(claims(USER), key("first")),
                        "other user", signed(claims("alice@example.com"), key),
                        "no token", "abc");
        for (Map.Entry<String, String> token : wrong.entrySet()) {
            for (String mechanism : MECHANISMS) {
                assertThat(login(Wire.IMAP, mechanism, USER, token.getValue()))
                        .as("%s, %s", mechanism, token.getKey())
                        .startsWith("a NO [AUTHENTICATIONFAILED]");
            }
            // Failures of the account would make it wait.
            assertThat(login(Wire.IMAP, "OAUTHBEARER", USER, token(key))).startsWith("a OK");
        }
        for (String user : List.of("token-off@example.com", "token-none@example.com")) {
            assertThat(login(Wire.SUBMISSION, "XOAUTH2", user, signed(claims(user), key)))
                    .startsWith("535 5.7.8");
        }
    }

    private static String unsigned() throws Exception {
        JsonWebSignature none = new JsonWebSignature();
        none.setPayload(claims(USER).toJson());
        none.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        none.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        return none.getCompactSerialization();
    }

    private String signedWithPublicKey() throws Exception {
        JsonWebSignature confused = new JsonWebSignature();
        confused.setPayload(claims(USER).toJson());
        confused.setKey(new HmacKey(key.getPublicKey().getEncoded()));
        confused.setKeyIdHeaderValue(key.getKeyId());
        confused.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        return confused.getCompactSerialization();
    }

    @Test
    void keysFromAnAddressAreKeptAndFollowARotation() throws Exception {
        RsaJsonWebKey second = key("second");
        RsaJsonWebKey third = key("third");
        Certificates certificates = new Certificates(server.home().resolve("data/test-issuer"));
        Path trusted =
                certificates.selfSigned("issuer", "subjectAltName=DNS:localhost,IP:127.0.0.1");
        try (KeyServer issuer = new KeyServer(certificates.store("issuer"))) {
            issuer.publish(published(second));
            world.settings(
                    "org.tubepost.tls.FileTlsContexts",
                    "trustFile = " + trusted + "\n",
                    () -> true);
            settings(issuer.address(), 20, second);
            int asked = issuer.asked();
            for (int i = 0; i < 5; i++) {
                assertThat(login(Wire.IMAP, "OAUTHBEARER", USER, token(second))).startsWith("a OK");
            }
            assertThat(issuer.asked()).as("keys are kept").isLessThanOrEqualTo(asked + 1);
            issuer.publish(published(third));
            Distribution.await(
                    Duration.ofSeconds(60),
                    "a token with the new key is taken",
                    () -> SaslTalk.isIn(login(Wire.IMAP, "OAUTHBEARER", "", token(third))));
            assertThat(login(Wire.POP3, "OAUTHBEARER", USER, token(second)))
                    .as("key that was withdrawn")
                    .startsWith("-ERR [AUTH]");
        } finally {
            keysFromFile();
        }
    }

    @Test
    void curlLogsInWithEachMechanism() throws Exception {
        for (Wire wire : Wire.values()) {
            for (String mechanism : MECHANISMS) {
                assertThat(curl(wire, mechanism, token(key))).as("%s %s", wire, mechanism).isZero();
                assertThat(curl(wire, mechanism, token(key("first")))).isEqualTo(67);
                assertThat(curl(wire, mechanism, token(key))).isZero();
            }
        }
    }

    private int curl(Wire wire, String mechanism, String token) throws IOException {
        return world.curl(
                        wire,
                        wire.tlsPort,
                        "--login-options",
                        "AUTH=" + mechanism,
                        "--user",
                        USER,
                        "--oauth2-bearer",
                        token)
                .status();
    }

    @Test
    void pythonLogsIn() throws Exception {
        String script =
                """
                import imaplib, smtplib, ssl, sys
                user, token, imap, smtp = sys.argv[1:]
                tls = ssl._create_unverified_context()
                bearer = 'n,a=%s,\\1auth=Bearer %s\\1\\1' % (user, token)
                client = imaplib.IMAP4_SSL('127.0.0.1', int(imap), ssl_context=tls)
                print(client.authenticate('OAUTHBEARER', lambda c: bearer.encode())[0])
                client.logout()
                old = 'user=%s\\1auth=Bearer %s\\1\\1' % (user, token)
                client = smtplib.SMTP('127.0.0.1', int(smtp))
                client.starttls(context=tls)
                client.ehlo()
                print(client.auth('XOAUTH2', lambda c=None: old)[0])
                client.quit()
                """;
        Distribution.Called python =
                Distribution.call(
                        new ProcessBuilder(
                                        "python3",
                                        "-c",
                                        script,
                                        USER,
                                        token(key),
                                        Integer.toString(server.port(993)),
                                        Integer.toString(server.port(587)))
                                .redirectErrorStream(true));
        assertThat(python.output().getBytes(StandardCharsets.UTF_8))
                .asString()
                .isEqualTo("OK\n235\n");
    }
}
