// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest by which contents are compared. */
public final class Digests {
    private Digests() {}

    /** SHA-256 (FIPS 180-4). */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
