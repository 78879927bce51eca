// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.tubepost.api.config.ServerTls;

/** A key pair for each name of a host, made once by the JDK's tool, and contexts that know it. */
public final class Keys {
    private static final String PASSWORD = "test-only";
    private static final String OPTIONS =
            "-genkeypair -alias k -keyalg EC -groupname secp256r1 -validity 10 -storetype PKCS12";
    private static final Map<String, KeyStore> STORES = new ConcurrentHashMap<>();

    private Keys() {}

    /** A context that has a key for {@code localhost} and trusts it. */
    public static SSLContext context() {
        return context("localhost");
    }

    /** A context that has a key for this host and trusts it. */
    public static SSLContext context(String host) {
        KeyStore store = STORES.computeIfAbsent(host, Keys::make);
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, PASSWORD.toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("k", store.getCertificate("k"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static KeyStore make(String host) {
        try {
            Path file = Files.createTempDirectory("keys").resolve("k.p12");
            String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            String words =
                    "%s %s -dname CN=%s -ext SAN=dns:%s -storepass %s -keystore %s"
                            .formatted(keytool, OPTIONS, host, host, PASSWORD, file);
            Process made = new ProcessBuilder(words.split(" ")).redirectErrorStream(true).start();
            String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!made.waitFor(30, TimeUnit.SECONDS) || made.exitValue() != 0) {
                throw new IllegalStateException("keytool failed: " + said);
            }
            return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        } catch (InterruptedException | GeneralSecurityException | IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Server-side engines for {@code localhost}. */
    public static Function<ServerTls, Optional<SSLEngine>> engines() {
        SSLContext context = context();
        return rules -> {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            return Optional.of(engine);
        };
    }
}
