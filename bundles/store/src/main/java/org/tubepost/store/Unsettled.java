// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What starts found missing in the log, in a file, until a reconstruction settles it: a later start
 * does not read the damaged part again, but what its records used must not be released all the
 * same.
 */
final class Unsettled {
    private static final int AT_MOST = 10_000;

    private final Path file;
    private final Set<String> lines = new LinkedHashSet<>();

    Unsettled(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            // Whatever became of the file: that it is there says the most.
            lines.add("An earlier start found the log damaged");
            lines.addAll(
                    new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList());
        }
    }

    synchronized void add(Collection<String> found) throws IOException {
        boolean more = false;
        for (String line : found) {
            more |= lines.size() < AT_MOST && lines.add(line.replaceAll("[\\r\\n]+", " "));
        }
        if (more) {
            Files.write(
                    file,
                    lines,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
        }
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    synchronized boolean isEmpty() {
        return lines.isEmpty();
    }

    /** All of it is settled. */
    synchronized void clear() throws IOException {
        Files.deleteIfExists(file);
        lines.clear();
    }
}
