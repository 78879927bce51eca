// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth.scram;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;

/**
 * What ties a login to the TLS connection below it: {@code tls-server-end-point} (RFC 5929 section
 * 4), the hash of the server's certificate. The platform has no interface to the exporter that
 * {@code tls-exporter} (RFC 9266) needs, so this is the only type.
 */
public final class ChannelBinding {
    /** Registered name of the type. */
    public static final String TYPE = "tls-server-end-point";

    private ChannelBinding() {}

    /** The data of a server certificate; empty where RFC 5929 leaves the hash undefined. */
    public static Optional<byte[]> of(Certificate server) {
        if (!(server instanceof X509Certificate certificate)) {
            return Optional.empty();
        }
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        int with = signature.indexOf("WITH");
        String hash = with < 0 ? "" : signature.substring(0, with).replace("SHA", "SHA-");
        String digest =
                switch (hash) {
                    case "MD5", "SHA-1", "SHA-256" -> "SHA-256";
                    case "SHA-384", "SHA-512", "SHA-224" -> hash;
                    default -> "";
                };
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(MessageDigest.getInstance(digest).digest(certificate.getEncoded()));
        } catch (GeneralSecurityException unreadable) {
            return Optional.empty();
        }
    }
}
