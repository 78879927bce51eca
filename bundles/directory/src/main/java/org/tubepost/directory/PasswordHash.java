// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * Makes the stored form of a password: salted SHA-512, {@code {SSHA512}}, as LDAP servers read it.
 */
final class PasswordHash {
    private static final int SALT_OCTETS = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private PasswordHash() {}

    static String of(byte[] password) {
        byte[] salt = new byte[SALT_OCTETS];
        RANDOM.nextBytes(salt);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            digest.update(password);
            byte[] hash = digest.digest(salt);
            byte[] stored = Arrays.copyOf(hash, hash.length + salt.length);
            System.arraycopy(salt, 0, stored, hash.length, salt.length);
            return "{SSHA512}" + Base64.getEncoder().encodeToString(stored);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
