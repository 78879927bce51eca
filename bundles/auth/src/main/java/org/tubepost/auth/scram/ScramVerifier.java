// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth.scram;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server keeps of a password to check SCRAM: the password cannot be computed from it, and
 * who has stolen it can play the server but not the user.
 *
 * @param hash function that all of it was made with
 * @param iterations how often the hash was repeated
 * @param salt random octets of this password
 * @param storedKey proves the client
 * @param serverKey proves the server
 */
public record ScramVerifier(
        ScramHash hash, int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    /** Iterations of new verifiers; each login costs the client as much. */
    public static final int ITERATIONS = 50_000;

    private static final int SALT_OCTETS = 16;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern FORM =
            Pattern.compile(
                    "(SCRAM-SHA-(?:1|256))\\$(\\d{1,8}):([A-Za-z0-9+/=]+)"
                            + "\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");

    /**
     * Of a password, with a salt of its own.
     *
     * @throws IllegalArgumentException if the password has characters that SASLprep prohibits, or
     *     nothing else than those that it leaves out
     */
    public static ScramVerifier of(ScramHash hash, String password) {
        byte[] salt = new byte[SALT_OCTETS];
        RANDOM.nextBytes(salt);
        return of(hash, password, salt, ITERATIONS);
    }

    /** Of a password and a given salt. */
    public static ScramVerifier of(ScramHash hash, String password, byte[] salt, int iterations) {
        String prepared = SaslPrep.prepare(password);
        if (prepared.isEmpty()) {
            throw new IllegalArgumentException("the password is empty");
        }
        byte[] salted = hash.salted(prepared, salt, iterations);
        byte[] storedKey = hash.hash(hash.hmac(salted, ascii("Client Key")));
        return new ScramVerifier(
                hash, iterations, salt, storedKey, hash.hmac(salted, ascii("Server Key")));
    }

    /** The stored form of RFC 5803; empty if it is none, or one of another hash. */
    public static Optional<ScramVerifier> parse(String stored) {
        Matcher form = FORM.matcher(stored.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            ScramHash hash = ScramHash.of(form.group(1)).orElseThrow();
            int iterations = Integer.parseInt(form.group(2));
            byte[] storedKey = base64.decode(form.group(4));
            byte[] serverKey = base64.decode(form.group(5));
            int octets = hash.octets();
            return iterations < 1
                            || iterations > MOST_ITERATIONS
                            || storedKey.length != octets
                            || serverKey.length != octets
                    ? Optional.empty()
                    : Optional.of(
                            new ScramVerifier(
                                    hash,
                                    iterations,
                                    base64.decode(form.group(3)),
                                    storedKey,
                                    serverKey));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** The stored form of RFC 5803: {@code SCRAM-SHA-256$4096:salt$storedKey:serverKey}. */
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return hash.mechanism()
                + "$"
                + iterations
                + ":"
                + base64.encodeToString(salt)
                + "$"
                + base64.encodeToString(storedKey)
                + ":"
                + base64.encodeToString(serverKey);
    }

    /** True when the client's proof shows that it knows the password. */
    public boolean proves(byte[] proof, String authMessage) {
        byte[] signature = hash.hmac(storedKey, utf8(authMessage));
        return proof.length == signature.length
                && MessageDigest.isEqual(hash.hash(xor(proof, signature)), storedKey);
    }

    /** What the server answers to show that it knows the verifier. */
    public byte[] serverSignature(String authMessage) {
        return hash.hmac(serverKey, utf8(authMessage));
    }

    static byte[] xor(byte[] left, byte[] right) {
        byte[] result = new byte[left.length];
        for (int i = 0; i < left.length; i++) {
            result[i] = (byte) (left[i] ^ right[i]);
        }
        return result;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
