// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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

    /**
     * What is in a section.
     *
     * @param stream reads it, while the content is open
     * @param size how much there is
     */
    record Octets(InputStream stream, long size) {}

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
            Stretch cut = cut(new Stretch(0, fields.length), item.partial());
            out.literal(Arrays.copyOfRange(fields, (int) cut.from(), (int) cut.to()));
            return;
        }
        Optional<Stretch> found = stretch(section, content);
        if (found.isEmpty()) {
            out.text("NIL");
            return;
        }
        Stretch cut = cut(found.get(), item.partial());
        out.literal(content, cut.from(), cut.to() - cut.from());
    }

    /** Opens the section, or nothing when the message has no such. */
    static Optional<Octets> open(
            BodySection section, Optional<FetchItem.Partial> partial, Content content)
            throws IOException {
        if (section.text() == Text.FIELDS || section.text() == Text.FIELDS_NOT) {
            Optional<Part> part = messageAt(content, section.path());
            if (part.isEmpty()) {
                return Optional.empty();
            }
            byte[] fields = fields(section, HeaderBlock.of(content, part.get()));
            Stretch cut = cut(new Stretch(0, fields.length), partial);
            int size = (int) (cut.to() - cut.from());
            InputStream stream = new ByteArrayInputStream(fields, (int) cut.from(), size);
            return Optional.of(new Octets(stream, size));
        }
        return stretch(section, content)
                .map(s -> cut(s, partial))
                .map(s -> new Octets(content.newInputStream(s.from(), s.to()), s.to() - s.from()));
    }

    private static Stretch cut(Stretch whole, Optional<FetchItem.Partial> partial) {
        if (partial.isEmpty()) {
            return whole;
        }
        long skipped = Math.min(partial.get().from(), whole.to() - whole.from());
        long from = whole.from() + skipped;
        return new Stretch(from, from + Math.min(partial.get().count(), whole.to() - from));
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
