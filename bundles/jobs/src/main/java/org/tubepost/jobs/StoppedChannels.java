// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names of the channels that an administrator has stopped, in a file with one name a line, so that
 * they are stopped after a restart too. A new file is made durable before it takes the place of the
 * old one. Safe for use by several threads.
 */
final class StoppedChannels {
    private final Path file;
    private final Set<String> names = new TreeSet<>();

    /**
     * Reads the file, if there is one.
     *
     * @throws IOException if there is one that cannot be read
     */
    StoppedChannels(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .forEach(names::add);
        }
    }

    synchronized boolean contains(String channel) {
        return names.contains(channel);
    }

    /** Durable on return; if that fails nothing has changed. */
    synchronized void set(String channel, boolean stopped) throws IOException {
        Set<String> next = new TreeSet<>(names);
        if (stopped ? next.add(channel) : next.remove(channel)) {
            write(next);
            names.clear();
            names.addAll(next);
        }
    }

    private void write(Set<String> next) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer text =
                    StandardCharsets.UTF_8.encode(
                            String.join("\n", next) + (next.isEmpty() ? "" : "\n"));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder =
                FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
