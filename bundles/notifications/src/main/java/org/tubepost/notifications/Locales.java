// SPDX-License-Identifier: Apache-2.0
package org.tubepost.notifications;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders of {@code etc/locale}, one a language. A file is read again when its time or size has
 * changed; one that is missing or no UTF-8 is replaced by the English one that the bundle brings.
 * Thread-safe.
 */
final class Locales {
    static final String ENGLISH = "en";
    private static final Logger LOG = LoggerFactory.getLogger(Locales.class);
    private static final int LARGEST = 64 * 1024;

    private final Path folder;
    private final Map<Path, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(FileTime time, long size, Optional<Template> template) {}

    Locales(Path folder) {
        this.folder = folder;
    }

    /**
     * The folder that serves a language tag best: its own, or that of the language alone.
     *
     * @param tag as somebody sent it; any text
     * @return its name
     */
    Optional<String> best(String tag) {
        String name = tag.trim().toLowerCase(Locale.ROOT).replace('_', '-');
        if (name.isEmpty() || name.length() > 35 || !isTag(name)) {
            return Optional.empty();
        }
        int hyphen = name.indexOf('-');
        String primary = hyphen < 0 ? name : name.substring(0, hyphen);
        return exists(name)
                ? Optional.of(name)
                : exists(primary) ? Optional.of(primary) : Optional.empty();
    }

    private boolean exists(String name) {
        return !name.isEmpty() && (name.equals(ENGLISH) || Files.isDirectory(folder.resolve(name)));
    }

    private static boolean isTag(String name) {
        return name.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }

    /**
     * A text.
     *
     * @param language a folder that {@link #best} named
     * @param name of the file, without {@code .txt}
     */
    Template template(String language, String name) {
        return read(folder.resolve(language).resolve(name + ".txt"))
                .or(() -> read(folder.resolve(ENGLISH).resolve(name + ".txt")))
                .orElseGet(() -> builtIn(name));
    }

    private Optional<Template> read(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            Seen before = seen.get(file);
            if (before != null
                    && before.size() == now.size()
                    && before.time().equals(now.lastModifiedTime())) {
                return before.template();
            }
            Optional<Template> template = parse(file, now.size());
            seen.put(file, new Seen(now.lastModifiedTime(), now.size(), template));
            return template;
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException unreadable) {
            LOG.warn("{} cannot be read: {}", file, unreadable.toString());
            return Optional.empty();
        }
    }

    private static Optional<Template> parse(Path file, long size) throws IOException {
        if (size > LARGEST) {
            LOG.warn("{} is not used: it is over {} octets", file, LARGEST);
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Template.parse(
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                                    .toString()));
        } catch (CharacterCodingException other) {
            LOG.warn("{} is not used: it is no UTF-8", file);
            return Optional.empty();
        }
    }

    private static Template builtIn(String name) {
        String resource = "locale/" + name + ".txt";
        try (InputStream in = Locales.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("bundle lacks " + resource);
            }
            return Template.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new IllegalStateException("bundle lacks " + resource, broken);
        }
    }
}
