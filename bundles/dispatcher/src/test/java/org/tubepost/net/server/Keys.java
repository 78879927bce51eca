// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.tubepost.api.config.ServerTls;

/** A key pair for {@code localhost} and contexts that know it. */
public final class Keys {
    private static final char[] PASSWORD = "test-only".toCharArray();
    private static final KeyStore STORE = make();

    private Keys() {}

    private static KeyStore make() {
        try {
            Path file = Files.createTempDirectory("keys").resolve("k.p12");
            Process made =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "keytool")
                                            .toString(),
                                    "-genkeypair",
                                    "-alias",
                                    "k",
                                    "-keyalg",
                                    "EC",
                                    "-groupname",
                                    "secp256r1",
                                    "-dname",
                                    "CN=localhost",
                                    "-ext",
                                    "SAN=dns:localhost",
                                    "-validity",
                                    "10",
                                    "-storetype",
                                    "PKCS12",
                                    "-storepass",
                                    new String(PASSWORD),
                                    "-keystore",
                                    file.toString())
                            .redirectErrorStream(true)
                            .start();
            made.getInputStream().readAllBytes();
            if (!made.waitFor(30, TimeUnit.SECONDS) || made.exitValue() != 0) {
                throw new IllegalStateException("keytool failed");
            }
            return KeyStore.getInstance(file.toFile(), PASSWORD);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A context that has the key and trusts it. */
    public static SSLContext context() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(STORE, PASSWORD);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("k", STORE.getCertificate("k"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Server-side engines. */
    static Function<ServerTls, Optional<SSLEngine>> engines() {
        SSLContext context = context();
        return rules -> {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            return Optional.of(engine);
        };
    }
}
