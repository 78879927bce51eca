// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.config.ServerTls;

@Timeout(60)
class KeySourceTest {
    @TempDir private Path dir;

    private SelfSigned selfSigned() {
        return new SelfSigned(dir.resolve("tls"), "mail.example.com", "EC");
    }

    private KeySource source(String certificate, String key, String password, String trust)
            throws IOException {
        return new KeySource(
                new KeySource.Places(certificate, key, password, dir.resolve("names"), trust),
                dir,
                selfSigned(),
                Clock.systemUTC());
    }

    private String openssl(String command) throws Exception {
        List<String> words = new ArrayList<>(List.of("openssl"));
        words.addAll(List.of(command.split(" ")));
        Process process =
                new ProcessBuilder(words).directory(dir.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private void certificate(String key, String file, String name) throws Exception {
        openssl(
                "req -x509 -new -key "
                        + key
                        + " -passin pass:secret -out "
                        + file
                        + " -days 30 -subj /CN="
                        + name
                        + " -addext subjectAltName=DNS:"
                        + name);
    }

    private static SSLEngine client(KeySource trusting, boolean verify, String name) {
        SSLEngine engine = trusting.client(verify).createSSLEngine(name, 25);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        if (verify) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Subject of the certificate that a client gets who asks for a name. */
    private static String servedTo(KeySource source, String name) throws SSLException {
        SSLEngine client = client(source, false, name);
        Handshake.run(client, source.serverEngine(ServerTls.DEFAULT));
        return ((X509Certificate) client.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    private String path(String file) {
        return dir.resolve(file).toString();
    }

    @Test
    void aPairIsMadeOnceForItsOwnerOnlyAndClientsWhoTrustItVerifyIt() throws Exception {
        KeySource first = source("", "", "", "");
        assertThat(servedTo(first, "mail.example.com")).isEqualTo("CN=mail.example.com");
        Path key = dir.resolve("tls/key.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key.getParent())))
                .isEqualTo("rwx------");
        assertThat(IdentityFiles.list(key.getParent()))
                .extracting(p -> p.getFileName().toString())
                .containsExactly("certificate.pem", "key.pem");
        byte[] made = Files.readAllBytes(key);

        KeySource second = source("", "", "", path("tls/certificate.pem"));
        assertThat(Files.readAllBytes(key)).isEqualTo(made);
        for (String name : List.of("mail.example.com", "localhost")) {
            SSLEngine client = client(second, true, name);
            Handshake.run(client, second.serverEngine(ServerTls.DEFAULT));
            assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
        assertThatThrownBy(
                        () ->
                                Handshake.run(
                                        client(second, true, "other.example"),
                                        second.serverEngine(ServerTls.DEFAULT)))
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(
                        () ->
                                Handshake.run(
                                        client(first, true, "localhost"),
                                        first.serverEngine(ServerTls.DEFAULT)))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void aPairThatWeMadeIsRenewedInItsLastMonthAndNoOther() throws Exception {
        SelfSigned own = selfSigned();
        own.ensure(Instant.now());
        byte[] made = Files.readAllBytes(own.certificate());
        own.ensure(Instant.now().plus(Duration.ofDays(780)));
        assertThat(Files.readAllBytes(own.certificate())).isEqualTo(made);
        own.ensure(Instant.now().plus(Duration.ofDays(800)));
        byte[] renewed = Files.readAllBytes(own.certificate());
        assertThat(renewed).isNotEqualTo(made);
        openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out tls/key.pem");
        certificate("tls/key.pem", "tls/certificate.pem", "theirs.example");
        byte[] theirs = Files.readAllBytes(own.certificate());
        own.ensure(Instant.now().plus(Duration.ofDays(4000)));
        assertThat(Files.readAllBytes(own.certificate())).isEqualTo(theirs);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "genrsa -traditional -out k.pem 2048",
                "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out k.pem",
                "ecparam -name prime256v1 -genkey -out k.pem",
                "ecparam -name secp384r1 -genkey -noout -out k.pem",
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out k.pem",
                "genpkey -algorithm ED25519 -out k.pem",
                "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -aes-256-cbc -pass pass:secret"
                        + " -out k.pem"
            })
    void keysAsOpensslWritesThemServe(String command) throws Exception {
        openssl(command);
        certificate("k.pem", "c.pem", "pem.example");
        Files.writeString(dir.resolve("password"), "secret\n");
        KeySource source = source(path("c.pem"), path("k.pem"), path("password"), "");
        assertThat(servedTo(source, "pem.example")).isEqualTo("CN=pem.example");
        assertThat(dir.resolve("tls")).doesNotExist();
    }

    @Test
    void aPkcs12FileServes() throws Exception {
        openssl("genrsa -out k.pem 2048");
        certificate("k.pem", "c.pem", "p12.example");
        openssl("pkcs12 -export -inkey k.pem -in c.pem -out both.p12 -passout pass:secret");
        Files.writeString(dir.resolve("password"), "secret");
        KeySource source = source(path("both.p12"), "", path("password"), "");
        assertThat(servedTo(source, "p12.example")).isEqualTo("CN=p12.example");
    }

    @Test
    void theNameThatTheClientAsksForChoosesTheCertificate() throws Exception {
        Files.createDirectory(dir.resolve("names"));
        for (String name : List.of("one.example", "*.two.example")) {
            String file = "names/" + name.replace("*.", "");
            openssl("genrsa -out " + file + ".key 2048");
            certificate(file + ".key", file + ".pem", name);
        }
        KeySource source = source("", "", "", ""); // its own key is EC, theirs are RSA
        assertThat(servedTo(source, "one.example")).isEqualTo("CN=one.example");
        assertThat(servedTo(source, "a.two.example")).isEqualTo("CN=*.two.example");
        assertThat(servedTo(source, "two.example")).isEqualTo("CN=mail.example.com");
        assertThat(servedTo(source, "mail.example.com")).isEqualTo("CN=mail.example.com");
    }

    @Test
    void changedFilesComeInForceBrokenOnesDoNot() throws Exception {
        openssl("genrsa -out k.pem 2048");
        certificate("k.pem", "c.pem", "old.example");
        KeySource source = source(path("c.pem"), path("k.pem"), "", "");
        SSLEngine begun = source.serverEngine(ServerTls.DEFAULT);

        Files.writeString(dir.resolve("c.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
        source.refresh();
        assertThat(servedTo(source, "x.example")).isEqualTo("CN=old.example");

        openssl("genrsa -out k2.pem 2048");
        certificate("k2.pem", "c.pem", "new.example");
        source.refresh(); // the key is still the old one
        assertThat(servedTo(source, "x.example")).isEqualTo("CN=old.example");
        Files.move(
                dir.resolve("k2.pem"), dir.resolve("k.pem"), StandardCopyOption.REPLACE_EXISTING);
        source.refresh();
        assertThat(servedTo(source, "x.example")).isEqualTo("CN=new.example");

        SSLEngine client = client(source, false, "x.example");
        Handshake.run(client, begun); // what had begun ends with the keys it began with
        assertThat(client.getSession().getPeerPrincipal().getName()).isEqualTo("CN=old.example");
    }

    @Test
    void aBrokenFileAtTheStartLeavesTheSelfSignedPairInForceUntilItIsMended() throws Exception {
        Files.writeString(dir.resolve("c.pem"), "nothing");
        KeySource source = source(path("c.pem"), path("k.pem"), "", "");
        assertThat(servedTo(source, "x.example")).isEqualTo("CN=mail.example.com");
        openssl("genrsa -out k.pem 2048");
        certificate("k.pem", "c.pem", "mended.example");
        Files.setLastModifiedTime(
                dir.resolve("c.pem"), FileTime.from(Instant.now().plusSeconds(9)));
        source.refresh();
        assertThat(servedTo(source, "x.example")).isEqualTo("CN=mended.example");
    }

    @Test
    void onlyTls12AndLaterWithForwardSecrecyIsSpoken() throws Exception {
        KeySource source = source("", "", "", "");
        SSLEngine server = source.serverEngine(ServerTls.DEFAULT);
        assertThat(server.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(server.getEnabledCipherSuites())
                .isNotEmpty()
                .allMatch(s -> s.contains("GCM") || s.contains("CHACHA20"))
                .noneMatch(s -> s.startsWith("TLS_RSA_") || s.contains("anon"));
        assertThat(server.getSSLParameters().getUseCipherSuitesOrder()).isTrue();
        SSLEngine weak = client(source, false, "x.example");
        weak.setEnabledProtocols(new String[] {"TLSv1.2"});
        weak.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"});
        assertThatThrownBy(() -> Handshake.run(weak, source.serverEngine(ServerTls.DEFAULT)))
                .isInstanceOf(SSLException.class);
    }
}
