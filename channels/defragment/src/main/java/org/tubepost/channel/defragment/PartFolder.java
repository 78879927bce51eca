// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.defragment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.tubepost.api.message.Content;
import org.tubepost.message.WholeFile;

/**
 * The parts of one message that have come: a folder with a file for each, durable. The file {@code
 * begun} tells when the first one came, {@code total} how many there are, {@code cause} under which
 * cause the whole is handed over, {@code state} whether it was joined or given up. Used by one
 * thread at a time.
 */
final class PartFolder {
    /** What has become of a message. */
    enum State {
        /** Parts are missing. */
        COLLECTING,
        /** The whole was handed over; what still comes is a double. */
        JOINED,
        /** Parts are sent on as they are. */
        GIVEN_UP
    }

    private static final String PART = ".part";

    private final Path folder;
    private final Clock clock;

    PartFolder(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    State state() throws IOException {
        return read("state").map(State::valueOf).orElse(State.COLLECTING);
    }

    void state(State state) throws IOException {
        write("state", state.name());
        if (state == State.JOINED) {
            for (Path part : parts()) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** When the first part came; now if none has. */
    Instant begun() throws IOException {
        Instant now = clock.instant();
        try {
            return read("begun").map(Instant::parse).orElse(now);
        } catch (DateTimeParseException damaged) {
            return now;
        }
    }

    OptionalInt total() throws IOException {
        return read("total")
                .map(t -> OptionalInt.of(Integer.parseInt(t)))
                .orElse(OptionalInt.empty());
    }

    void total(int total) throws IOException {
        write("total", Integer.toString(total));
    }

    /** The cause of the hand-over: the one that was noted first. */
    String cause(String proposed) throws IOException {
        Optional<String> noted = read("cause");
        if (noted.isEmpty()) {
            write("cause", proposed);
        }
        return noted.orElse(proposed);
    }

    /** Highest number of a part that has come, 0 for none. */
    int highest() throws IOException {
        return parts().stream().mapToInt(PartFolder::number).max().orElse(0);
    }

    /** True when all parts are there. */
    boolean isComplete() throws IOException {
        OptionalInt total = total();
        return total.isPresent() && parts().size() == total.getAsInt();
    }

    /**
     * Keeps a part.
     *
     * @return false if another part of this number is there
     */
    boolean keep(int number, Content content) throws IOException {
        Path file = file(number);
        if (Files.exists(file)) {
            return same(file, content);
        }
        if (read("begun").isEmpty()) {
            write("begun", clock.instant().toString());
        }
        WholeFile.write(file, to -> WholeFile.copy(content, to));
        return true;
    }

    void drop(int number) throws IOException {
        Files.deleteIfExists(file(number));
    }

    /** The parts in order. */
    List<Path> parts() throws IOException {
        if (!Files.isDirectory(folder)) {
            return new ArrayList<>();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(PART)).sorted().toList();
        }
    }

    private static boolean same(Path file, Content content) throws IOException {
        if (Files.size(file) != content.size()) {
            return false;
        }
        try (InputStream kept = Files.newInputStream(file);
                InputStream come = content.newInputStream()) {
            byte[] one = kept.readNBytes(64 * 1024);
            while (one.length > 0) {
                if (!Arrays.equals(one, come.readNBytes(one.length))) {
                    return false;
                }
                one = kept.readNBytes(64 * 1024);
            }
            return true;
        }
    }

    private static int number(Path part) {
        return Integer.parseInt(part.getFileName().toString().replace(PART, ""));
    }

    private Path file(int number) {
        return folder.resolve(String.format("%06d%s", number, PART));
    }

    private Optional<String> read(String name) throws IOException {
        try {
            return Optional.of(Files.readString(folder.resolve(name)).strip());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private void write(String name, String text) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        WholeFile.write(folder.resolve(name), to -> WholeFile.put(octets, to));
    }
}
