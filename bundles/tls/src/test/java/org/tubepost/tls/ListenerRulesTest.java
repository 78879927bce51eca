// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.ServerTls;
import org.tubepost.api.config.ServerTls.ClientCertificates;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.config.TlsMode;

/** What a listener says of TLS: certificates of clients, versions, cipher suites. */
@Timeout(60)
class ListenerRulesTest {
    @TempDir private Path dir;
    private KeySource source;

    @BeforeEach
    void open() throws Exception {
        authority("ca");
        authority("other");
        source =
                new KeySource(
                        new KeySource.Places("", "", "", dir.resolve("names"), ""),
                        dir,
                        new SelfSigned(dir.resolve("tls"), "mail.example.com", "EC"),
                        Clock.systemUTC());
    }

    private void openssl(String command) throws Exception {
        Process process =
                new ProcessBuilder(("openssl " + command).split(" "))
                        .directory(dir.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    /** An authority NAME.pem and a client with a certificate of it, NAME-ada.p12. */
    private void authority(String name) throws Exception {
        openssl("ecparam -name prime256v1 -genkey -noout -out " + name + ".key");
        openssl(
                "req -x509 -new -key "
                        + name
                        + ".key -out "
                        + name
                        + ".pem -days 9 -subj /CN="
                        + name);
        String client = name + "-ada";
        openssl("ecparam -name prime256v1 -genkey -noout -out " + client + ".key");
        openssl("req -new -key " + client + ".key -out " + client + ".csr -subj /CN=ada");
        openssl(
                "x509 -req -in "
                        + client
                        + ".csr -CA "
                        + name
                        + ".pem -CAkey "
                        + name
                        + ".key -CAcreateserial -days 9 -out "
                        + client
                        + ".pem");
        openssl(
                "pkcs12 -export -inkey "
                        + client
                        + ".key -in "
                        + client
                        + ".pem -out "
                        + client
                        + ".p12 -passout pass:secret");
    }

    private SSLEngine client(Optional<String> store, String version) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (store.isPresent()) {
            own = KeyStore.getInstance(dir.resolve(store.get()).toFile(), "secret".toCharArray());
        }
        keys.init(own, "secret".toCharArray());
        TrustManager[] trust = ServerContexts.authorities(dir.resolve("tls/certificate.pem"));
        context.init(keys.getKeyManagers(), trust, null);
        SSLEngine engine = context.createSSLEngine("mail.example.com", 25);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {version});
        return engine;
    }

    private static ServerTls asking(ClientCertificates clients, String trustFile) {
        return new ServerTls(
                clients,
                trustFile,
                ServerTls.Profile.MODERN,
                List.of(),
                List.of(),
                new SourceLocation("dispatcher.cnf", 7, 1));
    }

    private static ServerTls speaking(
            ServerTls.Profile profile, List<String> protocols, List<String> ciphers) {
        return new ServerTls(
                ClientCertificates.NONE,
                "",
                profile,
                protocols,
                ciphers,
                new SourceLocation("dispatcher.cnf", 7, 1));
    }

