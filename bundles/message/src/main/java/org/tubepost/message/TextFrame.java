// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Part;
import org.tubepost.message.ContentEdits.Insertion;
import org.tubepost.message.mime.StructuredValue;

/**
 * Puts a text before and behind the first plain text of a message, as mailing lists do. Only a text
 * that stands in the message as it is gets them: not one that is encoded, attached, signed or
 * encrypted, nor one in another character set than the text needs. Every other message is left
 * alone.
 */
public final class TextFrame {
    private TextFrame() {}

    /**
     * Where and what to insert.
     *
     * @param before text to put before; may be empty
     * @param behind text to put behind; may be empty
     * @return nothing where the message is left alone
     * @throws IOException if the content cannot be read
     */
    public static List<Insertion> around(Content content, String before, String behind)
            throws IOException {
        Optional<Part> part = plainText(content.summary().root());
        if (part.isEmpty()
                || isHollow(part.get(), content)
                || !takes(content, part.get(), before + behind)) {
            return List.of();
        }
        List<Insertion> insertions = new ArrayList<>();
        if (!before.isEmpty()) {
            insertions.add(new Insertion(part.get().bodyStart(), octets(lines(before) + "\r\n")));
        }
        if (!behind.isEmpty()) {
            boolean open = endsOpen(content, part.get());
            String text = open ? "\r\n" + lines(behind) : lines(behind) + "\r\n";
            insertions.add(new Insertion(part.get().end(), octets(text)));
        }
        return insertions;
    }

    /** The first one, not in enclosed messages. */
    private static Optional<Part> plainText(Part part) {
        if (part.mediaType().equals("text/plain")) {
            return Optional.of(part);
        }
        if (part.mediaType().equals("multipart/signed")
                || part.mediaType().equals("multipart/encrypted")) {
            return Optional.empty();
        }
        return part.children().stream()
                .map(TextFrame::plainText)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** A part of a multipart without body may share its empty line with the boundary behind it. */
    private static boolean isHollow(Part part, Content content) {
        return part.end() == part.bodyStart() && part.end() < content.size();
    }

    private static boolean takes(Content content, Part part, String text) throws IOException {
        byte[] octets = HeaderBlock.octets(content, part);
        if (HeaderBlock.split(octets, (lines, field) -> {}) == octets.length) {
            // No empty line ends the header: what stands behind it would belong to it.
            return false;
        }
        HeaderBlock header = HeaderBlock.parse(octets);
        String encoding =
                header.first("Content-Transfer-Encoding")
                        .map(f -> f.body().toLowerCase(Locale.ROOT))
                        .orElse("7bit");
        boolean attached =
                header.first("Content-Disposition")
                        .map(f -> StructuredValue.parse(f.body()).value())
                        .filter("attachment"::equals)
                        .isPresent();
        String charset =
                header.first("Content-Type")
                        .flatMap(f -> StructuredValue.parse(f.body()).parameter("charset"))
                        .orElse("us-ascii")
                        .toLowerCase(Locale.ROOT);
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        boolean fits = ascii ? !charset.startsWith("utf-16") : charset.equals("utf-8");
        return !attached && fits && (encoding.equals("8bit") || (encoding.equals("7bit") && ascii));
    }

    private static boolean endsOpen(Content content, Part part) throws IOException {
        if (part.end() == part.bodyStart()) {
            return false;
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        content.read(part.end() - 1, last);
        return last.get(0) != '\n';
    }

    /** With CRLF between the lines and none behind the last one. */
    private static String lines(String text) {
        return String.join("\r\n", text.lines().toList());
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
