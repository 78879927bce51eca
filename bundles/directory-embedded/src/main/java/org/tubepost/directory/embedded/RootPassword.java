// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The root's password: made at the first start, kept in a file that only the owner of the process
 * reads.
 */
final class RootPassword {
    private static final String FILE = "password";
    private static final int OCTETS = 24;

    private RootPassword() {}

    static String in(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            byte[] random = new byte[OCTETS];
            new SecureRandom().nextBytes(random);
            Path temporary = folder.resolve(FILE + ".tmp");
            Files.deleteIfExists(temporary);
            Files.createFile(
                    temporary,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    temporary, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            Files.move(temporary, file);
        }
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }
}