    /** Name that the server knows of the client after a handshake. */
    private String known(ServerTls rules, Optional<String> store, String version) throws Exception {
        SSLEngine server = source.serverEngine(rules);
        Handshake.run(client(store, version), server);
        try {
            return server.getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException none) {
            return "nobody";
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void clientsShowCertificatesAsTheListenerDemands(String version) throws Exception {
        Optional<String> ada = Optional.of("ca-ada.p12");
        Optional<String> stranger = Optional.of("other-ada.p12");
        assertThat(known(ServerTls.DEFAULT, ada, version)).isEqualTo("nobody");
        ServerTls request = asking(ClientCertificates.REQUEST, "ca.pem");
        assertThat(known(request, ada, version)).isEqualTo("CN=ada");
        assertThat(known(request, Optional.empty(), version)).isEqualTo("nobody");
        ServerTls require = asking(ClientCertificates.REQUIRE, "ca.pem");
        assertThat(known(require, ada, version)).isEqualTo("CN=ada");
        assertThatThrownBy(() -> known(require, Optional.empty(), version))
                .isInstanceOf(SSLException.class);
        // It has none of our authority's, so it shows none.
        assertThatThrownBy(() -> known(require, stranger, version))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void authoritiesComeInForceWhenTheFileChangesAndBrokenOnesDoNot() throws Exception {
        ServerTls rules = asking(ClientCertificates.REQUIRE, "trusted.pem");
        Files.copy(dir.resolve("ca.pem"), dir.resolve("trusted.pem"));
        source.refresh();
        assertThat(known(rules, Optional.of("ca-ada.p12"), "TLSv1.3")).isEqualTo("CN=ada");
        source.refresh();
        change("nothing");
        assertThat(known(rules, Optional.of("ca-ada.p12"), "TLSv1.3")).isEqualTo("CN=ada");
        change(Files.readString(dir.resolve("other.pem")));
        assertThat(known(rules, Optional.of("other-ada.p12"), "TLSv1.3")).isEqualTo("CN=ada");
        assertThatThrownBy(() -> known(rules, Optional.of("ca-ada.p12"), "TLSv1.3"))
                .isInstanceOf(SSLException.class);
    }

    private int changes;

    private void change(String text) throws Exception {
        Files.writeString(dir.resolve("trusted.pem"), text);
        Files.setLastModifiedTime(
                dir.resolve("trusted.pem"), FileTime.from(Instant.now().plusSeconds(++changes)));
        source.refresh();
    }

    @Test
    void profilesDifferInVersionsAndSuites() {
        SSLEngine modern =
                source.serverEngine(speaking(ServerTls.Profile.MODERN, List.of(), List.of()));
        SSLEngine middle =
                source.serverEngine(speaking(ServerTls.Profile.INTERMEDIATE, List.of(), List.of()));
        SSLEngine old = source.serverEngine(speaking(ServerTls.Profile.OLD, List.of(), List.of()));
        assertThat(modern.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(middle.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(old.getEnabledProtocols())
                .containsExactly("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1");
        assertThat(modern.getEnabledCipherSuites()).noneMatch(s -> s.contains("CBC"));
        assertThat(middle.getEnabledCipherSuites())
                .startsWith(modern.getEnabledCipherSuites())
                .contains("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256")
                .doesNotContain("TLS_RSA_WITH_AES_128_CBC_SHA");
        assertThat(old.getEnabledCipherSuites())
                .startsWith(middle.getEnabledCipherSuites())
                .contains("TLS_RSA_WITH_AES_128_CBC_SHA");
    }

    @Test
    void listsStandInsteadOfTheProfile() throws Exception {
        ServerTls rules =
                speaking(
                        ServerTls.Profile.MODERN,
                        List.of("TLSv1.2"),
                        List.of("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"));
        SSLEngine server = source.serverEngine(rules);
        Handshake.run(client(Optional.empty(), "TLSv1.2"), server);
        assertThat(server.getSession().getCipherSuite())
                .isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
        assertThatThrownBy(
                        () ->
                                Handshake.run(
                                        client(Optional.empty(), "TLSv1.3"),
                                        source.serverEngine(rules)))
                .isInstanceOf(SSLException.class);
    }

    private static ListenerDefinition listener(ServerTls rules) {
        return new ListenerDefinition(
                "IMAP",
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
                rules,
                Optional.empty(),
                Optional.empty(),
                new SourceLocation("dispatcher.cnf", 1, 1));
    }

    @Test
    void authoritiesThatCannotBeReadRefuseTheConfiguration() throws Exception {
        Files.writeString(dir.resolve("empty.pem"), "");
        List<ListenerDefinition> listeners =
                List.of(
                        listener(asking(ClientCertificates.REQUIRE, "missing.pem")),
                        listener(asking(ClientCertificates.REQUIRE, "ca.pem")));
        assertThat(new ListenerCheck(dir).problems(listeners))
                .singleElement()
                .asString()
                .startsWith("dispatcher.cnf:7:1: error: authorities of clients cannot be read: ")
                .contains("missing.pem");
        assertThat(
                        new ListenerCheck(dir)
                                .problems(
                                        List.of(
                                                listener(
                                                        asking(
                                                                ClientCertificates.REQUEST,
                                                                "empty.pem")))))
                .singleElement()
                .asString()
                .contains("no certificate in the file");
    }

    @Test
    void versionsThatJavaForbidsAreWarnedAbout() {
        assertThat(
                        new ListenerCheck(dir)
                                .problems(
                                        List.of(
                                                listener(
                                                        speaking(
                                                                ServerTls.Profile.OLD,
                                                                List.of(),
                                                                List.of())))))
                .singleElement()
                .hasToString(
                        "dispatcher.cnf:7:1: warning: TLS 1.0 is not spoken: the Java machine"
                                + " forbids it in jdk.tls.disabledAlgorithms");
    }
}
