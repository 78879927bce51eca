// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Part;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.HeaderField;
import org.tubepost.wire.imap.BodySection;
import org.tubepost.wire.imap.BodySection.Text;
import org.tubepost.wire.imap.FetchItem;

/** Finds sections of messages by the offsets of their parts (RFC 3501 section 6.4.5). */
final class Sections {
    private Sections() {}

    /** A stretch of the content. */
    private record Stretch(long from, long to) {}

    /** Writes the section, or NIL when the message has no such. */
    static void write(FetchItem.Section item, Content content, Output out) throws IOException {
        BodySection section = item.section();
        if (section.text() == Text.FIELDS || section.text() == Text.FIELDS_NOT) {
            Optional<Part> part = messageAt(content, section.path());
            if (part.isEmpty()) {
                out.text("NIL");
                return;
            }
            byte[] fields = fields(section, HeaderBlock.of(content, part.get()));
            int from = (int) Math.min(fields.length, item.partial().map(p -> p.from()).orElse(0L));
            long count = item.partial().map(p -> p.count()).orElse((long) fields.length);
            int to = (int) Math.min(fields.length, from + count);
            out.literal(Arrays.copyOfRange(fields, from, to));
            return;
        }
        Optional<Stretch> found = stretch(section, content);
        if (found.isEmpty()) {
            out.text("NIL");
            return;
        }
        long from = found.get().from();
        long to = found.get().to();
        if (item.partial().isPresent()) {
            from = Math.min(to, from + item.partial().get().from());
            to = Math.min(to, from + item.partial().get().count());
        }
        out.literal(content, from, to - from);
    }

    private static Optional<Stretch> stretch(BodySection section, Content content) {
        List<Integer> path = section.path();
        switch (section.text()) {
            case ALL:
                if (path.isEmpty()) {
                    return Optional.of(new Stretch(0, content.size()));
                }
                return partAt(content, path).map(p -> new Stretch(p.bodyStart(), p.end()));
            case MIME:
                return partAt(content, path).map(p -> new Stretch(p.headerStart(), p.bodyStart()));
            case HEADER:
                return messageAt(content, path)
                        .map(p -> new Stretch(p.headerStart(), p.bodyStart()));
            default:
                return messageAt(content, path).map(p -> new Stretch(p.bodyStart(), p.end()));
        }
    }

    /** The message itself, or the one enclosed in a part. */
    private static Optional<Part> messageAt(Content content, List<Integer> path) {
        return path.isEmpty()
                ? Optional.of(content.summary().root())
                : partAt(content, path).flatMap(Part::message);
    }

    /** The part with these numbers. */
    static Optional<Part> partAt(Content content, List<Integer> path) {
        Part at = content.summary().root();
        boolean message = true;
        for (int number : path) {
            Optional<Part> enclosed = message ? Optional.of(at) : at.message();
            Part holder = enclosed.orElse(at);
            if (!holder.children().isEmpty()) {
                if (number > holder.children().size()) {
                    return Optional.empty();
                }
                at = holder.children().get(number - 1);
            } else if (number == 1 && enclosed.isPresent()) {
                // A message of one part: its body is part 1.
                at = holder;
            } else {
                return Optional.empty();
            }
            message = false;
        }
        return Optional.of(at);
    }

    private static byte[] fields(BodySection section, HeaderBlock header) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        boolean wanted = section.text() == Text.FIELDS;
        for (HeaderField field : header.fields()) {
            if (section.fields().stream().anyMatch(field::is) == wanted) {
                ByteBuffer raw = field.raw();
                byte[] copy = new byte[raw.remaining()];
                raw.get(copy);
                octets.writeBytes(copy);
            }
        }
        octets.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return octets.toByteArray();
    }
}
