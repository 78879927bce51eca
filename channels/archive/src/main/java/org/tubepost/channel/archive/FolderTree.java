// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.message.Content;
import org.tubepost.message.WholeFile;

/**
 * Copies as files, one a message: {@code 2026/06/10/3f/ID-ENTRY.eml}, by the day on which the
 * message came in (UTC) and a digest of its id, so that no folder grows large. A file is durable
 * before the recipient counts as done; a repeated attempt writes the same file again. Thread-safe.
 */
final class FolderTree {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu/MM/dd");

    private final Path root;

    FolderTree(Path root) {
        this.root = root;
    }

    /** Writes a copy; the path below the root. */
    String store(Delivery delivery, JournalMessage message) throws IOException {
        String id = delivery.envelope().id().toString();
        String day = DAY.format(delivery.envelope().origin().received().atOffset(ZoneOffset.UTC));
        String name =
                String.format(
                        "%s/%02x/%s-%d.eml",
                        day,
                        id.hashCode() & 0xff,
                        id.replaceAll("[^A-Za-z0-9_.-]", "_"),
                        delivery.entry());
        WholeFile.write(root.resolve(name), to -> message.writeTo(new FileSink(to)));
        return name;
    }

    /** Writes into a file. */
    private record FileSink(WritableByteChannel channel) implements JournalMessage.Sink {
        @Override
        public void put(ByteBuffer octets) throws IOException {
            WholeFile.put(octets, channel);
        }

        @Override
        public void put(Content content) throws IOException {
            WholeFile.copy(content, channel);
        }
    }
}
