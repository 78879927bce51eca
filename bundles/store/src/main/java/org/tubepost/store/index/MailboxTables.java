// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.tubepost.store.state.MailboxHead;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.Messages;
import org.tubepost.store.state.Readers;
import org.tubepost.store.state.RecordReader;
import org.tubepost.store.state.RecordWriter;
import org.tubepost.store.state.Trail;
import org.tubepost.store.state.UidRanges;

/**
 * Mailboxes in the index: figures by mailbox, messages by mailbox and chunk, expunged UIDs and
 * delivery keys by mailbox and block of {@value #BLOCK}, what others than the owner have read by
 * user and mailbox. Only what differs from the checkpoint before is written: a chunk that both
 * versions of a mailbox share is the same object.
 */
final class MailboxTables {
    private static final int BLOCK = 512;

    private final MVMap<byte[], byte[]> heads;
    private final MVMap<byte[], byte[]> chunks;
    private final MVMap<byte[], byte[]> tombstones;
    private final MVMap<byte[], byte[]> keys;
    private final MVMap<byte[], byte[]> readers;

    private MailboxTables(List<MVMap<byte[], byte[]>> maps) {
        this.heads = maps.get(0);
        this.chunks = maps.get(1);
        this.tombstones = maps.get(2);
        this.keys = maps.get(3);
        this.readers = maps.get(4);
    }

    /** Maps by their names. */
    static MailboxTables of(Function<String, MVMap<byte[], byte[]>> maps) {
        return new MailboxTables(
                Stream.of("mailboxes", "chunks", "tombstones", "keys", "readers")
                        .map(maps)
                        .toList());
    }

    /** The same as they are at some moment. */
    MailboxTables at(UnaryOperator<MVMap<byte[], byte[]>> moment) {
        return new MailboxTables(maps().stream().map(moment).toList());
    }

    /** All of them; a map that came later is behind the others. */
    List<MVMap<byte[], byte[]>> maps() {
        return List.of(heads, chunks, tombstones, keys, readers);
    }

    List<Long> ids() {
        List<Long> ids = new ArrayList<>();
        heads.keyIterator(null).forEachRemaining(k -> ids.add(ByteBuffer.wrap(k).getLong()));
        return ids;
    }

    Optional<MailboxState> read(long id) {
        byte[] value = heads.get(Keys.of(id));
        if (value == null) {
            return Optional.empty();
        }
        RecordReader from = Sealed.open(value);
        MailboxHead head = MailboxHead.decode(from);
        int chunkCount = (int) from.number();
        Messages.Builder messages = new Messages.Builder();
        Cursor<byte[], byte[]> cursor = all(chunks, id);
        int found = 0;
        for (; cursor.hasNext(); found++) {
            cursor.next();
            messages.decode(Sealed.open(cursor.getValue()));
        }
        if (found != chunkCount) {
            throw new IndexDamagedException("Mailbox " + head.name() + " lacks messages");
        }
        Trail gone = readTrail(tombstones, id, MailboxState.noTombstones(), from);
        Trail known = readTrail(keys, id, MailboxState.noKeys(), from);
        Readers read = readReaders(id, from);
        return Optional.of(new MailboxState(head, messages.build(), gone, known, read));
    }

    /** The mailbox says who has read something; one of a former version says nothing. */
    private Readers readReaders(long id, RecordReader from) {
        SortedMap<String, UidRanges> read = new TreeMap<>();
        for (int i = from.atEnd() ? 0 : from.count(); i > 0; i--) {
            String user = from.text();
            byte[] value = readers.get(Keys.of(user, id));
            if (value == null) {
                throw new IndexDamagedException("Mailbox " + id + " lacks what " + user + " read");
            }
            read.put(user, UidRanges.decode(Sealed.open(value)));
        }
        return Readers.of(read);
    }

    /** Mailboxes of which a user who is not the owner has read something. */
    List<Long> readBy(String user) {
        List<Long> ids = new ArrayList<>();
        readers.cursor(Keys.of(user, 0), Keys.of(user, Long.MAX_VALUE), false)
                .forEachRemaining(k -> ids.add(ByteBuffer.wrap(k).getLong(k.length - 8)));
        return ids;
    }

    /** How many users have read something, counted for each mailbox. */
    long readerCount() {
        return readers.sizeAsLong();
    }

