// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth.password;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** Schemes that are one round of a hash: {@code base64(hash(password + salt) + salt)}. */
final class Digests {
    private static final int SALT_OCTETS = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Digests() {}

    static byte[] salt() {
        byte[] salt = new byte[SALT_OCTETS];
        RANDOM.nextBytes(salt);
        return salt;
    }

    static String salted(String algorithm, byte[] password) {
        byte[] salt = salt();
        byte[] hash = hash(algorithm, password, salt);
        byte[] stored = Arrays.copyOf(hash, hash.length + salt.length);
        System.arraycopy(salt, 0, stored, hash.length, salt.length);
        return Base64.getEncoder().encodeToString(stored);
    }

    static boolean matches(String algorithm, String value, byte[] password) {
        byte[] stored = Base64.getDecoder().decode(value.strip());
        int octets = hash(algorithm, password, new byte[0]).length;
        if (stored.length <= octets) {
            return false;
        }
        byte[] salt = Arrays.copyOfRange(stored, octets, stored.length);
        return same(Arrays.copyOf(stored, octets), hash(algorithm, password, salt));
    }

    static boolean equals(String algorithm, String value, byte[] password) {
        return same(
                Base64.getDecoder().decode(value.strip()), hash(algorithm, password, new byte[0]));
    }

    static boolean same(byte[] left, byte[] right) {
        return MessageDigest.isEqual(left, right);
    }

    private static byte[] hash(String algorithm, byte[] password, byte[] salt) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(password);
            return digest.digest(salt);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
