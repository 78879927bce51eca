// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A section of a message (RFC 3501 section 6.4.5, {@code BODY[1.2.HEADER]}).
 *
 * @param path part numbers, from the outside; empty for the message itself
 * @param text which text of that part
 * @param fields names for {@link Text#FIELDS} and {@link Text#FIELDS_NOT}, as written
 */
public record BodySection(List<Integer> path, Text text, List<String> fields) {

    /** Texts of a part. */
    public enum Text {
        /** All of it: the message with its header, or the body of a part. */
        ALL,
        /** Header of the message. */
        HEADER,
        /** Some fields of the header. */
        FIELDS,
        /** The header without some fields. */
        FIELDS_NOT,
        /** Body of the message. */
        TEXT,
        /** Header of the part itself. */
        MIME
    }

    /** Copies the lists. */
    public BodySection {
        path = List.copyOf(path);
        fields = List.copyOf(fields);
    }

    /** Reads {@code [...]}. */
    static BodySection parse(Tokens tokens) throws BadCommandException {
        tokens.expect('[');
        ArrayList<Integer> path = new ArrayList<>();
        while (tokens.seesDigit()) {
            long number = tokens.number();
            if (number == 0 || number > 100_000 || path.size() > 100) {
                throw new BadCommandException("No such section");
            }
            path.add((int) number);
            if (!tokens.skip('.')) {
                tokens.expect(']');
                return new BodySection(path, Text.ALL, List.of());
            }
        }
        if (path.isEmpty() && tokens.skip(']')) {
            return new BodySection(path, Text.ALL, List.of());
        }
        BodySection section = text(tokens, path);
        tokens.expect(']');
        return section;
    }

    private static BodySection text(Tokens tokens, List<Integer> path) throws BadCommandException {
        String name = tokens.name();
        return switch (name) {
            case "HEADER" -> new BodySection(path, Text.HEADER, List.of());
            case "TEXT" -> new BodySection(path, Text.TEXT, List.of());
            case "HEADER.FIELDS" -> new BodySection(path, Text.FIELDS, names(tokens));
            case "HEADER.FIELDS.NOT" -> new BodySection(path, Text.FIELDS_NOT, names(tokens));
            case "MIME" -> {
                if (path.isEmpty()) {
                    throw new BadCommandException("MIME needs a part number");
                }
                yield new BodySection(path, Text.MIME, List.of());
            }
            default -> throw new BadCommandException("Unknown section " + name);
        };
    }

    private static List<String> names(Tokens tokens) throws BadCommandException {
        tokens.space();
        tokens.expect('(');
        List<String> names = new ArrayList<>();
        do {
            names.add(tokens.text());
        } while (tokens.skip(' '));
        tokens.expect(')');
        return names;
    }

    /** The form in the answer, without the brackets. */
    public String written() {
        StringBuilder out = new StringBuilder();
        for (int number : path) {
            out.append(out.isEmpty() ? "" : ".").append(number);
        }
        String name =
                switch (text) {
                    case ALL -> "";
                    case HEADER, TEXT, MIME -> text.name();
                    case FIELDS -> "HEADER.FIELDS";
                    case FIELDS_NOT -> "HEADER.FIELDS.NOT";
                };
        out.append(out.isEmpty() || name.isEmpty() ? "" : ".").append(name);
        if (!fields.isEmpty()) {
            out.append(" (");
            for (int i = 0; i < fields.size(); i++) {
                out.append(i == 0 ? "" : " ");
                out.append(Strings.astring(fields.get(i).toUpperCase(Locale.ROOT)));
            }
            out.append(')');
        }
        return out.toString();
    }
}
