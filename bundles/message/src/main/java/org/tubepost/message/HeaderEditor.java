// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.james.mime4j.codec.EncoderUtil;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.MailAddress;

/**
 * Changes the header of a message. What is not changed stays as it is, octet for octet, lines that
 * are no field included, so that signatures over it hold (RFC 6376). Used by one thread at a time.
 */
public final class HeaderEditor {
    private static final byte[] LINE_BREAK = {'\r', '\n'};

    private final List<HeaderLines> lines;
    private final byte[] end;
    private boolean changed;

    /** Whole lines: a field, or what is none. */
    private record HeaderLines(byte[] octets, Optional<HeaderField> field) {
        boolean is(String name) {
            return field.filter(f -> f.is(name)).isPresent();
        }
    }

    private HeaderEditor(byte[] header) {
        lines = new ArrayList<>();
        int length =
                HeaderBlock.split(
                        header, (octets, field) -> lines.add(new HeaderLines(octets, field)));
        end = Arrays.copyOfRange(header, length, header.length);
    }

    /** An editor for the header of a message, which is read into memory. */
    public static HeaderEditor of(Content content) throws IOException {
        return of(HeaderBlock.octets(content, content.summary().root()));
    }

    /** An editor for the octets of a header, perhaps with the empty line that ends it. */
    public static HeaderEditor of(byte[] header) {
        return new HeaderEditor(header);
    }

    /** The fields as they are now. */
    public List<HeaderField> fields() {
        return lines.stream().flatMap(l -> l.field().stream()).toList();
    }

    /** Fields of a name as they are now. */
    public Stream<HeaderField> named(String name) {
        return fields().stream().filter(f -> f.is(name));
    }

    /** True when something was changed. */
    public boolean isChanged() {
        return changed;
    }

    /** Has every address of every address field decided about. */
    public void addresses(AddressField.Change change) {
        for (int i = 0; i < lines.size(); i++) {
            Optional<HeaderField> field = lines.get(i).field();
            Optional<AddressField> kind = field.flatMap(f -> AddressField.of(f.name()));
            if (kind.isPresent()) {
                replace(i, readdressed(field.get(), kind.get(), change));
            }
        }
    }

    private static byte[] readdressed(
            HeaderField field, AddressField kind, AddressField.Change change) {
        byte[] raw = field.octets();
        List<AddressSpan> spans =
                AddressSpan.of(raw, field.bodyStart(), raw.length).orElse(List.of());
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length + 64);
        int at = 0;
        for (AddressSpan span : spans) {
            MailAddress other = change.of(kind, span.address());
            String written = other.toString();
            // An address that holds a line break would end the field.
            if (!other.equals(span.address()) && written.chars().allMatch(c -> c >= ' ')) {
                out.write(raw, at, span.from() - at);
                out.writeBytes(written.getBytes(StandardCharsets.UTF_8));
                at = span.to();
            }
        }
        if (at == 0) {
            return raw;
        }
        out.write(raw, at, raw.length - at);
        return out.toByteArray();
    }

    /** Takes out all fields of some names, given in lower case. */
    public void remove(Set<String> names) {
        changed |=
                lines.removeIf(
                        l ->
                                l.field()
                                        .map(f -> names.contains(f.name().toLowerCase(Locale.ROOT)))
                                        .orElse(false));
    }

    /** Puts a field behind the last one. */
    public void append(String name, String body) {
        add(lines.size(), name, body);
    }

    /** Puts a field before the first one. */
    public void prepend(String name, String body) {
        add(0, name, body);
    }

    /** Puts a tag before the subject unless it stands in it. */
    public void tagSubject(String tag) {
        String written =
                tag.chars().allMatch(c -> c >= ' ' && c < 0x7f)
                        ? tag
                        : EncoderUtil.encodeEncodedWord(
                                tag, EncoderUtil.Usage.TEXT_TOKEN, 0, StandardCharsets.UTF_8, null);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).is("subject")) {
                HeaderField subject = lines.get(i).field().orElseThrow();
                if (!subject.decoded().contains(tag)) {
                    replace(i, tagged(subject, written));
                }
                return;
            }
        }
        append("Subject", written);
    }

    private static byte[] tagged(HeaderField subject, String tag) {
        byte[] raw = subject.octets();
        int at = subject.bodyStart();
        boolean blank = at < raw.length && (raw[at] == ' ' || raw[at] == '\t');
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(raw, 0, at);
        out.writeBytes((" " + tag + (blank ? "" : " ")).getBytes(StandardCharsets.UTF_8));
        out.write(raw, at, raw.length - at);
        return out.toByteArray();
    }

    /** The header as it is now, with the empty line if there was one. */
    public byte[] octets() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        lines.forEach(l -> out.writeBytes(l.octets()));
        out.writeBytes(end);
        return out.toByteArray();
    }

    private void replace(int index, byte[] octets) {
        if (octets != lines.get(index).field().map(HeaderField::octets).orElse(null)) {
            HeaderBlock.split(octets, (o, f) -> lines.set(index, new HeaderLines(o, f)));
            changed = true;
        }
    }

    /** Words from outside can never end the header early: lone line breaks become folds. */
    private void add(int index, String name, String body) {
        byte[] octets = field(name, body).array();
        HeaderBlock.split(octets, (o, f) -> lines.add(index, new HeaderLines(o, f)));
        if (index > 0) {
            terminate(index - 1);
        }
        changed = true;
    }

    /**
     * A whole field with its line break. What its words would break is mended: line breaks become
     * folds, and a name keeps the octets that a name may have.
     */
    public static ByteBuffer field(String name, String body) {
        List<String> folded =
                Stream.of(body.split("\r\n|\r|\n", -1))
                        .filter(l -> !l.isBlank())
                        .map(String::strip)
                        .toList();
        String plain = name.replaceAll("[^!-9;-~]", "");
        return ByteBuffer.wrap(
                (plain + ": " + String.join("\r\n ", folded) + "\r\n")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private void terminate(int index) {
        byte[] octets = lines.get(index).octets();
        if (octets.length > 0 && octets[octets.length - 1] != '\n') {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(octets);
            out.writeBytes(LINE_BREAK);
            HeaderBlock.split(out.toByteArray(), (o, f) -> lines.set(index, new HeaderLines(o, f)));
        }
    }
}
