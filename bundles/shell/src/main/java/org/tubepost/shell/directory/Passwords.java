// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.directory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Takes a password from an option or a file. */
final class Passwords {
    private Passwords() {}

    static byte[] read(String option, String file) throws IOException {
        if (file == null) {
            return option.getBytes(StandardCharsets.UTF_8);
        }
        List<String> lines = Files.readAllLines(Path.of(file));
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(file + " is empty");
        }
        return lines.get(0).getBytes(StandardCharsets.UTF_8);
    }
}
