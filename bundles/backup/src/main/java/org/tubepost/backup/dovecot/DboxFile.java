// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.dovecot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tubepost.backup.files.RegularFile;

/**
 * A file of dbox, version 2: a line with the size of headers of messages, then for each message its
 * header, its octets, and lines of metadata, a letter and a value each, up to an empty one.
 */
public final class DboxFile implements AutoCloseable {
    private static final Pattern FIRST = Pattern.compile("2 (?:.* )?M([0-9a-f]{1,4})(?: .*)?");
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{1,15}");
    private static final int LINE_AT_MOST = 64 << 10;
    private static final String BEFORE = "\001\002";
    private static final String BEHIND = "\n\001\003\n";
    private static final int SIZE_AT = 13;
    private static final int SIZE_DIGITS = 16;

    private final Path file;
    private final FileChannel channel;
    private final int headerSize;
    private final long first;

    /** Opens a file. */
    public DboxFile(Path file) throws IOException {
        this.file = file;
        this.channel = RegularFile.channel(file);
        try {
            String line = line(stream(0));
            Matcher matcher = FIRST.matcher(line);
            if (!matcher.matches()) {
                throw new IOException(file + " is no dbox of version 2");
            }
            headerSize = Integer.parseInt(matcher.group(1), 16);
            first = line.length() + 1;
            if (headerSize < SIZE_AT + SIZE_DIGITS) {
                throw damaged(0);
            }
        } catch (IOException | RuntimeException bad) {
            channel.close();
            throw bad;
        }
    }

    /**
     * A message.
     *
     * @param at offset of its content
     * @param size octets of that
     * @param next offset of what is behind it
     * @param metadata values by letter
     */
    public record Message(long at, long size, long next, Map<Character, String> metadata) {

        /** Internal date. */
        public Optional<Instant> received() {
            String value = metadata.getOrDefault('R', "");
            return HEX.matcher(value).matches()
                    ? Optional.of(Instant.ofEpochSecond(Long.parseLong(value, 16)))
                    : Optional.empty();
        }

        /** True if attachments are in files of their own. */
        public boolean isSplit() {
            return metadata.containsKey('X');
        }
    }

    /** Offset of the first message. */
    public long first() {
        return first;
    }

    /** Octets of the file. */
    public long size() throws IOException {
        return channel.size();
    }

    /** The message whose header is at an offset. */
    public Message message(long offset) throws IOException {
        String header = new String(stream(offset).readNBytes(headerSize), ISO_8859_1);
        if (header.length() < headerSize || !header.startsWith(BEFORE)) {
            throw damaged(offset);
        }
        String digits = header.substring(SIZE_AT, SIZE_AT + SIZE_DIGITS).strip();
        if (!HEX.matcher(digits.replaceFirst("^0+(?=.)", "")).matches()) {
            throw damaged(offset);
        }
        long size = Long.parseLong(digits, 16);
        long at = offset + headerSize;
        if (size > channel.size() - at) {
            throw damaged(offset);
        }
        InputStream behind = stream(at + size);
        if (!new String(behind.readNBytes(BEHIND.length()), ISO_8859_1).equals(BEHIND)) {
            throw damaged(at + size);
        }
        long next = at + size + BEHIND.length();
        Map<Character, String> metadata = new HashMap<>();
        for (String line = line(behind); !line.isEmpty(); line = line(behind)) {
            metadata.put(line.charAt(0), line.substring(1));
            next += line.length() + 1;
        }
        return new Message(at, size, next + 1, metadata);
    }

    /** The content of a message, as it is in the file: usually with LF line ends. */
    public InputStream content(Message message) throws IOException {
        return new Stretch(stream(message.at()), message.size());
    }

    private InputStream stream(long offset) throws IOException {
        channel.position(offset);
        return new BufferedInputStream(Channels.newInputStream(channel), 1 << 14);
    }

    private String line(InputStream from) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = from.read(); octet != '\n'; octet = from.read()) {
            if (octet < 0 || line.length() > LINE_AT_MOST) {
                throw damaged(channel.size());
            }
            line.append((char) octet);
        }
        return line.toString();
    }

    private IOException damaged(long offset) {
        return new IOException(file + " is damaged at octet " + offset);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** So many octets of a stream. */
    private static final class Stretch extends InputStream {
        private final InputStream from;
        private long left;

        Stretch(InputStream from, long left) {
            this.from = from;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? from.read() : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int got = from.read(into, offset, (int) Math.min(length, left));
            left -= Math.max(0, got);
            return got;
        }
    }
}
