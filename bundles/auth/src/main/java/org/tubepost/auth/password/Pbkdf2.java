// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth.password;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2 (RFC 8018): {@code iterations$salt$key}, salt and key in the base64 of the module
 * pw-pbkdf2, which has a full stop for the plus sign and no padding.
 */
final class Pbkdf2 {
    private static final int ITERATIONS = 210_000;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int KEY_BITS = 256;
    private static final int LONGEST_KEY = 64;

    private Pbkdf2() {}

    static String make(byte[] password) {
        byte[] salt = Digests.salt();
        return ITERATIONS
                + "$"
                + encoded(salt)
                + "$"
                + encoded(key("HmacSHA256", password, salt, ITERATIONS, KEY_BITS));
    }

    static boolean matches(String mac, String value, byte[] password) {
        String[] parts = value.strip().split("\\$");
        if (parts.length != 3) {
            return false;
        }
        int iterations = Integer.parseInt(parts[0]);
        byte[] salt = decoded(parts[1]);
        byte[] stored = decoded(parts[2]);
        return iterations > 0
                && iterations <= MOST_ITERATIONS
                && salt.length > 0
                && stored.length > 0
                && stored.length <= LONGEST_KEY
                && Digests.same(stored, key(mac, password, salt, iterations, stored.length * 8));
    }

    private static byte[] key(String mac, byte[] password, byte[] salt, int iterations, int bits) {
        char[] characters = new String(password, StandardCharsets.UTF_8).toCharArray();
        PBEKeySpec spec = new PBEKeySpec(characters, salt, iterations, bits);
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

    private static String encoded(byte[] octets) {
        return Base64.getEncoder().withoutPadding().encodeToString(octets).replace('+', '.');
    }

    private static byte[] decoded(String text) {
        return Base64.getDecoder().decode(text.replace('.', '+'));
    }
}
