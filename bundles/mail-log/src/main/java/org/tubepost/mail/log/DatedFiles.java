// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The older files of a log, {@code mail.log-20261127}, and {@code mail.log-20261127.1} and so on if
 * a day had several. Those that are too old go, and the oldest when all together are too large.
 * Called under the lock of {@link LogFile}.
 */
final class DatedFiles {
    private static final DateTimeFormatter DATE = DateTimeFormatter.BASIC_ISO_DATE;

    private final Path folder;
    private final String stem;
    private final ZoneId zone;
    private final int days;
    private final long mostOctets;
    private final Pattern form;

    /**
     * Looks at nothing yet.
     *
     * @param stem beginning of the names
     * @param zone in which days begin
     * @param days how long a file is kept
     * @param mostOctets of all files of the log together
     */
    DatedFiles(Path folder, String stem, ZoneId zone, int days, long mostOctets) {
        this.folder = folder;
        this.stem = stem;
        this.zone = zone;
        this.days = days;
        this.mostOctets = mostOctets;
        this.form = Pattern.compile(Pattern.quote(stem) + "-(\\d{8})(?:\\.(\\d{1,9}))?");
    }

    private record Dated(Path file, LocalDate date, int number) {}

    /** The files, oldest first. */
    List<Path> files() throws IOException {
        return dated().stream().map(Dated::file).toList();
    }

    /** A free name by the time of a file's last record. */
    Path nameFor(Path file) throws IOException {
        LocalDate date = LocalDate.ofInstant(Files.getLastModifiedTime(file).toInstant(), zone);
        int next =
                dated().stream()
                        .filter(d -> d.date().equals(date))
                        .mapToInt(d -> d.number() + 1)
                        .max()
                        .orElse(0);
        String name = stem + "-" + DATE.format(date);
        return folder.resolve(next == 0 ? name : name + "." + next);
    }

    /** Deletes what need not be kept any more. */
    void tidy(LocalDate today) throws IOException {
        List<Dated> kept = new ArrayList<>(dated());
        for (Dated one : List.copyOf(kept)) {
            if (one.date().isBefore(today.minusDays(days))) {
                Files.deleteIfExists(one.file());
                kept.remove(one);
            }
        }
        long octets = size(folder.resolve(stem + "_yesterday"));
        for (Dated one : kept) {
            octets += size(one.file());
        }
        for (Dated one : kept) {
            if (octets > mostOctets) {
                octets -= size(one.file());
                Files.deleteIfExists(one.file());
            }
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private List<Dated> dated() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.flatMap(f -> dated(f).stream())
                    .sorted(Comparator.comparing(Dated::date).thenComparing(Dated::number))
                    .toList();
        }
    }

    private Optional<Dated> dated(Path file) {
        Matcher name = form.matcher(file.getFileName().toString());
        if (!name.matches()) {
            return Optional.empty();
        }
        try {
            int number = name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
            return Optional.of(new Dated(file, LocalDate.parse(name.group(1), DATE), number));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }
}
