// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import org.tubepost.auth.scram.ScramHash;

/**
 * Makes the salts that unknown users seem to have: always the same for a name, so that nobody can
 * tell them from real ones by asking twice. The secret behind them is made at the first start and
 * kept, as a restart would otherwise show which salts change.
 */
final class ScramSecret {
    private static final int OCTETS = 32;
    private static final int SALT_OCTETS = 16;

    private final byte[] secret;

    private ScramSecret(byte[] secret) {
        this.secret = secret;
    }

    /** Reads the secret, or makes it. */
    static ScramSecret in(Path folder) throws IOException {
        Path file = folder.resolve("scram-secret");
        if (!Files.exists(file)) {
            Files.createDirectories(folder);
            byte[] made = new byte[OCTETS];
            new SecureRandom().nextBytes(made);
            try {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
                Files.write(file, made, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            } catch (FileAlreadyExistsException other) {
                return in(folder);
            }
        }
        byte[] secret = Files.readAllBytes(file);
        if (secret.length < OCTETS) {
            throw new IOException(file + " is damaged; remove it and a new one is made");
        }
        return new ScramSecret(secret);
    }

    byte[] salt(ScramHash hash, String account) {
        byte[] name = (hash.mechanism() + "\0" + account).getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(ScramHash.SHA_256.hmac(secret, name), SALT_OCTETS);
    }
}
