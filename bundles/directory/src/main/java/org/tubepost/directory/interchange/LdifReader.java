// SPDX-License-Identifier: Apache-2.0
package org.tubepost.directory.interchange;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tubepost.api.directory.AttributeChange;
import org.tubepost.api.directory.AttributeChange.Operation;
import org.tubepost.directory.interchange.TextRecord.Action;

/**
 * Reads LDIF: entries and changes, folded lines, comments, base64. Values at URLs are refused,
 * since who reads a text must not be led to read files; so is renaming.
 */
public final class LdifReader implements RecordReader {
    private static final Pattern ATTRIBUTE =
            Pattern.compile("[A-Za-z][A-Za-z0-9.-]*(;[A-Za-z0-9-]+)*");

    private final InputStream in;
    private long line;
    private Line ahead;
    private boolean ended;
    // Whether what was read last is the end of a record.
    private boolean between = true;

    /** A line with those that continue it. */
    private record Line(long number, String text) {
        boolean isBlank() {
            return text.isEmpty();
        }
    }

    /** A line taken apart. */
    private record Pair(Line line, String name, String value, long column) {}

    /** Reads from a stream, which the caller closes. */
    public LdifReader(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    @Override
    public Optional<TextRecord> next() throws MalformedTextException, IOException {
        try {
            return record();
        } catch (MalformedTextException malformed) {
            skip();
            throw malformed;
        }
    }

    private Optional<TextRecord> record() throws MalformedTextException, IOException {
        Line first = nextLine();
        while (first != null && (first.isBlank() || first.text().startsWith("version:"))) {
            first = nextLine();
        }
        if (first == null) {
            return Optional.empty();
        }
        Pair dn = pair(first);
        if (!dn.name().equalsIgnoreCase("dn")) {
            throw new MalformedTextException(first.number(), 1, "a record begins with dn:");
        }
        Line second = nextLine();
        while (second != null && second.text().startsWith("control:")) {
            throw new MalformedTextException(second.number(), 1, "controls are not supported");
        }
        Action action = Action.ADD;
        if (second != null && second.text().toLowerCase(Locale.ROOT).startsWith("changetype:")) {
            action = action(pair(second));
            second = nextLine();
        }
        List<TextRecord.Change> changes =
                action == Action.MODIFY ? modifications(second) : values(second);
        if (action == Action.DELETE != changes.isEmpty()) {
            throw new MalformedTextException(
                    first.number(),
                    1,
                    action == Action.DELETE
                            ? "a deletion has no attributes"
                            : "the record has no attributes");
        }
        return Optional.of(new TextRecord(first.number(), dn.value(), action, changes));
    }

    private static Action action(Pair pair) throws MalformedTextException {
        return switch (pair.value().toLowerCase(Locale.ROOT)) {
            case "add" -> Action.ADD;
            case "modify" -> Action.MODIFY;
            case "delete" -> Action.DELETE;
            default ->
                    throw new MalformedTextException(
                            pair.line().number(),
                            pair.column(),
                            "changetype is add, modify or delete, not '" + pair.value() + "'");
        };
    }

    private List<TextRecord.Change> values(Line first) throws MalformedTextException, IOException {
        List<TextRecord.Change> values = new ArrayList<>();
        for (Line each = first; each != null && !each.isBlank(); each = nextLine()) {
            Pair pair = pair(each);
            values.add(change(pair, pair.name(), Operation.ADD, List.of(pair.value())));
        }
        return values;
    }

    private static TextRecord.Change change(
            Pair where, String attribute, Operation operation, List<String> values) {
        return new TextRecord.Change(
                where.line().number(),
                where.column(),
                new AttributeChange(attribute, operation, values));
    }

    private List<TextRecord.Change> modifications(Line first)
            throws MalformedTextException, IOException {
        List<TextRecord.Change> changes = new ArrayList<>();
        Line each = first;
        while (each != null && !each.isBlank()) {
            Pair head = pair(each);
            Operation operation =
                    switch (head.name().toLowerCase(Locale.ROOT)) {
                        case "add" -> Operation.ADD;
                        case "delete" -> Operation.REMOVE;
                        case "replace" -> Operation.REPLACE;
                        default ->
                                throw new MalformedTextException(
                                        each.number(),
                                        1,
                                        "expected add:, delete: or replace:, not " + head.name());
                    };
            List<String> values = new ArrayList<>();
            Pair where = head;
            for (each = nextLine(); each != null && !each.isBlank(); each = nextLine()) {
                if (each.text().equals("-")) {
                    each = nextLine();
                    break;
                }
                Pair value = pair(each);
                if (!value.name().equalsIgnoreCase(head.value())) {
                    throw new MalformedTextException(
                            each.number(), 1, "expected " + head.value() + ": or a line with -");
                }
                where = values.isEmpty() ? value : where;
                values.add(value.value());
            }
            if (operation == Operation.ADD && values.isEmpty()) {
                throw new MalformedTextException(
                        head.line().number(), head.column(), "nothing to add");
            }
            changes.add(change(where, head.value(), operation, values));
        }
        return changes;
    }

    private static Pair pair(Line line) throws MalformedTextException {
        String text = line.text();
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new MalformedTextException(line.number(), 1, "expected name: value");
        }
        String name = text.substring(0, colon);
        if (!ATTRIBUTE.matcher(name).matches()) {
            throw new MalformedTextException(
                    line.number(), 1, "'" + name + "' is no name of an attribute");
        }
        char kind = colon + 1 < text.length() ? text.charAt(colon + 1) : ' ';
        int start = colon + (kind == ':' || kind == '<' ? 2 : 1);
        while (start < text.length() && text.charAt(start) == ' ') {
            start++;
        }
        String value = text.substring(start);
        if (kind == '<') {
            throw new MalformedTextException(
                    line.number(), start + 1, "values at URLs are not read");
        }
        if (kind == ':') {
            value = decoded(value, line.number(), start + 1);
        }
        return new Pair(line, name, value, start + 1);
    }

