// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a stream, together with those before it, has of each mailbox: all that the next one needs to
 * write only what changed. It stands at the end, where it is found without reading the rest.
 */
public final class Catalogue {
    private static final int ENTRIES_AT_ONCE = 10_000;

    private final Begin begin;
    private final Map<Long, Basis> mailboxes = new HashMap<>();

    /** An empty one. */
    public Catalogue(Begin begin) {
        this.begin = begin;
    }

    /** The stream that it stands in. */
    public Begin begin() {
        return begin;
    }

    /** Adds a mailbox by its number, or replaces it. */
    public void add(long mailbox, Basis basis) {
        mailboxes.put(mailbox, basis);
    }

    /** Adds all of another one. */
    public void addAll(Catalogue other) {
        mailboxes.putAll(other.mailboxes);
    }

    /** What there is of a mailbox; null if nothing. */
    public Basis get(long mailbox) {
        return mailboxes.get(mailbox);
    }

    List<Payload> encode() {
        List<Payload> parts = new ArrayList<>();
        Payload part = begin.encode();
        int entries = 0;
        for (Map.Entry<Long, Basis> entry : mailboxes.entrySet()) {
            Basis basis = entry.getValue();
            part.number(entry.getKey()).number(basis.uidValidity()).number(basis.uidNext());
            part.number(basis.modSeq());
            if (++entries % ENTRIES_AT_ONCE == 0) {
                parts.add(part);
                part = begin.encode();
            }
        }
        parts.add(part);
        return parts;
    }

    private static Catalogue decode(Catalogue soFar, Fields from) {
        Begin begin = Begin.decode(from);
        Catalogue catalogue = soFar == null ? new Catalogue(begin) : soFar;
        while (from.hasMore()) {
            catalogue.add(from.count(), new Basis(from.count(), from.count(), from.count()));
        }
        return catalogue;
    }

    /**
     * Reads the catalogue of a file's last stream.
     *
     * @throws BackupFormatException if the file does not end with a whole stream
     */
    public static Catalogue of(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long endAt = channel.size() - StreamWriter.endSize();
            if (endAt < 0) {
                throw new BackupFormatException(0, file + " is not a whole backup");
            }
            channel.position(endAt);
            RecordInput tail = new RecordInput(Channels.newInputStream(channel), endAt);
            RecordInput.Record end = tail.one();
            if (end.type() != RecordType.END) {
                throw new BackupFormatException(endAt, file + " is not a whole backup");
            }
            Fields fields = new Fields(end.payload());
            fields.number();
            fields.number();
            long length = fields.number();
            if (length < 0 || length > endAt) {
                throw new BackupFormatException(endAt, "the catalogue is not where it should be");
            }
            channel.position(endAt - length);
            return read(Channels.newInputStream(channel), endAt - length);
        }
    }

    private static Catalogue read(InputStream from, long offset) throws IOException {
        RecordInput records = new RecordInput(from, offset);
        Catalogue catalogue = null;
        while (true) {
            RecordInput.Record record = records.one();
            if (record.type() == RecordType.END && catalogue != null) {
                return catalogue;
            }
            if (record.type() != RecordType.CATALOGUE) {
                throw records.bad("the catalogue is not where it should be");
            }
            try {
                catalogue = decode(catalogue, new Fields(record.payload()));
            } catch (IllegalArgumentException wrong) {
                throw records.bad("the catalogue has " + wrong.getMessage());
            }
        }
    }
}
