// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/**
 * What one pass over a message found; computed by the scanner while the bytes come in, kept with
 * the content for its whole life, so that nobody parses twice.
 *
 * @param size octets of the content
 * @param headerSize octets of the header, including the empty line that ends it
 * @param longestLine longest line in octets, without its line break
 * @param eightBit an octet above 127 occurs in the body
 * @param internationalHeader an octet above 127 occurs in the header
 * @param binary NUL, or CR or LF alone, occurs
 * @param receivedCount number of {@code Received} fields, for loop detection
 * @param messageIdField value of the {@code Message-ID} field with its angle brackets; empty if
 *     none
 * @param priority from the {@code Priority} field, else normal
 * @param root the message as a MIME entity
 */
public record Summary(
        long size,
        int headerSize,
        int longestLine,
        boolean eightBit,
        boolean internationalHeader,
        boolean binary,
        int receivedCount,
        String messageIdField,
        Priority priority,
        Part root) {

    /** Rejects null components. */
    public Summary {
        Objects.requireNonNull(messageIdField, "messageIdField");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(root, "root");
    }

    /**
     * The summary after {@code octets} of complete header fields were put before the content.
     *
     * @param octets length of the prefix
     * @param receivedFields how many {@code Received} fields it has
     */
    public Summary prefixed(int octets, int receivedFields) {
        return new Summary(
                size + octets,
                headerSize + octets,
                longestLine,
                eightBit,
                internationalHeader,
                binary,
                receivedCount + receivedFields,
                messageIdField,
                priority,
                root.shifted(octets, true));
    }

    /** The summary after whole header fields were put before the content. */
    public Summary prefixed(ByteBuffer fields) {
        String text =
                StandardCharsets.ISO_8859_1
                        .decode(fields.duplicate())
                        .toString()
                        .toLowerCase(Locale.ROOT);
        int received = text.startsWith("received:") ? 1 : 0;
        for (int at = text.indexOf("\nreceived:");
                at >= 0;
                at = text.indexOf("\nreceived:", at + 1)) {
            received++;
        }
        return prefixed(fields.remaining(), received);
    }

    /** Binary form for journals; readable by {@link #decode} of this and later versions. */
    public ByteBuffer encode() {
        return SummaryCodec.encode(this);
    }

    /**
     * Reads the form that {@link #encode} writes and leaves the buffer behind it.
     *
     * @throws IllegalArgumentException if the bytes are not a summary
     */
    public static Summary decode(ByteBuffer from) {
        return SummaryCodec.decode(from);
    }
}