    private static String decoded(String value, long line, long column)
            throws MalformedTextException {
        try {
            return Octets.text(Base64.getDecoder().decode(value.strip()), line, column);
        } catch (IllegalArgumentException malformed) {
            throw new MalformedTextException(line, column, "is no base64");
        }
    }

    /** Goes to the end of a record that is malformed. */
    private void skip() throws IOException {
        while (!between) {
            try {
                nextLine();
            } catch (MalformedTextException another) {
                // One mistake of a record is told.
            }
        }
    }

    /** The next line that is no comment, with those that continue it; null at the end. */
    private Line nextLine() throws MalformedTextException, IOException {
        while (true) {
            Line begun = ahead != null ? ahead : physical();
            ahead = null;
            between = begun == null || begun.isBlank();
            if (begun == null) {
                return null;
            }
            StringBuilder text = new StringBuilder(begun.text());
            while (!begun.isBlank()) {
                ahead = physical();
                if (ahead == null || !ahead.text().startsWith(" ")) {
                    break;
                }
                text.append(ahead.text(), 1, ahead.text().length());
                if (text.length() > Octets.LONGEST) {
                    throw new MalformedTextException(begun.number(), 1, "the line is too long");
                }
            }
            if (!begun.text().startsWith("#")) {
                return new Line(begun.number(), text.toString());
            }
        }
    }

    private Line physical() throws MalformedTextException, IOException {
        if (ended) {
            return null;
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(128);
        line++;
        int octet = in.read();
        while (octet >= 0 && octet != '\n') {
            if (octets.size() < Octets.LONGEST) {
                octets.write(octet);
            }
            octet = in.read();
        }
        ended = octet < 0;
        if (ended && octets.size() == 0) {
            return null;
        }
        if (octets.size() >= Octets.LONGEST) {
            throw new MalformedTextException(line, 1, "the line is too long");
        }
        String text = Octets.text(octets.toByteArray(), line, 1);
        return new Line(line, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
