// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth.password;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2 (RFC 9106) in the encoded form of its reference implementation. */
final class Argon2 {
    private static final int MEMORY_KIBIBYTES = 19 * 1024;
    private static final int ROUNDS = 2;
    private static final int KEY_OCTETS = 32;
    private static final int MOST_KIBIBYTES = 1 << 20;
    private static final int MOST_ROUNDS = 1000;
    private static final Pattern FORM =
            Pattern.compile(
                    "\\$argon2(id|i|d)(?:\\$v=(\\d{1,3}))?\\$m=(\\d{1,7}),t=(\\d{1,4}),p=(\\d{1,2})"
                            + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private Argon2() {}

    static String make(byte[] password) {
        byte[] salt = Digests.salt();
        Argon2Parameters parameters =
                parameters(
                        Argon2Parameters.ARGON2_id,
                        Argon2Parameters.ARGON2_VERSION_13,
                        MEMORY_KIBIBYTES,
                        ROUNDS,
                        1,
                        salt);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return String.format("$argon2id$v=19$m=%d,t=%d,p=1$", MEMORY_KIBIBYTES, ROUNDS)
                + base64.encodeToString(salt)
                + "$"
                + base64.encodeToString(key(parameters, password, KEY_OCTETS));
    }

    static boolean matches(String value, byte[] password) {
        Matcher form = FORM.matcher(value.strip());
        if (!form.matches()) {
            return false;
        }
        int memory = Integer.parseInt(form.group(3));
        int rounds = Integer.parseInt(form.group(4));
        int lanes = Integer.parseInt(form.group(5));
        byte[] stored = Base64.getDecoder().decode(form.group(7));
        if (lanes < 1
                || memory < 8 * lanes
                || memory > MOST_KIBIBYTES
                || rounds < 1
                || rounds > MOST_ROUNDS
                || stored.length < 4) {
            return false;
        }
        Argon2Parameters parameters =
                parameters(
                        switch (form.group(1)) {
                            case "d" -> Argon2Parameters.ARGON2_d;
                            case "i" -> Argon2Parameters.ARGON2_i;
                            default -> Argon2Parameters.ARGON2_id;
                        },
                        form.group(2) == null
                                ? Argon2Parameters.ARGON2_VERSION_10
                                : Integer.parseInt(form.group(2)),
                        memory,
                        rounds,
                        lanes,
                        Base64.getDecoder().decode(form.group(6)));
        return Digests.same(stored, key(parameters, password, stored.length));
    }

    private static Argon2Parameters parameters(
            int type, int version, int memory, int rounds, int lanes, byte[] salt) {
        return new Argon2Parameters.Builder(type)
                .withVersion(version)
                .withMemoryAsKB(memory)
                .withIterations(rounds)
                .withParallelism(lanes)
                .withSalt(salt)
                .build();
    }

    private static byte[] key(Argon2Parameters parameters, byte[] password, int octets) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] key = new byte[octets];
        generator.generateBytes(password, key);
        return key;
    }
}
