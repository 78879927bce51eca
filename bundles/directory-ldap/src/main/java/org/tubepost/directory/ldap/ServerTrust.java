// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust in one server: its certificate comes from a known authority and names the host that was
 * configured (RFC 4513 section 3.1.3). The LDAP client does not compare names itself. Names are
 * those of {@code subjectAltName}; the subject's common name does not count.
 */
final class ServerTrust extends X509ExtendedTrustManager {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final X509ExtendedTrustManager authorities;
    private final String host;

    private ServerTrust(X509ExtendedTrustManager authorities, String host) {
        this.authorities = authorities;
        this.host = host.toLowerCase(Locale.ROOT);
    }

    /**
     * Trust in a host.
     *
     * @param file authorities in PEM form; empty for those of the system
     */
    static ServerTrust in(String host, String file) {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(file.isEmpty() ? null : authorities(Path.of(file)));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return new ServerTrust(extended, host);
                }
            }
            throw new IllegalStateException("this JDK does not check certificates");
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalArgumentException("authorities in " + file + ": " + broken, broken);
        }
    }

    private static KeyStore authorities(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream text = Files.newInputStream(file)) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(text);
            if (all.isEmpty()) {
                throw new CertificateException("no certificate");
            }
            for (Certificate certificate : all) {
                store.setCertificateEntry("authority" + store.size(), certificate);
            }
        }
        return store;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        authorities.checkServerTrusted(chain, type);
        checkName(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        authorities.checkServerTrusted(chain, type, socket);
        checkName(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        authorities.checkServerTrusted(chain, type, engine);
        checkName(chain[0]);
    }

    private void checkName(X509Certificate certificate) throws CertificateException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names != null) {
            for (List<?> name : names) {
                int kind = (Integer) name.get(0);
                if (kind == DNS_NAME && matches((String) name.get(1))
                        || kind == IP_ADDRESS && isAddress((String) name.get(1))) {
                    return;
                }
            }
        }
        throw new CertificateException("the certificate is not that of " + host);
    }

    /** An asterisk stands for the whole first label (RFC 6125 section 6.4.3). */
    private boolean matches(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        int dot = host.indexOf('.');
        return lower.equals(host)
                || lower.startsWith("*.")
                        && dot > 0
                        && lower.substring(1).equals(host.substring(dot));
    }

    private boolean isAddress(String address) {
        if (!host.matches("[0-9.]+|\\[?[0-9a-f:.]*:[0-9a-f:.]*]?")) {
            return false;
        }
        try {
            return InetAddress.getByName(address).equals(InetAddress.getByName(host));
        } catch (UnknownHostException noAddress) {
            return false;
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
