// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;
import org.tubepost.backup.files.RegularFile;
import org.tubepost.wire.imap.BadCommandException;
import org.tubepost.wire.imap.MailboxUtf7;
import org.tubepost.wire.imap.MaildirNames;

/**
 * Reads a Maildir: one file a message, flags in its name (cr.yp.to/proto/maildir.html). Folders
 * below it are Maildir++ ({@code .Name.Sub}) or, as Dovecot's layout "fs" has them, nested
 * directories. Of Dovecot's own files it knows the list of keywords, the UID list, and the
 * subscriptions.
 */
final class MaildirReader {
    private final Path root;
    private final Intake intake;
    private final SourceTree tree;
    private boolean isPlusPlus;

    MaildirReader(Path root, Intake intake) {
        this.root = root;
        this.intake = intake;
        this.tree = new SourceTree(root, intake);
    }

    void readAll() throws IOException {
        Map<String, Path> folders = folders();
        if (folders.isEmpty()) {
            throw new IOException(root + " is no Maildir: there is no cur in it");
        }
        for (Map.Entry<String, Path> folder : folders.entrySet()) {
            folder(folder.getKey(), folder.getValue());
        }
        DovecotSubscriptions.read(tree, root, isPlusPlus ? '.' : MailboxName.SEPARATOR, intake);
    }

    private void folder(String name, Path folder) throws IOException {
        UidList uids;
        List<String> keywords;
        try {
            uids = UidList.read(folder);
            keywords = keywords(folder);
        } catch (UnreadableMailException lost) {
            // Messages that came without UIDs and keywords would not get them later.
            intake.problem(name + " is left out: " + lost.getMessage());
            return;
        }
        intake.folder(new SourceFolder(name, uids.validity(), uids.next(), Optional.empty()));
        messages(folder, uids, keywords);
    }

    private Map<String, Path> folders() throws IOException {
        Map<String, Path> found = new TreeMap<>();
        if (isMaildir(root)) {
            found.put(MailboxName.INBOX, root);
        }
        below(root, "", found);
        return found;
    }

    private boolean isMaildir(Path directory) {
        return tree.isDirectory(directory.resolve("cur"));
    }

    private void below(Path directory, String parent, Map<String, Path> found) throws IOException {
        for (Path child : tree.directories(directory)) {
            String file = child.getFileName().toString();
            if (List.of("cur", "new", "tmp").contains(file) && isMaildir(directory)) {
                continue;
            }
            boolean plusPlus = file.startsWith(".") && file.length() > 1;
            try {
                String name =
                        parent + (plusPlus ? MaildirNames.folder(file) : MailboxUtf7.decode(file));
                isPlusPlus |= plusPlus;
                if (isMaildir(child)) {
                    found.put(new MailboxName("", name).folder(), child);
                }
                if (!plusPlus) {
                    below(child, name + MailboxName.SEPARATOR, found);
                }
            } catch (BadCommandException | IllegalArgumentException bad) {
                intake.problem(child + " has no name of a folder: " + bad.getMessage());
            }
        }
    }

    private record Message(Path file, Flags flags, long uid, long size, long modified) {

        /** The other one is the same message in the other folder, where it was moved meanwhile. */
        boolean isElsewhere(Message other) {
            return other != this && other.unique().equals(unique());
        }

        private String unique() {
            String name = file.getFileName().toString();
            int info = name.indexOf(':');
            return info < 0 ? name : name.substring(0, info);
        }
    }

    private void messages(Path folder, UidList uids, List<String> keywords) throws IOException {
        List<Message> messages = new ArrayList<>();
        // In this order: what a program moves meanwhile is seen twice, not never.
        for (String place : List.of("new", "cur")) {
            if (!tree.isDirectory(folder.resolve(place))) {
                continue;
            }
            for (Path file : tree.entries(folder.resolve(place))) {
                String name = file.getFileName().toString();
                Flags flags = place.equals("cur") ? flags(name, keywords) : Flags.NONE;
                add(messages, file, flags, uids.uid(name));
            }
        }
        messages.sort(
                Comparator.comparingLong(Message::uid)
                        .thenComparingLong(Message::modified)
                        .thenComparing(m -> m.file().getFileName().toString()));
        for (Message message : messages) {
            intake.checkWanted();
            message(message, messages);
        }
    }

    private void message(Message message, List<Message> all) throws IOException {
        try (InputStream file = MailSource.read(() -> RegularFile.open(message.file()));
                InputStream from = PlainMail.of(file)) {
            intake.message(
                    from,
                    message.size(),
                    message.uid() == UidList.UNKNOWN ? 0 : message.uid(),
                    message.flags(),
                    Instant.ofEpochMilli(message.modified()));
        } catch (UnreadableMailException lost) {
            if (!(lost.getCause() instanceof NoSuchFileException)) {
                intake.problem(message.file() + ": " + lost.getMessage());
            } else if (all.stream().noneMatch(message::isElsewhere)) {
                renamed(message.file());
            }
        }
    }

    private void add(List<Message> messages, Path file, Flags flags, long uid) {
        try {
            BasicFileAttributes is =
                    Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
            if (is.isRegularFile()) {
                long modified = is.lastModifiedTime().toMillis();
                messages.add(new Message(file, flags, uid, is.size(), modified));
            }
        } catch (NoSuchFileException renamed) {
            renamed(file);
        } catch (IOException unreadable) {
            intake.problem(file + ": " + new UnreadableMailException(unreadable).getMessage());
        }
    }

    private void renamed(Path file) {
        intake.problem(file + " was renamed meanwhile; another import takes it over");
    }

    private static Flags flags(String name, List<String> keywords) {
        TreeSet<String> flags = new TreeSet<>();
        int at = name.indexOf(":2,");
        for (int i = at < 0 ? name.length() : at + 3; i < name.length(); i++) {
            char letter = name.charAt(i);
            if (MaildirNames.FLAGS.containsKey(letter)) {
                flags.add(MaildirNames.FLAGS.get(letter));
            } else if (letter >= 'a' && letter - 'a' < keywords.size()) {
                flags.add(keywords.get(letter - 'a'));
            }
        }
        flags.remove("");
        return new Flags(flags);
    }

    /** Dovecot's keywords: a number from 0 and a name a line. */
    private static List<String> keywords(Path folder) throws IOException {
        List<String> keywords = new ArrayList<>();
        for (String line : SourceTree.neededLines(folder.resolve("dovecot-keywords"))) {
            String[] words = line.split(" ", 2);
            if (words.length == 2 && words[0].matches("\\d{1,2}")) {
                int number = Integer.parseInt(words[0]);
                while (keywords.size() <= number) {
                    keywords.add("");
                }
                keywords.set(number, words[1].strip());
            }
        }
        return keywords;
    }
}