    void write(MailboxState before, MailboxState after) {
        if (after == null) {
            if (before != null) {
                remove(before);
            }
            return;
        }
        long id = after.head().id();
        writeChunks(id, before, after.messages());
        writeTrail(tombstones, id, before == null ? null : before.tombstones(), after.tombstones());
        writeTrail(keys, id, before == null ? null : before.keys(), after.keys());
        writeReaders(id, before == null ? Readers.NONE : before.readers(), after.readers());
        RecordWriter to = new RecordWriter();
        after.head().encode(to);
        to.number(after.messages().chunkCount());
        to.number(after.tombstones().first()).number(after.tombstones().end());
        to.number(after.keys().first()).number(after.keys().end());
        to.number(after.readers().users().size());
        after.readers().users().forEach(to::text);
        heads.put(Keys.of(id), Sealed.seal(to));
    }

    private void remove(MailboxState before) {
        long id = before.head().id();
        for (MVMap<byte[], byte[]> map : List.of(chunks, tombstones, keys)) {
            List<byte[]> gone = new ArrayList<>();
            all(map, id).forEachRemaining(gone::add);
            gone.forEach(map::remove);
        }
        before.readers().users().forEach(user -> readers.remove(Keys.of(user, id)));
        heads.remove(Keys.of(id));
    }

    private void writeChunks(long id, MailboxState before, Messages after) {
        Messages old = before == null ? Messages.NONE : before.messages();
        Map<Long, Integer> known = new HashMap<>();
        for (int c = 0; c < old.chunkCount(); c++) {
            known.put(old.chunkBase(c), c);
        }
        for (int c = 0; c < after.chunkCount(); c++) {
            Integer was = known.remove(after.chunkBase(c));
            if (was == null || !after.sharesChunk(c, old, was)) {
                RecordWriter to = new RecordWriter(8192);
                after.encodeChunk(c, to);
                chunks.put(key(id, after.chunkBase(c)), Sealed.seal(to));
            }
        }
        known.keySet().forEach(base -> chunks.remove(key(id, base)));
    }

    private void writeReaders(long id, Readers before, Readers after) {
        for (String user : before.users()) {
            if (after.by(user).isEmpty()) {
                readers.remove(Keys.of(user, id));
            }
        }
        for (String user : after.users()) {
            UidRanges ranges = after.by(user);
            if (ranges != before.by(user)) {
                RecordWriter to = new RecordWriter();
                ranges.encode(to);
                readers.put(Keys.of(user, id), Sealed.seal(to));
            }
        }
    }

    private static void writeTrail(MVMap<byte[], byte[]> map, long id, Trail before, Trail after) {
        long first = after.first();
        if (before != null) {
            for (long b = before.first() / BLOCK; b < first / BLOCK; b++) {
                map.remove(key(id, b));
            }
            if (before.end() == after.end()) {
                return;
            }
            first = Math.max(first, before.end());
        }
        for (long b = first / BLOCK; b * BLOCK < after.end(); b++) {
            RecordWriter to = new RecordWriter(4096);
            long from = Math.max(after.first(), b * BLOCK);
            after.encode(to, from, Math.min(after.end(), (b + 1) * BLOCK));
            map.put(key(id, b), Sealed.seal(to));
        }
    }

    private static Trail readTrail(
            MVMap<byte[], byte[]> map, long id, Trail empty, RecordReader from) {
        long first = from.number();
        long end = from.number();
        Trail trail = empty;
        Cursor<byte[], byte[]> cursor = all(map, id);
        while (cursor.hasNext()) {
            cursor.next();
            trail = trail.decode(Sealed.open(cursor.getValue()));
        }
        if (trail.size() > 0 ? trail.end() != end : first != end) {
            throw new IndexDamagedException("Mailbox " + id + " lacks a list");
        }
        return trail.size() == 0 ? trail.at(end) : trail.from(first);
    }

    private static Cursor<byte[], byte[]> all(MVMap<byte[], byte[]> map, long id) {
        return map.cursor(key(id, 0), key(id, Long.MAX_VALUE), false);
    }

    private static byte[] key(long id, long second) {
        return ByteBuffer.allocate(16).putLong(id).putLong(second).array();
    }
}
