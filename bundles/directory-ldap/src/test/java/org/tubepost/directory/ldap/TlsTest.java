// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.DirectoryUnavailableException;

/** TLS to OpenLDAP's server, which has a certificate of its own making. */
@Timeout(120)
class TlsTest {
    @TempDir Path folder;

    @BeforeEach
    void needs() {
        assumeTrue(Slapd.missing().isEmpty(), () -> Slapd.missing().orElse(""));
        assumeTrue(Slapd.program("openssl").isPresent(), "openssl is not installed");
    }

    private Path certificate(String name, String alternative) throws Exception {
        Path file = folder.resolve(name + ".pem");
        int status =
                new ProcessBuilder(
                                Slapd.program("openssl").orElseThrow().toString(),
                                "req",
                                "-x509",
                                "-newkey",
                                "rsa:2048",
                                "-nodes",
                                "-days",
                                "2",
                                "-subj",
                                "/CN=127.0.0.1",
                                "-addext",
                                "subjectAltName=" + alternative,
                                "-keyout",
                                folder.resolve(name + ".key").toString(),
                                "-out",
                                file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("openssl.out").toFile())
                        .start()
                        .waitFor();
        assertThat(status).isZero();
        return file;
    }

    private Slapd server(String name, boolean ldaps) throws Exception {
        return new Slapd(
                folder.resolve("slapd-" + name),
                List.of(
                        "olcTLSCertificateFile: " + folder.resolve(name + ".pem"),
                        "olcTLSCertificateKeyFile: " + folder.resolve(name + ".key")),
                ldaps);
    }

    private static void load(TestServer server, String tls, Path authorities) throws Exception {
        LdapSource source =
                Sources.of(
                        server,
                        Map.of(
                                "tls",
                                tls,
                                "authoritiesFile",
                                authorities == null ? "" : authorities.toString()));
        try {
            Sources.load(source);
        } finally {
            source.close();
        }
    }

    @Test
    void aServerWithTheRightCertificateIsAsked() throws Exception {
        Path certificate = certificate("right", "IP:127.0.0.1");
        try (Slapd plain = server("right", false)) {
            load(plain, "starttls", certificate);
        }
    }

    @Test
    void ldapsIsTlsFromTheFirstOctet() throws Exception {
        Path certificate = certificate("right", "DNS:localhost,IP:127.0.0.1");
        try (Slapd tls = server("right", true)) {
            load(tls, "ldaps", certificate);
        }
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefused() throws Exception {
        certificate("right", "IP:127.0.0.1");
        try (Slapd plain = server("right", false)) {
            assertThatThrownBy(() -> load(plain, "starttls", null))
                    .isInstanceOf(DirectoryUnavailableException.class);
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        Path certificate = certificate("wrong", "DNS:ldap.example.org,IP:127.0.0.2");
        try (Slapd plain = server("wrong", false)) {
            assertThatThrownBy(() -> load(plain, "starttls", certificate))
                    .isInstanceOf(DirectoryUnavailableException.class);
        }
    }
}
