// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;
import org.tubepost.backup.dovecot.DboxFile;
import org.tubepost.backup.dovecot.DovecotIndex;
import org.tubepost.backup.dovecot.IndexedMessage;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.MailboxUtf7;

/**
 * Reads Dovecot's sdbox, a file a message, and mdbox, many in a file. Which messages there are, and
 * their flags, is in the indexes; contents and dates are in the files.
 */
final class DboxReader {
    private static final String MAILS = "dbox-Mails";
    private static final String INDEX = "dovecot.index";
    private static final String MAP = "dovecot.map.index";

    private final Path root;
    private final Path storage;
    private final Intake intake;
    private final SourceTree tree;
    private final Map<Long, IndexedMessage> places = new HashMap<>();
    private boolean isMapLost;

    /** With the directory that has {@code mailboxes} in it. */
    DboxReader(Path root, Intake intake) {
        this.root = root;
        this.storage = root.resolve("storage");
        this.intake = intake;
        this.tree = new SourceTree(root, intake);
    }

    void readAll() throws IOException {
        Path mailboxes = root.resolve("mailboxes");
        if (!tree.isDirectory(mailboxes)) {
            throw new IOException(root + " is no dbox: there is no mailboxes in it");
        }
        if (tree.isDirectory(storage)) {
            readMap();
        }
        Map<String, Path> folders = new TreeMap<>();
        below(mailboxes, "", folders);
        for (Map.Entry<String, Path> folder : folders.entrySet()) {
            folder(folder.getKey(), folder.getValue());
        }
        DovecotSubscriptions.read(tree, root, MailboxName.SEPARATOR, intake);
    }

    private void readMap() throws IOException {
        try {
            MailSource.read(() -> DovecotIndex.read(storage, MAP, "map"))
                    .ifPresent(map -> places.putAll(map.messages()));
        } catch (UnreadableMailException lost) {
            isMapLost = true;
            intake.problem(storage.resolve(MAP) + ": " + lost.getMessage());
        }
    }

    private void below(Path directory, String parent, Map<String, Path> found) throws IOException {
        for (Path child : tree.directories(directory)) {
            String file = child.getFileName().toString();
            if (file.equals(MAILS)) {
                continue;
            }
            try {
                String name = new MailboxName("", parent + MailboxUtf7.decode(file)).folder();
                if (tree.isDirectory(child.resolve(MAILS))) {
                    found.put(name, child.resolve(MAILS));
                }
                below(child, name + MailboxName.SEPARATOR, found);
            } catch (BadCommandException | IllegalArgumentException bad) {
                intake.problem(child + " has no name of a folder: " + bad.getMessage());
            }
        }
    }

    private void folder(String name, Path mails) throws IOException {
        Optional<DovecotIndex> found;
        try {
            found = DovecotIndex.read(mails, INDEX, "mdbox");
        } catch (IOException damaged) {
            intake.problem(name + ": " + damaged.getMessage());
            return;
        }
        if (found.isEmpty()) {
            intake.problem(
                    name
                            + ": there is no "
                            + INDEX
                            + " in "
                            + mails
                            + ", which has flags and UIDs; doveadm force-resync makes one");
            return;
        }
        DovecotIndex index = found.get();
        if (isMapLost && index.messages().values().stream().anyMatch(DboxReader::needsMap)) {
            // A folder that is there without its messages would give them other UIDs later.
            intake.problem(name + " is left out: its messages are to be found only by " + MAP);
            return;
        }
        intake.folder(
                new SourceFolder(name, index.uidValidity(), index.uidNext(), Optional.empty()));
        for (Map.Entry<Long, IndexedMessage> each : index.messages().entrySet()) {
            intake.checkWanted();
            try {
                message(mails, each.getKey(), each.getValue());
            } catch (UnreadableMailException lost) {
                intake.problem(name + ", UID " + each.getKey() + ": " + lost.getMessage());
            }
        }
    }

    /** True for a message of an mdbox; one of an sdbox has no number there. */
    private static boolean needsMap(IndexedMessage message) {
        return message.number(0) != 0;
    }

    private void message(Path mails, long uid, IndexedMessage message) throws IOException {
        IndexedMessage place = places.get(message.number(0));
        Path file =
                place == null ? mails.resolve("u." + uid) : storage.resolve("m." + place.number(0));
        try (DboxFile from = MailSource.read(() -> new DboxFile(file))) {
            long offset = place == null ? from.first() : place.number(1);
            DboxFile.Message found = MailSource.read(() -> from.message(offset));
            if (found.isSplit()) {
                throw new UnreadableMailException("its attachments are in files of their own");
            }
            try (InputStream content = PlainMail.of(MailSource.read(() -> from.content(found)))) {
                intake.message(
                        content,
                        found.size(),
                        uid,
                        new Flags(message.flags()),
                        found.received().orElseGet(Instant::now));
            }
        }
    }
}
