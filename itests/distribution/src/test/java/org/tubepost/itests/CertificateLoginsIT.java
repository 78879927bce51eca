// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tubepost.itests.SaslTalk.Security;
import org.tubepost.itests.SaslTalk.Wire;

/** EXTERNAL with client certificates, on listeners that ask for them. */
@ExtendWith(DistributionExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class CertificateLoginsIT {
    private static final Map<Wire, Integer> PORTS =
            Map.of(Wire.IMAP, 1993, Wire.SUBMISSION, 1465, Wire.POP3, 1995);
    private static final int REQUIRING = 2993;
    private static final String LISTENERS =
            """

            [SERVICE=IMAP_CERTIFICATE]
            TLS_PORT=1993
            PROTOCOL=imap
            TLS_CLIENT_CERTIFICATE=REQUEST
            TLS_TRUST_FILE=etc/clients.pem

            [SERVICE=SUBMIT_CERTIFICATE]
            TLS_PORT=1465
            PROTOCOL=smtp
            PARAMETER=CHANNEL=tcp_submit
            PARAMETER=SUBMISSION=1
            TLS_CLIENT_CERTIFICATE=REQUEST
            TLS_TRUST_FILE=etc/clients.pem

            [SERVICE=POP3_CERTIFICATE]
            TLS_PORT=1995
            PROTOCOL=pop3
            TLS_CLIENT_CERTIFICATE=REQUEST
            TLS_TRUST_FILE=etc/clients.pem

            [SERVICE=IMAP_STAFF]
            TLS_PORT=2993
            PROTOCOL=imap
            TLS_CLIENT_CERTIFICATE=REQUIRE
            TLS_TRUST_FILE=etc/clients.pem
            """;

    private final Distribution server;
    private final LoginWorld world;
    private final Certificates certificates;

    CertificateLoginsIT(Distribution server) throws IOException {
        this.server = server;
        this.world = new LoginWorld(server);
        this.certificates = new Certificates(server.home().resolve("data/test-certificates"));
    }

    @BeforeAll
    void open() throws Exception {
        Programs.need("openssl", "curl");
        world.user("cert-user");
        world.user("cert-other");
        world.user("cert-off", "inetUserStatus=inactive");
        Path authority = certificates.selfSigned("clients");
        certificates.selfSigned("others");
        certificates.issued("clients", "right", "email:cert-user@example.com");
        certificates.issued("clients", "off", "email:cert-off@example.com");
        certificates.issued("clients", "stranger", "email:nobody@elsewhere.example");
        certificates.issued(
                "clients", "both", "email:cert-user@example.com,email:cert-other@example.com");
        certificates.issued("others", "foreign", "email:cert-user@example.com");
        Files.copy(authority, server.home().resolve("etc/clients.pem"));
        server.append("dispatcher.cnf", LISTENERS);
    }

    @AfterAll
    void close() throws Exception {
        server.configure("dispatcher.cnf", LISTENERS, "");
    }

    private String login(Wire wire, String certificate, String authorization) throws Exception {
        SSLContext context =
                certificate.isEmpty()
                        ? TlsClient.anonymous()
                        : TlsClient.with(certificates.store(certificate), Certificates.PASSWORD);
        try (SaslTalk talk =
                new SaslTalk(
                        server, wire, Security.IMPLICIT, "127.0.8.1", PORTS.get(wire), context)) {
            assertThat(talk.offered().contains("EXTERNAL")).isEqualTo(!certificate.isEmpty());
            return talk.authenticate("EXTERNAL", "", "", authorization);
        }
    }

    @Test
    void certificateLetsItsUserInAndNobodyElse() throws Exception {
        for (Wire wire : Wire.values()) {
            assertThat(login(wire, "right", "")).as(wire + " own").matches(SaslTalk::isIn);
            assertThat(login(wire, "right", "cert-user@example.com"))
                    .as(wire + " own, named")
                    .matches(SaslTalk::isIn);
            for (String[] wrong :
                    new String[][] {
                        {"right", "cert-other@example.com"},
                        {"stranger", ""},
                        {"stranger", "cert-user@example.com"},
                        {"off", ""},
                        {"both", ""}
                    }) {
                assertThat(login(wire, wrong[0], wrong[1]))
                        .as("%s, certificate %s for '%s'", wire, wrong[0], wrong[1])
                        .containsAnyOf("NO [AUTHENTICATIONFAILED]", "535 5.7.8", "-ERR [AUTH]");
            }
        }
        assertThat(server.shell("auth:log", "--address", "127.0.8.1"))
                .contains("mechanism=EXTERNAL tls=TLSv1.3/")
                .contains("accepted: certificate CN=right")
                .contains("refused: account is not active")
                .contains("refused: no single user for certificate CN=stranger");
    }

    @Test
    void withoutCertificateItIsNeitherOfferedNorTaken() throws Exception {
        assertThat(login(Wire.IMAP, "", "cert-user@example.com")).startsWith("a NO [CANNOT]");
        assertThat(login(Wire.SUBMISSION, "", "cert-user@example.com")).startsWith("504 5.5.4");
        assertThat(login(Wire.POP3, "", "cert-user@example.com")).startsWith("-ERR");
    }

    @Test
    void listenerThatRequiresACertificateServesNobodyWithout() throws Exception {
        assertThatThrownBy(
                        () ->
                                new SaslTalk(
                                        server,
                                        Wire.IMAP,
                                        Security.IMPLICIT,
                                        "127.0.8.1",
                                        REQUIRING,
                                        TlsClient.anonymous()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void opensslIsServedWithACertificateOfTheAuthorityOnly() throws Exception {
        assertThat(openssl("right")).contains("a OK [CAPABILITY");
        assertThat(openssl("foreign")).doesNotContain("a OK", "a NO", "* OK");
    }

    private String openssl(String name) throws IOException {
        String script =
                "(sleep 2; printf 'a AUTHENTICATE EXTERNAL =\\r\\nb LOGOUT\\r\\n'; sleep 2) |"
                        + " openssl s_client -quiet -connect 127.0.0.1:"
                        + server.port(PORTS.get(Wire.IMAP))
                        + " -cert "
                        + certificates.certificate(name)
                        + " -key "
                        + certificates.key(name);
        return Distribution.call(new ProcessBuilder("sh", "-c", script).redirectErrorStream(true))
                .output();
    }

    @Test
    void curlLogsInOnEveryProtocol() throws Exception {
        for (Wire wire : Wire.values()) {
            for (String name : List.of("right", "stranger")) {
                Distribution.Called curl =
                        world.curl(
                                wire,
                                PORTS.get(wire),
                                "--cert",
                                certificates.certificate(name).toString(),
                                "--key",
                                certificates.key(name).toString(),
                                "--login-options",
                                "AUTH=EXTERNAL",
                                "--user",
                                "cert-user@example.com:");
                assertThat(curl.status())
                        .as("%s with %s: %s", wire, name, curl.output())
                        .isEqualTo(name.equals("right") ? 0 : 67);
            }
        }
    }
}
