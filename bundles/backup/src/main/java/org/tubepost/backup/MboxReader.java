// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tubepost.api.store.Flags;

/**
 * Reads an mbox (RFC 4155): messages behind From lines, quoted as "mboxrd" has it. Flags are in the
 * fields that mail programs of this form write, which are left out. Memory: one header, and a piece
 * of a line.
 */
final class MboxReader {
    private static final int PIECE = 1 << 16;
    private static final int HEADER_AT_MOST = 4 << 20;
    private static final Pattern FROM =
            Pattern.compile(
                    "From .*?([A-Z][a-z]{2}) +(\\d{1,2}) (\\d\\d):(\\d\\d)(?::(\\d\\d))?"
                            + "(?: +(?:[A-Z]{1,5}|[+-]\\d{4}))? +(\\d{4})(?: +[+-]\\d{4})?\\s*");
    private static final List<String> MONTHS =
            List.of(
                    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                    "Dec");
    private static final Set<String> OWN_FIELDS =
            Set.of("status", "x-status", "x-keywords", "x-uid", "x-imap", "x-imapbase");

    /** Subject of what UW-IMAP and others keep in front of the messages of a file. */
    private static final Pattern INTERNAL =
            Pattern.compile("Subject: *DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\\s*");

    private final InputStream from;
    private final Intake intake;
    private byte[] piece = new byte[0];
    private boolean lineStart;
    private boolean partial;
    private boolean first = true;

    /** A file is something else. */
    static final class NotAnMboxException extends IOException {
        private static final long serialVersionUID = 1L;

        NotAnMboxException() {
            super("no mbox: it does not begin with a From line");
        }
    }

    MboxReader(InputStream from, Intake intake) {
        this.from = from;
        this.intake = intake;
    }

    /**
     * Reads all.
     *
     * @throws NotAnMboxException if it does not begin as an mbox does
     */
    void readAll() throws IOException {
        while (next() && text().isBlank()) {
            continue;
        }
        if (piece.length == 0) {
            return;
        }
        if (!text().startsWith("From ")) {
            throw new NotAnMboxException();
        }
        while (piece.length > 0) {
            message();
        }
    }

    private void message() throws IOException {
        Instant date = date(text());
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        TreeSet<String> flags = new TreeSet<>();
        boolean mayBeInternal = first;
        boolean internal = false;
        first = false;
        boolean leftOut = false;
        while (next() && !(lineStart && text().isBlank())) {
            if (lineStart && !text().startsWith(" ") && !text().startsWith("\t")) {
                leftOut = isOwnField(text(), flags);
                internal |= mayBeInternal && INTERNAL.matcher(text()).matches();
            }
            if (!leftOut) {
                header.write(piece);
            }
            if (header.size() > HEADER_AT_MOST) {
                throw new IOException("a header of more than " + HEADER_AT_MOST + " octets");
            }
        }
        header.write(piece);
        InputStream body = new Body(lineStart && text().isBlank());
        if (internal) {
            body.transferTo(OutputStream.nullOutputStream());
            return;
        }
        intake.message(
                new SequenceInputStream(new ByteArrayInputStream(header.toByteArray()), body),
                0,
                new Flags(flags),
                date);
    }

    /** True for a field that only this form of file knows; its flags are taken. */
    private static boolean isOwnField(String line, Set<String> flags) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        if (!OWN_FIELDS.contains(name)) {
            return false;
        }
        String value = line.substring(colon + 1).strip();
        switch (name) {
            case "status" -> put(value, 'R', Flags.SEEN, flags);
            case "x-status" -> {
                put(value, 'A', Flags.ANSWERED, flags);
                put(value, 'F', Flags.FLAGGED, flags);
                put(value, 'T', Flags.DRAFT, flags);
                put(value, 'D', Flags.DELETED, flags);
            }
            case "x-keywords" ->
                    flags.addAll(value.isEmpty() ? List.of() : List.of(value.split("[ ,]+")));
            default -> {
                // Numbers that another store gave.
            }
        }
        return true;
    }

    private static void put(String value, char letter, String flag, Set<String> flags) {
        if (value.indexOf(letter) >= 0) {
            flags.add(flag);
        }
    }

    private static Instant date(String line) {
        Matcher matcher = FROM.matcher(line);
        int month = matcher.matches() ? MONTHS.indexOf(matcher.group(1)) : -1;
        if (month < 0) {
            return Instant.now();
        }
        try {
            int second = matcher.group(5) == null ? 0 : Integer.parseInt(matcher.group(5));
            return LocalDateTime.of(
                            Integer.parseInt(matcher.group(6)),
                            month + 1,
                            Integer.parseInt(matcher.group(2)),
                            Integer.parseInt(matcher.group(3)),
                            Integer.parseInt(matcher.group(4)),
                            second)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException noDate) {
            return Instant.now();
        }
    }

    /** Goes to the next line, or the next piece of a long one; false at the end. */
    private boolean next() throws IOException {
        lineStart = !partial;
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        int octet = 0;
        while (line.size() < PIECE && octet != '\n') {
            octet = from.read();
            if (octet < 0) {
                break;
            }
            line.write(octet);
        }
        piece = line.toByteArray();
        partial = piece.length > 0 && octet != '\n';
        return piece.length > 0;
    }

    private String text() {
        return new String(piece, ISO_8859_1);
    }

    /** The rest of a message, up to the next From line; an empty line before that is no part. */
    private final class Body extends InputStream {
        private byte[] held = new byte[0];
        private byte[] empty = new byte[0];
        private int at;
        private boolean ended;
        private boolean atStart;

        /** The empty line that ends the header has been read. */
        Body(boolean atStart) {
            this.atStart = atStart;
        }

        @Override
        public int read() throws IOException {
            while (at == held.length) {
                if (ended || !fill()) {
                    return -1;
                }
            }
            return held[at++] & 0xff;
        }

        private boolean fill() throws IOException {
            at = 0;
            boolean afterEmpty = empty.length > 0 || atStart;
            atStart = false;
            if (!MboxReader.this.next()) {
                // The empty line before the end of the file separates as one before a From line.
                ended = true;
                held = new byte[0];
                return false;
            }
            String text = lineStart ? text() : "";
            if (lineStart && afterEmpty && FROM.matcher(text).matches()) {
                ended = true;
                held = new byte[0];
                return false;
            }
            if (lineStart && (text.equals("\n") || text.equals("\r\n"))) {
                held = empty;
                empty = piece;
                return true;
            }
            byte[] line =
                    text.matches("(?s)>+From .*") ? text.substring(1).getBytes(ISO_8859_1) : piece;
            held = new byte[empty.length + line.length];
            System.arraycopy(empty, 0, held, 0, empty.length);
            System.arraycopy(line, 0, held, empty.length, line.length);
            empty = new byte[0];
            return true;
        }
    }
}
