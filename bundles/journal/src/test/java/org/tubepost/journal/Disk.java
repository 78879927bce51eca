// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a crash leaves: copies of a journal's directory, and its segment files. */
final class Disk {
    /** Does not wait for the disk: for tests about what is in the files, which are many. */
    static final FileOperations HASTY =
            new FileOperations() {
                @Override
                public void force(FileChannel channel) {
                    assertThat(channel.isOpen()).isTrue();
                }

                @Override
                public void forceDirectory(Path directory) {
                    assertThat(directory).isDirectory();
                }
            };

    private Disk() {}

    /** Copies what is in the files now, as if the process had been killed at this moment. */
    static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().equals("lock")) {
                    Files.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
                }
            }
        }
        return to;
    }

    static List<Path> segments(Path directory) throws IOException {
        return ending(directory, Segment.SUFFIX);
    }

    static List<Path> ending(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(suffix)).sorted().toList();
        }
    }

    /** Replaces octets of a file. */
    static void overwrite(Path file, int at, byte[] octets) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        System.arraycopy(octets, 0, whole, at, octets.length);
        Files.write(file, whole);
    }

    static void flip(Path file, long at) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        whole[(int) at] ^= 1;
        Files.write(file, whole);
    }

    static void cut(Path file, long size) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) size));
    }
}
