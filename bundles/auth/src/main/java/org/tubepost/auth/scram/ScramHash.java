// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth.scram;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The hash functions for which SCRAM is registered, with the functions of RFC 5802 section 2.2. */
public enum ScramHash {
    /** RFC 5802. */
    SHA_1("SCRAM-SHA-1", "SHA-1", "HmacSHA1", 160),
    /** RFC 7677. */
    SHA_256("SCRAM-SHA-256", "SHA-256", "HmacSHA256", 256);

    private final String mechanism;
    private final String digest;
    private final String mac;
    private final int bits;

    ScramHash(String mechanism, String digest, String mac, int bits) {
        this.mechanism = mechanism;
        this.digest = digest;
        this.mac = mac;
        this.bits = bits;
    }

    /** Name of the mechanism without channel binding, {@code SCRAM-SHA-256}. */
    public String mechanism() {
        return mechanism;
    }

    /** Length of the hash in octets. */
    public int octets() {
        return bits / Byte.SIZE;
    }

    /** The hash of a mechanism, with or without {@code -PLUS}. */
    public static Optional<ScramHash> of(String mechanism) {
        return Arrays.stream(values())
                .filter(
                        h ->
                                mechanism.equals(h.mechanism)
                                        || mechanism.equals(h.mechanism + "-PLUS"))
                .findFirst();
    }

    /** {@code H}. */
    public byte[] hash(byte[] data) {
        try {
            return MessageDigest.getInstance(digest).digest(data);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** {@code HMAC}. */
    public byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac function = Mac.getInstance(mac);
            function.init(new SecretKeySpec(key, mac));
            return function.doFinal(data);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * {@code Hi}, which is PBKDF2 with this hash.
     *
     * @param password as {@link SaslPrep} prepares it, not empty
     */
    public byte[] salted(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, bits);
        try {
            return SecretKeyFactory.getInstance("PBKDF2With" + mac)
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            spec.clearPassword();
        }
    }
}
