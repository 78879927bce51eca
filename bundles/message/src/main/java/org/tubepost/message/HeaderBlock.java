// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Part;

/**
 * The header of a message or of one of its parts, read into memory: its fields in order, each with
 * its octets untouched. A line that is no field (RFC 5322 section 2.2) stays in the header but
 * belongs to no field. Immutable.
 */
public final class HeaderBlock {
    private static final int LONGEST = 16 * 1024 * 1024;

    private final List<HeaderField> fields;

    private HeaderBlock(List<HeaderField> fields) {
        this.fields = List.copyOf(fields);
    }

    /** The header of the message. */
    public static HeaderBlock of(Content content) throws IOException {
        return of(content, content.summary().root());
    }

    /**
     * The header of a part.
     *
     * @throws IOException if the content cannot be read, or the header is longer than 16 MiB
     */
    public static HeaderBlock of(Content content, Part part) throws IOException {
        return parse(octets(content, part));
    }

    /** The octets of a part's header, the empty line included. */
    static byte[] octets(Content content, Part part) throws IOException {
        long length = part.bodyStart() - part.headerStart();
        if (length > LONGEST) {
            throw new IOException("a header of " + length + " octets is not read into memory");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) length);
        while (buffer.hasRemaining()) {
            if (content.read(part.headerStart() + buffer.position(), buffer) < 0) {
                throw new IOException("content ends within a header");
            }
        }
        return buffer.array();
    }

    /** Reads the octets of a header; an empty line ends it. */
    public static HeaderBlock parse(byte[] octets) {
        List<HeaderField> fields = new ArrayList<>();
        split(octets, (lines, field) -> field.ifPresent(fields::add));
        return new HeaderBlock(fields);
    }

    /**
     * Cuts a header into its fields and the lines that are none, each with its line breaks.
     *
     * @return octets before the empty line, or before the end
     */
    static int split(byte[] octets, BiConsumer<byte[], Optional<HeaderField>> lines) {
        int at = 0;
        while (at < octets.length && !emptyLine(octets, at)) {
            int end = lineEnd(octets, at);
            while (end < octets.length && (octets[end] == ' ' || octets[end] == '\t')) {
                end = lineEnd(octets, end);
            }
            Optional<HeaderField> field = field(octets, at, end);
            lines.accept(
                    field.map(HeaderField::octets).orElse(Arrays.copyOfRange(octets, at, end)),
                    field);
            at = end;
        }
        return at;
    }

    /** All fields in order. */
    public List<HeaderField> fields() {
        return fields;
    }

    /** Fields of a name, in order, without regard to case. */
    public List<HeaderField> all(String name) {
        return named(name).toList();
    }

    /** The first field of a name. */
    public Optional<HeaderField> first(String name) {
        return named(name).findFirst();
    }

    private Stream<HeaderField> named(String name) {
        return fields.stream().filter(f -> f.is(name));
    }

    private static Optional<HeaderField> field(byte[] octets, int from, int to) {
        int colon = from;
        while (colon < to && octets[colon] != ':') {
            colon++;
        }
        int nameEnd = colon;
        while (nameEnd > from && (octets[nameEnd - 1] == ' ' || octets[nameEnd - 1] == '\t')) {
            nameEnd--;
        }
        if (colon == to || nameEnd == from) {
            return Optional.empty();
        }
        for (int i = from; i < nameEnd; i++) {
            if (octets[i] <= ' ' || octets[i] == 0x7f) {
                return Optional.empty();
            }
        }
        return Optional.of(
                new HeaderField(
                        HeaderField.text(octets, from, nameEnd),
                        Arrays.copyOfRange(octets, from, to),
                        colon + 1 - from));
    }

    private static boolean emptyLine(byte[] octets, int at) {
        return octets[at] == '\n'
                || (octets[at] == '\r' && at + 1 < octets.length && octets[at + 1] == '\n');
    }

    private static int lineEnd(byte[] octets, int from) {
        int at = from;
        while (at < octets.length && octets[at] != '\n') {
            at++;
        }
        return Math.min(octets.length, at + 1);
    }
}
