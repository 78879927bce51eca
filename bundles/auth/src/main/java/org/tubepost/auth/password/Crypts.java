// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth.password;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.codec.digest.Crypt;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * What {@code crypt(3)} makes: bcrypt ({@code $2a$}, {@code $2b$}, {@code $2y$}), SHA-512 and
 * SHA-256 ({@code $6$}, {@code $5$}), MD5 ({@code $1$}) and DES.
 */
final class Crypts {
    private static final int COST = 11;
    private static final int BCRYPT_OCTETS = 72;
    private static final int FORM_LENGTH = 60;
    private static final int DES_LENGTH = 13;

    private Crypts() {}

    static String bcrypt(byte[] password) {
        return OpenBSDBCrypt.generate("2y", cut(password), Digests.salt(), COST);
    }

    static boolean matches(String value, byte[] password) {
        String stored = value.strip();
        if (stored.matches("\\$2[aby]\\$\\d\\d\\$.*")) {
            return stored.length() == FORM_LENGTH
                    && OpenBSDBCrypt.checkPassword(stored, cut(password));
        }
        boolean known = stored.matches("\\$[156]\\$.+\\$.+") || stored.matches("[./0-9A-Za-z]{13}");
        if (!known || (!stored.startsWith("$") && stored.length() != DES_LENGTH)) {
            return false;
        }
        String made = Crypt.crypt(password.clone(), stored);
        return Digests.same(
                made.getBytes(StandardCharsets.US_ASCII),
                stored.getBytes(StandardCharsets.US_ASCII));
    }

    /** As all others do, bcrypt looks at the first 72 octets only. */
    private static byte[] cut(byte[] password) {
        return Arrays.copyOf(password, Math.min(password.length, BCRYPT_OCTETS));
    }
}
