// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Part;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.HeaderField;
import org.tubepost.message.mime.StructuredValue;
import org.tubepost.wire.imap.Strings;

/** BODY and BODYSTRUCTURE (RFC 3501 section 7.4.2) from the offsets of the parts. */
final class StructureWriter {
    private final Content content;
    private final boolean extended;

    /**
     * A writer.
     *
     * @param extended with extension data
     */
    StructureWriter(Content content, boolean extended) {
        this.content = content;
        this.extended = extended;
    }

    String write() throws IOException {
        return part(content.summary().root());
    }

    private String part(Part part) throws IOException {
        HeaderBlock header = HeaderBlock.of(content, part);
        StructuredValue type = value(header, "Content-Type");
        return part.children().isEmpty()
                ? single(part, header, type)
                : multipart(part, header, type);
    }

    private String multipart(Part part, HeaderBlock header, StructuredValue type)
            throws IOException {
        StringBuilder out = new StringBuilder("(");
        for (Part child : part.children()) {
            out.append(part(child));
        }
        out.append(' ').append(upper(subtype(part)));
        if (extended) {
            out.append(' ').append(parameters(type.parameters()));
            out.append(' ').append(disposition(header));
            out.append(' ').append(languages(header));
            out.append(' ').append(text(header, "Content-Location"));
        }
        return out.append(')').toString();
    }

    private String single(Part part, HeaderBlock header, StructuredValue type) throws IOException {
        String media = part.mediaType();
        String main = media.substring(0, media.indexOf('/'));
        List<String> fields = new ArrayList<>();
        fields.add(upper(main));
        fields.add(upper(subtype(part)));
        fields.add(
                main.equals("text") && !type.parameters().containsKey("charset")
                        ? withCharset(type)
                        : parameters(type.parameters()));
        fields.add(text(header, "Content-ID"));
        fields.add(text(header, "Content-Description"));
        fields.add(encoding(header));
        fields.add(Long.toString(part.end() - part.bodyStart()));
        if (part.message().isPresent()) {
            Part message = part.message().get();
            fields.add(EnvelopeWriter.write(content, message));
            fields.add(part(message));
            fields.add(Long.toString(part.bodyLines()));
        } else if (main.equals("text")) {
            fields.add(Long.toString(part.bodyLines()));
        }
        if (extended) {
            fields.add(text(header, "Content-MD5"));
            fields.add(disposition(header));
            fields.add(languages(header));
            fields.add(text(header, "Content-Location"));
        }
        return "(" + String.join(" ", fields) + ")";
    }

    /** RFC 2045 section 5.2: what has no charset is US-ASCII. */
    private static String withCharset(StructuredValue type) {
        String others = parameters(type.parameters());
        String charset = "\"CHARSET\" \"us-ascii\"";
        return others.equals("NIL")
                ? "(" + charset + ")"
                : "(" + charset + " " + others.substring(1);
    }

    private static String subtype(Part part) {
        return part.mediaType().substring(part.mediaType().indexOf('/') + 1);
    }

    private static String upper(String word) {
        return Strings.string(word.toUpperCase(Locale.ROOT));
    }

    private static String parameters(Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return "NIL";
        }
        List<String> words = new ArrayList<>();
        parameters.forEach(
                (name, value) -> {
                    words.add(upper(name));
                    words.add(Strings.string(value));
                });
        return "(" + String.join(" ", words) + ")";
    }

    private static String encoding(HeaderBlock header) {
        String value = value(header, "Content-Transfer-Encoding").value();
        return upper(value.isEmpty() ? "7bit" : value);
    }

    private static String disposition(HeaderBlock header) {
        StructuredValue value = value(header, "Content-Disposition");
        return value.value().isEmpty()
                ? "NIL"
                : "(" + upper(value.value()) + " " + parameters(value.parameters()) + ")";
    }

    private static String languages(HeaderBlock header) {
        String body = header.first("Content-Language").map(HeaderField::body).orElse("");
        List<String> words = new ArrayList<>();
        for (String language : body.split("[, \t]+")) {
            if (!language.isEmpty()) {
                words.add(Strings.string(language));
            }
        }
        return switch (words.size()) {
            case 0 -> "NIL";
            case 1 -> words.get(0);
            default -> "(" + String.join(" ", words) + ")";
        };
    }

    private static String text(HeaderBlock header, String name) {
        return Strings.nstring(header.first(name).map(HeaderField::body).orElse(null));
    }

    private static StructuredValue value(HeaderBlock header, String name) {
        return StructuredValue.parse(header.first(name).map(HeaderField::body).orElse(""));
    }
}
