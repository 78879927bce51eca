// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.wire.imap.MaildirNames;

/**
 * Writes a Maildir: LF line ends, flags in the names, internal dates as times of the files, and
 * UIDs and keywords in Dovecot's lists.
 */
final class MaildirWriter implements ExportForm.FolderWriter {
    static final String KEYWORDS = "dovecot-keywords";
    private static final int LETTERS = 26;
    private static final int PIECE = 1 << 16;

    private final Path maildir;
    private final long uidValidity;
    private final BufferedWriter uids;
    private final List<String> keywords = new ArrayList<>();
    private final TreeSet<String> lost = new TreeSet<>();
    private final byte[] piece = new byte[PIECE];

    /** Of a Maildir that is there, and empty. */
    MaildirWriter(Path maildir, StoreSnapshot.Messages mailbox) throws IOException {
        this.maildir = maildir;
        this.uidValidity = mailbox.uidValidity();
        this.uids = UidList.begin(maildir, uidValidity, mailbox.view().uidNext());
    }

    @Override
    public void message(MessageRecord record, Content content) throws IOException {
        String unique =
                record.internalDate().getEpochSecond()
                        + ".V"
                        + uidValidity
                        + "U"
                        + record.uid()
                        + ".tubepost";
        Path file = maildir.resolve("tmp").resolve(unique);
        write(content, file);
        Files.setLastModifiedTime(file, FileTime.from(record.internalDate()));
        String base = unique + ",S=" + Files.size(file) + ",W=" + record.size();
        Files.move(file, maildir.resolve("cur").resolve(base + ":2," + letters(record.flags())));
        UidList.line(uids, record.uid(), base);
    }

    /** CRLF becomes LF, as programs that read a Maildir want it; other octets stay. */
    private void write(Content content, Path file) throws IOException {
        try (InputStream from = content.newInputStream();
                OutputStream to = new BufferedOutputStream(Files.newOutputStream(file), PIECE)) {
            boolean cr = false;
            for (int got = from.read(piece); got > 0; got = from.read(piece)) {
                for (int i = 0; i < got; i++) {
                    if (cr && piece[i] != '\n') {
                        to.write('\r');
                    }
                    cr = piece[i] == '\r';
                    if (!cr) {
                        to.write(piece[i]);
                    }
                }
            }
            if (cr) {
                to.write('\r');
            }
        }
    }

    private String letters(Flags flags) {
        TreeSet<Character> letters = new TreeSet<>();
        TreeSet<String> rest = new TreeSet<>(flags.names());
        for (Map.Entry<Character, String> known : MaildirNames.FLAGS.entrySet()) {
            if (flags.has(known.getValue())) {
                letters.add(known.getKey());
                rest.removeIf(known.getValue()::equalsIgnoreCase);
            }
        }
        for (String keyword : rest) {
            int number = number(keyword);
            if (number < 0) {
                lost.add(keyword);
            } else {
                letters.add((char) ('a' + number));
            }
        }
        StringBuilder text = new StringBuilder();
        letters.forEach(text::append);
        return text.toString();
    }

    private int number(String keyword) {
        for (int i = 0; i < keywords.size(); i++) {
            if (keywords.get(i).equalsIgnoreCase(keyword)) {
                return i;
            }
        }
        if (keywords.size() == LETTERS) {
            return -1;
        }
        keywords.add(keyword);
        return keywords.size() - 1;
    }

    @Override
    public Optional<String> end() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < keywords.size(); i++) {
            lines.append(i).append(' ').append(keywords.get(i)).append('\n');
        }
        if (!keywords.isEmpty()) {
            Files.writeString(maildir.resolve(KEYWORDS), lines, UTF_8);
        }
        return lost.isEmpty()
                ? Optional.empty()
                : Optional.of("a Maildir has room for " + LETTERS + " keywords; left out: " + lost);
    }

    @Override
    public void close() throws IOException {
        uids.close();
    }
}
