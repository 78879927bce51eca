// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key pair for {@code localhost}. */
final class Keys {
    private static final String PASSWORD = "test-only";
    private static final String OPTIONS =
            "-genkeypair -alias k -keyalg EC -groupname secp256r1 -dname CN=localhost"
                    + " -ext SAN=dns:localhost -validity 10 -storetype PKCS12 -storepass "
                    + PASSWORD;

    private static SSLContext made;

    private Keys() {}

    /** A context that has the key and trusts it; made once. */
    static synchronized SSLContext context(Path folder) throws Exception {
        if (made == null) {
            made = make(folder);
        }
        return made;
    }

    private static SSLContext make(Path folder) throws Exception {
        Path file = folder.resolve("k.p12");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process =
                new ProcessBuilder((keytool + " " + OPTIONS + " -keystore " + file).split(" "))
                        .redirectErrorStream(true)
                        .start();
        process.getInputStream().readAllBytes();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("keytool failed");
        }
        char[] password = PASSWORD.toCharArray();
        KeyStore store = KeyStore.getInstance(file.toFile(), password);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, password);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("k", store.getCertificate("k"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
