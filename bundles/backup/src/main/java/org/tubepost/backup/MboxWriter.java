// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.MessageRecord;

/**
 * Writes an mbox (RFC 4155, "mboxrd" quoting, LF line ends) of which {@link MboxReader} makes the
 * same messages; flags go into fields that mail programs of this form know, in front of a message.
 */
final class MboxWriter implements ExportForm.FolderWriter {
    private static final int PIECE = 1 << 16;
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
        boolean open = isOpen(content);
        to.write(
                ("From MAILER-DAEMON " + ASCTIME.format(record.internalDate()) + "\n")
                        .getBytes(UTF_8));
        to.write(MboxFields.before(record.flags(), open).getBytes(UTF_8));
        MboxLines from = new MboxLines(new BufferedInputStream(content.newInputStream(), PIECE));
        int before = 0;
        while (from.next()) {
            byte[] piece = from.piece();
            if (from.isQuotable()) {
                to.write('>');
            }
            boolean crlf = endsWithCrlf(before, piece);
            to.write(piece, 0, piece.length - (crlf ? 2 : 0));
            if (crlf) {
                to.write('\n');
            }
            before = piece[piece.length - 1];
        }
        to.write((open ? "\n\n" : "\n").getBytes(UTF_8));
    }

    /** True if the last line of a message has no end. */
    private static boolean isOpen(Content content) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return content.size() > 0
                && content.read(content.size() - 1, last) == 1
                && last.get(0) != '\n';
    }

    /** True for a line end that a reader makes of LF: with one more CR it would make another. */
    private static boolean endsWithCrlf(int before, byte[] piece) {
        int end = piece.length;
        if (end < 2 || piece[end - 1] != '\n' || piece[end - 2] != '\r') {
            return false;
        }
        return (end == 2 ? before : piece[end - 3]) != '\r';
    }

    @Override
    public void close() throws IOException {
        to.close();
    }
}
