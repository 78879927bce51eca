// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The client side of TLS towards a server whose key is self-signed. */
final class TlsClient {
    private TlsClient() {}

    /** Without a certificate. */
    static SSLContext anonymous() throws GeneralSecurityException {
        return context(null);
    }

    /** With the key and certificate in a PKCS#12 file. */
    static SSLContext with(Path store, String password)
            throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password.toCharArray());
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password.toCharArray());
        return context(managers.getKeyManagers());
    }

    private static SSLContext context(KeyManager[] keys) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {new TrustAll()}, null);
        return context;
    }

    /** Shakes hands on a connection. */
    static SSLSocket secure(Socket plain, SSLContext context) throws IOException {
        SSLSocket tls = unfinished(plain, context);
        tls.startHandshake();
        return tls;
    }

    /** Will shake hands on a connection when told to. */
    static SSLSocket unfinished(Socket plain, SSLContext context) throws IOException {
        return (SSLSocket)
                context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    }

    /** The server's key is self-signed. */
    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            assertThat(chain).isNotEmpty();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
