// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Whom we trust when we are the client. */
final class ClientTrust {
    private ClientTrust() {}

    /**
     * Demands a certificate from an authority that Java trusts or that stands in a file.
     *
     * @param file PEM, may be empty
     */
    static SSLContext verifying(String file) throws IOException {
        try {
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            int number = 0;
            for (X509Certificate authority : defaults().getAcceptedIssuers()) {
                anchors.setCertificateEntry("java-" + number++, authority);
            }
            if (!file.isEmpty()) {
                for (X509Certificate own : IdentityFiles.certificates(Path.of(file))) {
                    anchors.setCertificateEntry("own-" + number++, own);
                }
            }
            return context(managers(anchors));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw new IOException(file + ": " + broken.getMessage(), broken);
        }
    }

    /** Accepts any certificate: encrypts against those who only listen (RFC 7435). */
    static SSLContext opportunistic() {
        try {
            return context(new TrustManager[] {new AcceptAny()});
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static X509TrustManager defaults() throws GeneralSecurityException {
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager trust) {
                return trust;
            }
        }
        throw new GeneralSecurityException("Java has no trusted authorities");
    }

    private static TrustManager[] managers(KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        return factory.getTrustManagers();
    }

    private static SSLContext context(TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust, null);
        return context;
    }

    /** Extended, so that Java adds no checks of its own. */
    private static final class AcceptAny extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            // Any.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            // Any.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // Any.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // Any.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // Any.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // Any.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
