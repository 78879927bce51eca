// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.stream;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.api.store.StoreSnapshot.UidRange;

/** Writes one stream, from begin to end; memory does not grow with what is written. */
public final class StreamWriter {
    private static final int PIECE = 256 * 1024;
    private static final int RANGES_AT_ONCE = 10_000;

    private final RecordOutput out;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE);
    private long messages;
    private long octets;
    private long folderMessages;

    /** Begins a stream. */
    public StreamWriter(OutputStream to, Begin begin) throws IOException {
        this.out = new RecordOutput(to);
        out.write(RecordType.BEGIN, begin.encode().toBuffer());
    }

    /** Messages with content so far. */
    public long messages() {
        return messages;
    }

    /** Octets of their contents so far. */
    public long octets() {
        return octets;
    }

    /** An owner whose folders follow. */
    public void owner(StoreSnapshot.Owner owner) throws IOException {
        out.write(RecordType.OWNER, OwnerEntry.encode(owner).toBuffer());
        for (StoreSnapshot.Annotation each : owner.annotations()) {
            out.write(RecordType.ANNOTATION, OwnerEntry.encode("", each).toBuffer());
        }
        for (StoreSnapshot.Folder folder : owner.folders()) {
            String name = folder.name().folder();
            SortedMap<String, AccessRights> rights = folder.attributes().rights();
            if (!rights.isEmpty()) {
                out.write(RecordType.RIGHTS, OwnerEntry.encode(name, rights).toBuffer());
            }
            for (StoreSnapshot.Annotation each : folder.attributes().annotations()) {
                out.write(RecordType.ANNOTATION, OwnerEntry.encode(name, each).toBuffer());
            }
        }
    }

    /** A folder whose messages follow. */
    public void folder(FolderHead folder) throws IOException {
        folderMessages = 0;
        out.write(RecordType.FOLDER, folder.encode().toBuffer());
    }

    /** Messages of the streams before that are gone; ascending. */
    public void expunged(List<Long> uids) throws IOException {
        Payload ranges = new Payload();
        int count = 0;
        for (int i = 0; i < uids.size(); ) {
            int end = i + 1;
            while (end < uids.size() && uids.get(end) == uids.get(end - 1) + 1) {
                end++;
            }
            ranges.number(uids.get(i)).number(uids.get(end - 1));
            i = end;
            if (++count % RANGES_AT_ONCE == 0 || i == uids.size()) {
                out.write(RecordType.EXPUNGED, ranges.toBuffer());
                ranges = new Payload();
            }
        }
    }

    /** A message of which only the flags have changed. */
    public void flags(MessageHead message) throws IOException {
        folderMessages++;
        out.write(RecordType.MESSAGE, message.encode().toBuffer());
    }

    /**
     * A message with its content, which has the size that the head says.
     *
     * @throws UnreadableException if it cannot be read; the stream goes on without the message
     */
    public void message(MessageHead message, Content content) throws IOException {
        folderMessages++;
        out.write(RecordType.MESSAGE, message.encode().toBuffer());
        MessageDigest digest = Digests.sha256();
        for (long at = 0; at < message.size(); ) {
            int got = read(content, at, message.size());
            digest.update(piece.duplicate());
            out.write(RecordType.CONTENT, piece);
            at += got;
        }
        out.write(RecordType.MESSAGE_END, ByteBuffer.wrap(digest.digest()));
        messages++;
        octets += message.size();
    }

    private int read(Content content, long at, long size) throws IOException {
        piece.clear().limit((int) Math.min(PIECE, size - at));
        try {
            int got = content.read(at, piece);
            if (got <= 0) {
                throw new EOFException("it ends at octet " + at + " of " + size);
            }
            piece.flip();
            return got;
        } catch (IOException unreadable) {
            lost(String.valueOf(unreadable.getMessage()));
            throw new UnreadableException(unreadable);
        }
    }

    private void lost(String reason) throws IOException {
        out.write(RecordType.MESSAGE_LOST, new Payload().text(reason).toBuffer());
    }

    /**
     * What a user who is not the owner has read.
     *
     * @param ranges UIDs, ascending
     */
    public void seen(String user, List<UidRange> ranges) throws IOException {
        for (int from = 0; from < ranges.size(); from += RANGES_AT_ONCE) {
            int to = Math.min(ranges.size(), from + RANGES_AT_ONCE);
            Payload some = new Payload().text(user);
            for (UidRange range : ranges.subList(from, to)) {
                some.number(range.first()).number(range.last());
            }
            out.write(RecordType.SEEN, some.toBuffer());
        }
    }

    /** The folder is whole. */
    public void folderEnd() throws IOException {
        out.write(RecordType.FOLDER_END, new Payload().number(folderMessages).toBuffer());
    }

    /** Ends the stream with what the next one has to know. */
    public void end(Catalogue catalogue) throws IOException {
        long offset = out.position();
        for (Payload part : catalogue.encode()) {
            out.write(RecordType.CATALOGUE, part.toBuffer());
        }
        Payload end = new Payload().number(messages).number(octets);
        out.write(RecordType.END, end.number(out.position() - offset).toBuffer());
    }

    /** Octets of the record that ends a stream. */
    static int endSize() {
        return RecordOutput.OVERHEAD + 3 * 8;
    }

    static List<UidRange> ranges(Fields from) {
        List<UidRange> ranges = new ArrayList<>();
        while (from.hasMore()) {
            ranges.add(new UidRange(from.count(), from.count()));
        }
        return ranges;
    }
}
