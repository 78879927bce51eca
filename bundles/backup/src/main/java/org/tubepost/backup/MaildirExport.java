// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.wire.imap.MailboxUtf7;
import org.tubepost.wire.imap.MaildirNames;

/** A Maildir for each owner, folders as Maildir++, with the lists that Dovecot keeps in one. */
final class MaildirExport implements ExportForm {
    static final List<String> PARTS = List.of("cur", "new", "tmp");

    @Override
    public FolderWriter folder(Path owner, String name, StoreSnapshot.Messages mailbox)
            throws IOException {
        boolean inbox = name.equals(MailboxName.INBOX);
        String directory = MaildirNames.directory(FileNames.maildirFolder(name));
        Path maildir = inbox ? owner : owner.resolve(directory);
        make(owner);
        make(maildir);
        if (!inbox) {
            // Courier and others know a folder by this file.
            Files.createFile(maildir.resolve("maildirfolder"));
        }
        return new MaildirWriter(maildir, mailbox);
    }

    private static void make(Path maildir) throws IOException {
        for (String part : PARTS) {
            Files.createDirectories(maildir.resolve(part));
        }
    }

    @Override
    public void ownerEnd(Path owner, StoreSnapshot.Owner what, MailSelection selection)
            throws IOException {
        StringBuilder lines = new StringBuilder(DovecotSubscriptions.VERSION_2 + "\n\n");
        for (MailboxName name : what.subscriptions()) {
            if (name.owner().equals(what.id()) && selection.has(name)) {
                String wire = MailboxUtf7.encode(FileNames.maildirFolder(name.folder()));
                lines.append(wire.replace(MailboxName.SEPARATOR, '\t')).append('\n');
            }
        }
        Files.writeString(owner.resolve(DovecotSubscriptions.FILE), lines, UTF_8);
    }
}
