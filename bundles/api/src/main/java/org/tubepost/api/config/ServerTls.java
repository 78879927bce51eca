// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.util.List;

/**
 * How a listener speaks TLS.
 *
 * @param clients whether clients show a certificate
 * @param trustFile PEM file with the authorities that may have issued it, absolute or below the
 *     instance's home; empty when none is asked for
 * @param profile what is spoken where the lists say nothing
 * @param protocols protocol versions, {@code TLSv1.3}; empty for those of the profile
 * @param ciphers cipher suites, best first; empty for those of the profile
 * @param location where the trust file is named, or the section begins
 */
public record ServerTls(
        ClientCertificates clients,
        String trustFile,
        Profile profile,
        List<String> protocols,
        List<String> ciphers,
        SourceLocation location) {

    /** No client certificates, the modern profile. */
    public static final ServerTls DEFAULT =
            new ServerTls(
                    ClientCertificates.NONE,
                    "",
                    Profile.MODERN,
                    List.of(),
                    List.of(),
                    new SourceLocation("dispatcher.cnf", 1, 1));

    /** Whether clients show a certificate. */
    public enum ClientCertificates {
        /** They are not asked. */
        NONE,
        /** They are asked; who has none is served, who shows a wrong one is not. */
        REQUEST,
        /** They are asked; who has none is not served. */
        REQUIRE
    }

    /** Protocol versions and cipher suites for clients of a certain age. */
    public enum Profile {
        /** TLS 1.2 and 1.3 with forward secrecy and authenticated encryption (RFC 9325). */
        MODERN,
        /** The same versions, with cipher suites that lack one of the two behind them. */
        INTERMEDIATE,
        /** From TLS 1.0, as far as the Java machine permits it. */
        OLD
    }

    /** Copies the lists. */
    public ServerTls {
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
    }
}
