// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Accounts at other hosts, from a file with lines {@code NAME USER PASSWORD}; the password is the
 * rest of its line. {@code !} in column 1 begins a comment. Read again when it has changed. A file
 * that others than its owner can read is refused. Thread-safe.
 */
final class Accounts {
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private final Path file;
    private String seen = "";
    private Map<String, Account> accounts = Map.of();

    /** A user with a password; never shown. */
    record Account(String user, String password) {
        @Override
        public String toString() {
            return "account of " + user;
        }
    }

    Accounts(Path file) {
        this.file = file;
    }

    /**
     * The first account that there is.
     *
     * @param names in the order of preference, in any case
     * @throws IOException if the file cannot be used
     */
    synchronized Optional<Account> find(List<String> names) throws IOException {
        refresh();
        return names.stream()
                .map(n -> accounts.get(n.toLowerCase(Locale.ROOT)))
                .filter(a -> a != null)
                .findFirst();
    }

    private void refresh() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            checkPermissions();
            String stamp = now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
            if (!stamp.equals(seen)) {
                accounts = read();
                seen = stamp;
            }
        } catch (NoSuchFileException none) {
            accounts = Map.of();
            seen = "";
        }
    }

    private void checkPermissions() throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null
                && view.readAttributes().permissions().stream().anyMatch(OTHERS::contains)) {
            throw new IOException(file.getFileName() + " can be read by others: chmod 600");
        }
    }

    private Map<String, Account> read() throws IOException {
        Map<String, Account> found = new HashMap<>();
        int number = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            number++;
            if (line.isBlank() || line.startsWith("!")) {
                continue;
            }
            String[] words = line.strip().split("[ \t]+", 3);
            if (words.length < 3) {
                throw new IOException(
                        file.getFileName() + ":" + number + ": not NAME USER PASSWORD");
            }
            found.putIfAbsent(words[0].toLowerCase(Locale.ROOT), new Account(words[1], words[2]));
        }
        return found;
    }
}
