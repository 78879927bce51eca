// SPDX-License-Identifier: Apache-2.0
package org.tubepost.partition.files;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.testkit.MemoryContent;

/**
 * Stores and releases contents with many threads until it is killed, and prints a line behind each:
 * {@code stored NUMBER SEED .} or {@code released NUMBER SEED .}.
 */
public final class WritingProcess {
    private static final int THREADS = 12;
    private static final PrintStream LINES =
            new PrintStream(
                    new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);

    private WritingProcess() {}

    /** Takes the partition's folder. */
    public static void main(String[] arguments) throws Exception {
        FilesPartition partition = new FilesPartition(Settings.of(Path.of(arguments[0])));
        for (int t = 0; t < THREADS; t++) {
            new Thread(() -> write(partition)).start();
        }
    }

    private static void write(FilesPartition partition) {
        Random random = new Random();
        try {
            while (true) {
                long seed = random.nextLong() >>> 8;
                long number = store(partition, octets(seed), random.nextBoolean());
                say("stored " + number + " " + seed + " .");
                if (isReleased(seed)) {
                    partition.release(List.of(number));
                    say("released " + number + " " + seed + " .");
                }
            }
        } catch (IOException failed) {
            System.exit(3);
        }
    }

    private static void say(String line) {
        synchronized (LINES) {
            LINES.println(line);
        }
    }

    private static long store(FilesPartition partition, byte[] octets, boolean throughSink)
            throws IOException {
        try (MemoryContent content = MemoryContent.of(octets)) {
            if (!throughSink) {
                return partition.store(content).toCompletableFuture().join();
            }
            try (ContentSink sink = partition.begin(octets.length)) {
                sink.write(ByteBuffer.wrap(octets));
                try (Content sealed = sink.seal(content.summary())) {
                    return partition.store(sealed).toCompletableFuture().join();
                }
            }
        }
    }

    /** Whether a content is released as soon as it is stored. */
    static boolean isReleased(long seed) {
        return seed % 3 == 0;
    }

    /** Octets of a content; some are longer than what a sink keeps in memory. */
    static byte[] octets(long seed) {
        int lines = (int) (seed % 97 == 0 ? 20_000 : seed % 400);
        return ("Subject: " + seed + "\r\n\r\n" + (seed + "\r\n").repeat(lines))
                .getBytes(StandardCharsets.US_ASCII);
    }
}
