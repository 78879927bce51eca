// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MessageRecord;

/**
 * Writes an mbox (RFC 4155, "mboxrd" quoting, LF line ends) that {@link MboxReader} reads; flags go
 * into the fields that mail programs of this form know.
 */
final class MboxWriter implements ExportForm.FolderWriter {
    private static final int PIECE = 1 << 16;
    private static final Pattern QUOTED = Pattern.compile("(?s)>*From .*");
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final OutputStream to;

    /** Makes a file, and the directories above it. */
    MboxWriter(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.createFile(file);
        to = new BufferedOutputStream(new FileOutputStream(file.toFile()), PIECE);
    }

    @Override
    public void message(MessageRecord record, Content content) throws IOException {
        to.write(
                ("From MAILER-DAEMON " + ASCTIME.format(record.internalDate()) + "\n")
                        .getBytes(UTF_8));
        to.write(fields(record.flags()).getBytes(UTF_8));
        InputStream from = new BufferedInputStream(content.newInputStream(), PIECE);
        boolean lineStart = true;
        for (byte[] piece = piece(from); piece.length > 0; piece = piece(from)) {
            String text = new String(piece, ISO_8859_1);
            if (lineStart && QUOTED.matcher(text).matches()) {
                to.write('>');
            }
            lineStart = text.endsWith("\n");
            boolean crlf = text.endsWith("\r\n");
            to.write(piece, 0, piece.length - (crlf ? 2 : 0));
            if (crlf) {
                to.write('\n');
            }
        }
        to.write((lineStart ? "\n" : "\n\n").getBytes(UTF_8));
    }

    private static byte[] piece(InputStream from) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        for (int octet = 0; line.size() < PIECE && octet != '\n'; ) {
            octet = from.read();
            if (octet < 0) {
                break;
            }
            line.write(octet);
        }
        return line.toByteArray();
    }

    private static String fields(Flags flags) {
        String status =
                (flags.has(Flags.ANSWERED) ? "A" : "")
                        + (flags.has(Flags.FLAGGED) ? "F" : "")
                        + (flags.has(Flags.DRAFT) ? "T" : "")
                        + (flags.has(Flags.DELETED) ? "D" : "");
        TreeSet<String> keywords = new TreeSet<>(flags.names());
        keywords.removeAll(Flags.SYSTEM);
        return (flags.has(Flags.SEEN) ? "Status: RO\n" : "")
                + (status.isEmpty() ? "" : "X-Status: " + status + "\n")
                + (keywords.isEmpty() ? "" : "X-Keywords: " + String.join(" ", keywords) + "\n");
    }

    @Override
    public void close() throws IOException {
        to.close();
    }
}
