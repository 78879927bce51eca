// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.tubepost.api.store.MailboxName;
import org.tubepost.backup.files.RegularFile;

/** Reads one mbox, or a directory of them as a tree of folders. */
final class MboxFiles {
    private static final String SUFFIX = ExchangeService.MBOX_SUFFIX;
    private static final int BUFFER = 1 << 18;

    private final Path root;
    private final Intake intake;
    private final SourceTree tree;

    MboxFiles(Path root, Intake intake) {
        this.root = root;
        this.intake = intake;
        this.tree = new SourceTree(root, intake);
    }

    /** Reads a file, into INBOX, or all that is below a directory. */
    void readAll() throws IOException {
        if (Files.isDirectory(root)) {
            below(root, "");
        } else {
            mbox(root, MailboxName.INBOX);
        }
    }

    private void below(Path directory, String parent) throws IOException {
        for (Path child : tree.entries(directory)) {
            String file = child.getFileName().toString();
            if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                below(child, parent + file + MailboxName.SEPARATOR);
            } else if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)) {
                mbox(child, parent + folder(file));
            } else {
                intake.problem(child + " is no regular file");
            }
        }
    }

    private static String folder(String file) {
        return file.endsWith(SUFFIX) && file.length() > SUFFIX.length()
                ? file.substring(0, file.length() - SUFFIX.length())
                : file;
    }

    private void mbox(Path file, String folder) throws IOException {
        try (InputStream octets = MailSource.read(() -> RegularFile.open(file));
                InputStream from = new BufferedInputStream(MailSource.of(octets), BUFFER)) {
            intake.folder(SourceFolder.named(folder));
            new MboxReader(from, intake).readAll();
        } catch (UnreadableMailException lost) {
            intake.problem(file + ": " + lost.getMessage());
        } catch (MboxReader.NotAnMboxException other) {
            intake.problem(file + " is " + other.getMessage());
        }
    }
}
