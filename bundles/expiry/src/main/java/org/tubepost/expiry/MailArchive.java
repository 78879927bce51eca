// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.message.WholeFile;
import org.tubepost.wire.imap.MaildirNames;

/**
 * Messages that a rule takes out of the store and keeps: a Maildir for each owner, messages octet
 * for octet, flags in the names and internal dates as times of the files. Keywords but {@code
 * $Forwarded} are not kept. A message that is archived again with the same flags replaces its file.
 */
final class MailArchive {
    /** What programs want to find in a Maildir besides. */
    private static final List<String> EMPTY = List.of("new", "tmp");

    private final Path root;

    MailArchive(Path root) {
        this.root = root;
    }

    /** Writes a message; it is durable when this returns. */
    void keep(MailboxName folder, long uidValidity, MessageRecord message, Content content)
            throws IOException {
        Path owner = root.resolve(directory(folder.owner()));
        Path maildir =
                folder.isInbox() ? owner : owner.resolve(MaildirNames.directory(folder.folder()));
        String name =
                message.internalDate().getEpochSecond()
                        + ".V"
                        + uidValidity
                        + "U"
                        + message.uid()
                        + ".tubepost:2,"
                        + MaildirNames.letters(message.flags().names());
        Path file = maildir.resolve("cur").resolve(name);
        WholeFile.write(file, to -> WholeFile.copy(content, to));
        Files.setLastModifiedTime(file, FileTime.from(message.internalDate()));
        for (String part : EMPTY) {
            Files.createDirectories(maildir.resolve(part));
        }
    }

    /** No id is a way out of the archive. */
    private static String directory(String owner) {
        String name = URLEncoder.encode(owner, UTF_8).replace("%40", "@");
        return name.startsWith(".") ? "%2E" + name.substring(1) : name;
    }
}
