// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth.password;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tubepost.auth.scram.ScramVerifier;

/**
 * A value of {@code userPassword} as directories have it: a scheme in braces and what it made of
 * the password (RFC 2307 section 5.3 and its successors), or the password in clear. Values that
 * cannot be read match nothing.
 */
public final class StoredPassword {
    /** The longest password that is looked at, in octets: more only costs time. */
    public static final int LONGEST = 1024;

    private static final List<String> SCHEMES =
            List.of(
                    "SSHA512",
                    "SSHA384",
                    "SSHA256",
                    "SSHA",
                    "SMD5",
                    "SHA512",
                    "SHA384",
                    "SHA256",
                    "SHA",
                    "MD5",
                    "PBKDF2-SHA512",
                    "PBKDF2-SHA256",
                    "PBKDF2-SHA1",
                    "PBKDF2",
                    "ARGON2",
                    "BCRYPT",
                    "CRYPT",
                    "CLEARTEXT",
                    "CLEAR");

    private final String scheme;
    private final String value;

    private StoredPassword(String scheme, String value) {
        this.scheme = scheme;
        this.value = value;
    }

    /** Reads a stored value; without a scheme it is the password itself. */
    public static StoredPassword parse(String stored) {
        if (ScramVerifier.parse(stored).isPresent()) {
            return new StoredPassword("SCRAM", stored);
        }
        int end = stored.startsWith("{") ? stored.indexOf('}') : -1;
        return end < 2
                ? new StoredPassword("CLEARTEXT", stored)
                : new StoredPassword(
                        stored.substring(1, end).toUpperCase(Locale.ROOT),
                        stored.substring(end + 1));
    }

    /** Names of all schemes that can be read, as they stand in the braces. */
    public static List<String> schemes() {
        return SCHEMES;
    }

    /** Stores a password in a scheme, with a salt of its own. */
    public static String of(PasswordScheme scheme, byte[] password) {
        return switch (scheme) {
            case SSHA512 -> "{SSHA512}" + Digests.salted("SHA-512", password);
            case SSHA256 -> "{SSHA256}" + Digests.salted("SHA-256", password);
            case PBKDF2_SHA256 -> "{PBKDF2-SHA256}" + Pbkdf2.make(password);
            case ARGON2 -> "{ARGON2}" + Argon2.make(password);
            case BCRYPT -> "{CRYPT}" + Crypts.bcrypt(password);
        };
    }

    /** True when the password is the stored one. Takes the same time wherever they differ. */
    public boolean matches(byte[] password) {
        if (password.length == 0 || password.length > LONGEST) {
            return false;
        }
        try {
            return switch (scheme) {
                case "SSHA512" -> Digests.matches("SHA-512", value, password);
                case "SSHA384" -> Digests.matches("SHA-384", value, password);
                case "SSHA256" -> Digests.matches("SHA-256", value, password);
                case "SSHA" -> Digests.matches("SHA-1", value, password);
                case "SMD5" -> Digests.matches("MD5", value, password);
                case "SHA512" -> Digests.equals("SHA-512", value, password);
                case "SHA384" -> Digests.equals("SHA-384", value, password);
                case "SHA256" -> Digests.equals("SHA-256", value, password);
                case "SHA" -> Digests.equals("SHA-1", value, password);
                case "MD5" -> Digests.equals("MD5", value, password);
                case "PBKDF2-SHA512" -> Pbkdf2.matches("HmacSHA512", value, password);
                case "PBKDF2-SHA256" -> Pbkdf2.matches("HmacSHA256", value, password);
                case "PBKDF2", "PBKDF2-SHA1" -> Pbkdf2.matches("HmacSHA1", value, password);
                case "ARGON2" -> Argon2.matches(value, password);
                case "CRYPT", "BCRYPT" -> Crypts.matches(value, password);
                case "CLEARTEXT", "CLEAR" ->
                        Digests.same(value.getBytes(StandardCharsets.UTF_8), password);
                case "SCRAM" -> matchesVerifier(password);
                default -> false;
            };
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    private boolean matchesVerifier(byte[] password) {
        ScramVerifier verifier = ScramVerifier.parse(value).orElseThrow();
        ScramVerifier made =
                ScramVerifier.of(
                        verifier.hash(),
                        new String(password, StandardCharsets.UTF_8),
                        verifier.salt(),
                        verifier.iterations());
        return Digests.same(verifier.storedKey(), made.storedKey());
    }

    /** True when a new password would be stored in the same way. */
    public boolean isOf(PasswordScheme current) {
        return switch (current) {
            case SSHA512, SSHA256, ARGON2 -> scheme.equals(current.name());
            case PBKDF2_SHA256 -> scheme.equals("PBKDF2-SHA256");
            case BCRYPT -> scheme.equals("CRYPT") && value.startsWith("$2");
        };
    }

    /** The password, where it is stored in clear. */
    public Optional<String> clearText() {
        return scheme.equals("CLEARTEXT") || scheme.equals("CLEAR")
                ? Optional.of(value)
                : Optional.empty();
    }
}
