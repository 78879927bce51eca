// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Part;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.PartText;
import org.tubepost.message.mime.TransferEncoding;
import org.tubepost.wire.imap.FetchItem;

/**
 * Parts with their transfer encoding undone (RFC 3516 section 4). What is decoded is held in memory
 * until it is sent, so the answer about one message has at most {@value #LONGEST} octets of them;
 * larger parts are fetched by stretches.
 */
final class BinaryParts {
    /** Most octets in one answer. */
    static final int LONGEST = 32 * 1024 * 1024;

    private BinaryParts() {}

    /**
     * The item of a FETCH answer: a literal that may hold any octet, or NIL without such a part.
     *
     * @param room octets that the answer may still have
     */
    static String write(FetchItem.Binary item, Content content, int room) throws IOException {
        String name = "BINARY[" + path(item.path()) + "]";
        String from = item.partial().map(p -> "<" + p.from() + ">").orElse("");
        Optional<Part> part = part(content, item.path());
        if (part.isEmpty()) {
            return name + from + " NIL";
        }
        long skipped = item.partial().map(FetchItem.Partial::from).orElse(0L);
        long count = item.partial().map(FetchItem.Partial::count).orElse(Long.MAX_VALUE);
        byte[] octets;
        try (InputStream in = decoded(content, item.path(), part.get())) {
            skip(in, skipped);
            octets = in.readNBytes((int) Math.min(count, room + 1L));
        }
        if (octets.length > room) {
            throw new RefusedException(
                    "NO [LIMIT] Ask for at most " + LONGEST + " octets of a message at once");
        }
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        String literal = text.indexOf('\0') >= 0 ? " ~{" : " {";
        return name + from + literal + octets.length + "}\r\n" + text;
    }

    /** The item of a FETCH answer; a part that is not there has no octets. */
    static String size(FetchItem.BinarySize item, Content content) throws IOException {
        String name = "BINARY.SIZE[" + path(item.path()) + "] ";
        Optional<Part> part = part(content, item.path());
        if (part.isEmpty()) {
            return name + 0;
        }
        try (InputStream in = decoded(content, item.path(), part.get())) {
            return name + skip(in, Long.MAX_VALUE);
        }
    }

    private static Optional<Part> part(Content content, List<Integer> path) {
        return path.isEmpty()
                ? Optional.of(content.summary().root())
                : Sections.partAt(content, path);
    }

    private static InputStream decoded(Content content, List<Integer> path, Part part)
            throws IOException {
        if (path.isEmpty()) {
            return content.newInputStream();
        }
        TransferEncoding encoding = PartText.encoding(HeaderBlock.of(content, part));
        if (encoding == TransferEncoding.UNKNOWN) {
            throw new RefusedException("NO [UNKNOWN-CTE] The transfer encoding is not known");
        }
        return encoding.decode(content.newInputStream(part.bodyStart(), part.end()));
    }

    /** Skips so many octets, or to the end. */
    private static long skip(InputStream in, long count) throws IOException {
        byte[] buffer = new byte[8192];
        long skipped = 0;
        while (skipped < count) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
            if (read < 0) {
                break;
            }
            skipped += read;
        }
        return skipped;
    }

    private static String path(List<Integer> path) {
        return path.stream().map(String::valueOf).collect(Collectors.joining("."));
    }
}
