// SPDX-License-Identifier: Apache-2.0
package org.tubepost.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.security.AppPasswords;
import org.tubepost.auth.password.PasswordScheme;
import org.tubepost.auth.password.StoredPassword;

/**
 * One app password as a value of the attribute {@value #ATTRIBUTE}: name, services, times of
 * making, expiry and last use, and the hash, with single blanks between; a hyphen where there is
 * none. The password is made here and has 80 random bits, so one round of a hash keeps it safe.
 *
 * @param entry what may be shown
 * @param hash stored form
 */
record AppPassword(AppPasswords.Entry entry, String hash) {
    static final String ATTRIBUTE = "tubepostAppPassword";
    static final List<String> SERVICES = List.of("imap", "pop", "smtp");
    private static final String NONE = "-";
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int LENGTH = 16;
    private static final int GROUP = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new password as it is shown: four groups of four letters. */
    static String generate() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            password.append(i > 0 && i % GROUP == 0 ? "-" : "");
            password.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    static AppPassword of(AppPasswords.Entry entry, String password) {
        byte[] octets = letters(password.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        return new AppPassword(entry, StoredPassword.of(PasswordScheme.SSHA512, octets));
    }

    /** The letters of what might be an app password, typed with hyphens, blanks or neither. */
    static Optional<byte[]> letters(byte[] typed) {
        String text =
                new String(typed, StandardCharsets.UTF_8)
                        .replaceAll("[- ]", "")
                        .toLowerCase(Locale.ROOT);
        boolean form =
                text.length() == LENGTH && text.chars().allMatch(c -> LETTERS.indexOf(c) >= 0);
        return form ? Optional.of(text.getBytes(StandardCharsets.US_ASCII)) : Optional.empty();
    }

    /** Those of a user; values that cannot be read are left out. */
    static List<AppPassword> all(DirectoryRecord user) {
        return user.all(ATTRIBUTE).stream().flatMap(v -> parse(v).stream()).toList();
    }

    static Optional<AppPassword> parse(String value) {
        String[] fields = value.split(" ");
        if (fields.length != 6) {
            return Optional.empty();
        }
        try {
            Set<String> services =
                    fields[1].equals(NONE)
                            ? Set.of()
                            : new TreeSet<>(Arrays.asList(fields[1].split(",")));
            return Optional.of(
                    new AppPassword(
                            new AppPasswords.Entry(
                                    fields[0],
                                    services,
                                    Instant.parse(fields[2]),
                                    time(fields[3]),
                                    time(fields[4])),
                            fields[5]));
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(String text) {
        return text.equals(NONE) ? Optional.empty() : Optional.of(Instant.parse(text));
    }

    String text() {
        return String.join(
                " ",
                entry.name(),
                entry.services().isEmpty()
                        ? NONE
                        : entry.services().stream().sorted().collect(Collectors.joining(",")),
                entry.created().toString(),
                entry.expires().map(Instant::toString).orElse(NONE),
                entry.lastUsed().map(Instant::toString).orElse(NONE),
                hash);
    }

    boolean matches(byte[] letters) {
        return StoredPassword.parse(hash).matches(letters);
    }

    /** True when it works for a protocol at a time. */
    boolean isGood(String protocol, Instant now) {
        return (entry.services().isEmpty() || entry.services().contains(service(protocol)))
                && entry.expires().map(now::isBefore).orElse(true);
    }

    private static String service(String protocol) {
        return protocol.equals("pop3") ? "pop" : protocol;
    }

    AppPassword usedAt(Instant time) {
        return new AppPassword(
                new AppPasswords.Entry(
                        entry.name(),
                        entry.services(),
                        entry.created(),
                        entry.expires(),
                        Optional.of(time)),
                hash);
    }
}
