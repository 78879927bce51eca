// SPDX-License-Identifier: Apache-2.0
package org.tubepost.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A private key with its certificate chain, known to belong together.
 *
 * @param key private key
 * @param chain the server's certificate first
 */
record Identity(PrivateKey key, List<X509Certificate> chain) {
    private static final int DNS_NAME = 2;

    /** Checks that the key belongs to the first certificate. */
    Identity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("no certificate");
        }
        if (!belongTogether(key, chain.get(0).getPublicKey())) {
            throw new IllegalArgumentException("the key does not belong to the certificate");
        }
    }

    X509Certificate certificate() {
        return chain.get(0);
    }

    private static boolean belongTogether(PrivateKey own, PublicKey certified) {
        String algorithm =
                switch (own.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "RSASSA-PSS" -> "RSASSA-PSS";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                };
        try {
            byte[] sample = new byte[32];
            new SecureRandom().nextBytes(sample);
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(own);
            signer.update(sample);
            byte[] signature = signer.sign();
            signer.initVerify(certified);
            signer.update(sample);
            return signer.verify(signature);
        } catch (GeneralSecurityException differentKind) {
            return false;
        }
    }

    /** True when the certificate is for this host name (RFC 6125 section 6.4). */
    boolean serves(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        String wildcard = dot < 0 ? "" : "*" + wanted.substring(dot);
        return names().stream()
                .map(n -> n.toLowerCase(Locale.ROOT))
                .anyMatch(n -> n.equals(wanted) || n.equals(wildcard));
    }

    /** Host names of the certificate. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate().getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0).equals(DNS_NAME)) {
                        names.add(alternative.get(1).toString());
                    }
                }
            }
        } catch (CertificateParsingException broken) {
            throw new IllegalArgumentException("broken certificate", broken);
        }
        return names;
    }

    /** The kind of key in the words of {@link javax.net.ssl.X509KeyManager}. */
    boolean hasKeyType(String keyType) {
        return keyType.equals(key.getAlgorithm()) || keyType.startsWith(key.getAlgorithm() + "_");
    }
}
