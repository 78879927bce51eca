// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.config.ServerTls;

/**
 * The server side with one set of certificates: a context for each file of authorities that
 * listeners name, made when a connection first needs it. A session can be resumed only within its
 * context, so a change of keys or authorities ends what was proved by the old ones. Thread-safe.
 */
final class ServerContexts {
    private static final Logger LOG = LoggerFactory.getLogger(ServerContexts.class);

    private final List<Identity> identities;
    private final Path home;
    private final Map<String, SSLContext> contexts = new ConcurrentHashMap<>();
    private final Map<ServerTls, Profile> profiles = new ConcurrentHashMap<>();

    /**
     * Nothing is read yet.
     *
     * @param identities the first serves those who ask for no name
     * @param home where relative names of files begin
     */
    ServerContexts(List<Identity> identities, Path home) {
        this.identities = List.copyOf(identities);
        this.home = home;
    }

    List<Identity> identities() {
        return identities;
    }

    /** Files of authorities that are in use. */
    Set<String> trustFiles() {
        return Set.copyOf(contexts.keySet());
    }

    SSLEngine engine(ServerTls rules) {
        SSLEngine engine =
                contexts.computeIfAbsent(rules.trustFile(), this::context).createSSLEngine();
        profiles.computeIfAbsent(rules, r -> Profile.of(r, engine))
                .applyTo(engine, rules.clients());
        return engine;
    }

    private SSLContext context(String trustFile) {
        TrustManager[] trust = {new TrustNobody()};
        if (!trustFile.isEmpty()) {
            try {
                trust = authorities(home.resolve(trustFile));
            } catch (IOException broken) {
                LOG.error("No client certificate is accepted: {}", broken.getMessage());
            }
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new SniKeys(identities)}, trust, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Reads authorities that issue certificates of clients.
     *
     * @throws IOException that names the file, if it cannot be read or holds no certificate
     */
    static TrustManager[] authorities(Path file) throws IOException {
        try {
            List<X509Certificate> certificates = IdentityFiles.certificates(file);
            if (certificates.isEmpty()) {
                throw new IOException(file + ": no certificate in the file");
            }
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            for (X509Certificate authority : certificates) {
                anchors.setCertificateEntry("authority-" + anchors.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(anchors);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw new IOException(file + ": " + broken.getMessage(), broken);
        }
    }
}
