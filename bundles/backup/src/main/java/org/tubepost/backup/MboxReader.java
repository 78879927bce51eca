// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tubepost.api.store.Flags;

/**
 * Reads an mbox (RFC 4155): messages behind From lines, quoted as "mboxrd" has it. Flags are in
 * fields that mail programs of this form write, which are left out: those in front of a message if
 * {@link MboxWriter} has written it, otherwise those of its header. Memory: one header, and a piece
 * of a line.
 */
final class MboxReader {
    private static final int HEADER_AT_MOST = 4 << 20;
    private static final Pattern FROM =
            Pattern.compile(
                    "From .*?([A-Z][a-z]{2}) +(\\d{1,2}) (\\d\\d):(\\d\\d)(?::(\\d\\d))?"
                            + "(?: +(?:[A-Z]{1,5}|[+-]\\d{4}))? +(\\d{4})(?: +[+-]\\d{4})?\\s*");
    private static final List<String> MONTHS =
            List.of(
                    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                    "Dec");

    /** Subject of what UW-IMAP and others keep in front of the messages of a file. */
    private static final Pattern INTERNAL =
            Pattern.compile("Subject: *DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\\s*");

    private final MboxLines lines;
    private final Intake intake;
    private boolean first = true;

    /** A file is something else. */
    static final class NotAnMboxException extends IOException {
        private static final long serialVersionUID = 1L;

        NotAnMboxException() {
            super("no mbox: it does not begin with a From line");
        }
    }

    MboxReader(InputStream from, Intake intake) {
        this.lines = new MboxLines(from);
        this.intake = intake;
    }

    /**
     * Reads all.
     *
     * @throws NotAnMboxException if it does not begin as an mbox does
     */
    void readAll() throws IOException {
        while (lines.next() && lines.isBlank()) {
            continue;
        }
        if (lines.piece().length == 0) {
            return;
        }
        if (!lines.text().startsWith("From ")) {
            throw new NotAnMboxException();
        }
        while (lines.piece().length > 0) {
            message();
        }
    }

    private void message() throws IOException {
        Instant date = date(lines.text());
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        TreeSet<String> flags = new TreeSet<>();
        TreeSet<String> ownFlags = new TreeSet<>();
        boolean mayBeInternal = first;
        boolean internal = false;
        boolean onlyFields = true;
        boolean leftOut = false;
        first = false;
        // What is too long for a header is body.
        while (header.size() <= HEADER_AT_MOST && lines.next() && !lines.isBlank()) {
            String text = lines.text();
            if (lines.isStart() && !text.startsWith(" ") && !text.startsWith("\t")) {
                if (onlyFields && MboxFields.isEnd(text)) {
                    InputStream whole = new Body(false);
                    take(MboxFields.isOpen(text) ? new Unended(whole) : whole, ownFlags, date);
                    return;
                }
                if (onlyFields) {
                    MboxFields.takeOwn(text, ownFlags);
                }
                leftOut = MboxFields.take(text, flags);
                internal |= mayBeInternal && INTERNAL.matcher(text).matches();
            }
            onlyFields &= leftOut;
            if (!leftOut) {
                header.write(lines.unquoted());
            }
        }
        boolean ended = lines.isBlank();
        header.write(ended ? lines.piece() : new byte[0]);
        InputStream body = new Body(ended);
        if (internal) {
            body.transferTo(OutputStream.nullOutputStream());
            return;
        }
        take(
                new SequenceInputStream(new ByteArrayInputStream(header.toByteArray()), body),
                flags,
                date);
    }

    private void take(InputStream message, Set<String> flags, Instant date) throws IOException {
        intake.message(message, 0, new Flags(flags), date);
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
            if (!lines.next()) {
                // The empty line before the end of the file separates as one before a From line.
                ended = true;
                held = new byte[0];
                return false;
            }
            String text = lines.isStart() ? lines.text() : "";
            if (afterEmpty && FROM.matcher(text).matches()) {
                ended = true;
                held = new byte[0];
                return false;
            }
            if (text.equals("\n") || text.equals("\r\n")) {
                held = empty;
                empty = lines.piece();
                return true;
            }
            byte[] line = lines.unquoted();
            held = new byte[empty.length + line.length];
            System.arraycopy(empty, 0, held, 0, empty.length);
            System.arraycopy(line, 0, held, empty.length, line.length);
            empty = new byte[0];
            return true;
        }
    }

    /** Leaves out the end of the last line. */
    private static final class Unended extends InputStream {
        private final InputStream from;
        private int next;

        Unended(InputStream from) throws IOException {
            this.from = from;
            this.next = from.read();
        }

        @Override
        public int read() throws IOException {
            int octet = next;
            if (octet >= 0) {
                next = from.read();
            }
            return octet == '\n' && next < 0 ? -1 : octet;
        }
    }
}
