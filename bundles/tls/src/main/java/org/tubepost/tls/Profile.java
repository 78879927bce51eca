// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.tubepost.api.config.ServerTls;

/**
 * What the server side speaks, in our order: the versions and cipher suites of a profile, or those
 * that a listener lists. What Java does not know is left out.
 *
 * @param protocols versions, newest first
 * @param suites cipher suites, best first
 */
record Profile(List<String> protocols, List<String> suites) {
    private static final List<String> CURRENT = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> ALL = List.of("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1");

    /** Forward secrecy and authenticated encryption (RFC 9325 section 4.2). */
    private static final List<String> STRONG =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384");

    /** Those that lack one of the two, behind the strong ones. */
    private static final List<String> WEAKER =
            List.of(
                    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
                    "TLS_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_RSA_WITH_AES_256_GCM_SHA384");

    /** All that TLS 1.0 and 1.1 know. */
    private static final List<String> OLDEST =
            List.of(
                    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
                    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
                    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
                    "TLS_RSA_WITH_AES_128_CBC_SHA256",
                    "TLS_RSA_WITH_AES_128_CBC_SHA",
                    "TLS_RSA_WITH_AES_256_CBC_SHA256",
                    "TLS_RSA_WITH_AES_256_CBC_SHA");

    /**
     * What a listener speaks.
     *
     * @param engine any, asked what Java knows
     */
    static Profile of(ServerTls rules, SSLEngine engine) {
        List<String> suites = new ArrayList<>(STRONG);
        if (rules.profile() != ServerTls.Profile.MODERN) {
            suites.addAll(WEAKER);
        }
        if (rules.profile() == ServerTls.Profile.OLD) {
            suites.addAll(OLDEST);
        }
        List<String> versions = rules.profile() == ServerTls.Profile.OLD ? ALL : CURRENT;
        return new Profile(
                known(
                        rules.protocols().isEmpty() ? versions : rules.protocols(),
                        engine.getSupportedProtocols()),
                known(
                        rules.ciphers().isEmpty() ? suites : rules.ciphers(),
                        engine.getSupportedCipherSuites()));
    }

    private static List<String> known(List<String> wanted, String[] supported) {
        List<String> known = Arrays.asList(supported);
        return wanted.stream().filter(known::contains).toList();
    }

    /** Makes an engine speak this as a server. */
    void applyTo(SSLEngine engine, ServerTls.ClientCertificates clients) {
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols.toArray(new String[0]));
        parameters.setCipherSuites(suites.toArray(new String[0]));
        parameters.setUseCipherSuitesOrder(true);
        switch (clients) {
            case NONE -> parameters.setWantClientAuth(false);
            case REQUEST -> parameters.setWantClientAuth(true);
            case REQUIRE -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
    }
}
