// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MessageRecord;

/**
 * The messages of a mailbox by ascending UID, as full chunks and one chunk that grows. Immutable: a
 * change copies the chunks it touches and, unless it is an append, the list of chunks, so that
 * 100,000 messages cost an append nothing. Small neighbours are joined when messages go.
 */
public final class Messages {

    /** No messages. */
    public static final Messages NONE = new Messages(new Chunk[0], null);

    private static final int JOIN_UP_TO = Chunk.MAX / 2;

    private final Chunk[] full;
    private final int[] starts;
    private final Chunk tail;
    private final int fullUnseen;
    private final long fullOctets;

    private Messages(Chunk[] full, Chunk tail) {
        this.full = full;
        this.tail = tail;
        this.starts = new int[full.length + 1];
        int unread = 0;
        long sum = 0;
        for (int i = 0; i < full.length; i++) {
            starts[i + 1] = starts[i] + full[i].length();
            unread += full[i].unseen();
            sum += full[i].octets();
        }
        this.fullUnseen = unread;
        this.fullOctets = sum;
    }

    private Messages(Messages before, Chunk tail) {
        this.full = before.full;
        this.starts = before.starts;
        this.fullUnseen = before.fullUnseen;
        this.fullOctets = before.fullOctets;
        this.tail = tail;
    }

    private static Messages of(List<Chunk> chunks) {
        if (chunks.isEmpty()) {
            return NONE;
        }
        int last = chunks.size() - 1;
        return new Messages(chunks.subList(0, last).toArray(new Chunk[0]), chunks.get(last));
    }

    /** Number of messages. */
    public int size() {
        return starts[full.length] + (tail == null ? 0 : tail.length());
    }

    /** Messages without {@code \Seen}. */
    public int unseen() {
        return fullUnseen + (tail == null ? 0 : tail.unseen());
    }

    /** Index of the first message without {@code \Seen}; the size if there is none. */
    public int firstUnseen() {
        for (int c = 0; c < chunkCount(); c++) {
            Chunk chunk = chunk(c);
            for (int i = 0; chunk.unseen() > 0 && i < chunk.length(); i++) {
                if (!chunk.flags(i).has(Flags.SEEN)) {
                    return starts[c] + i;
                }
            }
        }
        return size();
    }

    /** Octets of all messages. */
    public long octets() {
        return fullOctets + (tail == null ? 0 : tail.octets());
    }

    /** Octets that this takes in memory, about. */
    public long memory() {
        long sum = 64;
        for (int i = 0; i < chunkCount(); i++) {
            sum += chunk(i).memory() + 8;
        }
        return sum;
    }

    /** The message at an index. */
    public MessageRecord get(int index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException(index);
        }
        int at = chunkAt(index);
        return chunk(at).record(index - starts[at]);
    }

    /** UID at an index. */
    public long uid(int index) {
        int at = chunkAt(index);
        return chunk(at).uid(index - starts[at]);
    }

    /** Modification sequence at an index. */
    public long modSeq(int index) {
        int at = chunkAt(index);
        return chunk(at).modSeq(index - starts[at]);
    }

    /** Flags at an index. */
    public Flags flags(int index) {
        int at = chunkAt(index);
        return chunk(at).flags(index - starts[at]);
    }

    /** The message at an index as it would come into another mailbox. */
    public Row row(int index, long uid, long savedAt) {
        int at = chunkAt(index);
        return chunk(at).row(index - starts[at], uid, savedAt);
    }

    /** Index of a UID as {@link java.util.Collections#binarySearch} says it. */
    public int indexOf(long uid) {
        int at = chunkOf(uid);
        if (at == chunkCount()) {
            return -size() - 1;
        }
        int inside = chunk(at).indexOf(uid);
        return inside >= 0 ? starts[at] + inside : inside - starts[at];
    }

    /** Messages changed after a modification sequence. */
    public List<MessageRecord> changedSince(long modSeq) {
        List<MessageRecord> changed = new ArrayList<>();
        for (int c = 0; c < chunkCount(); c++) {
            Chunk chunk = chunk(c);
            for (int i = 0; chunk.maxModSeq() > modSeq && i < chunk.length(); i++) {
                if (chunk.modSeq(i) > modSeq) {
                    changed.add(chunk.record(i));
                }
            }
        }
        return changed;
    }

    /** Tells each set of flags in use at least once. */
    public void forEachFlags(Consumer<Flags> visitor) {
        Flags last = null;
        for (int c = 0; c < chunkCount(); c++) {
            Chunk chunk = chunk(c);
            for (int i = 0; i < chunk.length(); i++) {
                if (chunk.flags(i) != last) {
                    last = chunk.flags(i);
                    visitor.accept(last);
                }
            }
        }
    }

    /** Tells each message's content. */
    public void forEachContent(Consumer<ContentLocator> visitor) {
        for (int c = 0; c < chunkCount(); c++) {
            for (int i = 0; i < chunk(c).length(); i++) {
                visitor.accept(chunk(c).content(i));
            }
        }
    }

    /** With one more message, whose UID is larger than all. */
    public Messages append(Row row, long modSeq) {
        if (tail == null) {
            return new Messages(this, Chunk.empty(row.uid()).append(row, modSeq));
        }
        if (tail.isFull()) {
            Chunk[] more = Arrays.copyOf(full, full.length + 1);
            more[full.length] = tail;
            return new Messages(more, Chunk.empty(row.uid()).append(row, modSeq));
        }
        return new Messages(this, tail.append(row, modSeq));
    }

    /** With other flags on these messages; absent UIDs are skipped. */
    public Messages withFlags(List<FlagGroup> groups, long modSeq) {
        Map<Integer, Map<Integer, Flags>> byChunk = new HashMap<>();
        for (FlagGroup group : groups) {
            Flags shared = FlagSets.share(group.flags());
            for (long uid : group.uids()) {
                int at = chunkOf(uid);
                int inside = at == chunkCount() ? -1 : chunk(at).indexOf(uid);
                if (inside >= 0) {
                    byChunk.computeIfAbsent(at, c -> new HashMap<>()).put(inside, shared);
                }
            }
        }
        List<Chunk> chunks = chunks();
        byChunk.forEach((at, c) -> chunks.set(at, chunks.get(at).withFlags(c, modSeq)));
        return of(chunks);
    }

    /** With another modification sequence of messages, of which something else was changed. */
    Messages touched(Readers readers, long modSeq) {
        BitSet touched = readers.indexes(this);
        List<Chunk> chunks = chunks();
        for (int index = touched.nextSetBit(0); index >= 0; ) {
            int at = chunkAt(index);
            int end = starts[at] + chunk(at).length();
            chunks.set(at, chunk(at).touched(touched.get(starts[at], end), modSeq));
            index = touched.nextSetBit(end);
        }
        return of(chunks);
    }

    /** With contents elsewhere; a message that is gone or lies elsewhere by now is left alone. */
    public Messages relocated(List<Relocation> relocations) {
        Map<Integer, Map<Integer, ContentLocator>> byChunk = new HashMap<>();
        for (Relocation relocation : relocations) {
            int at = chunkOf(relocation.uid());
            int inside = at == chunkCount() ? -1 : chunk(at).indexOf(relocation.uid());
            if (inside >= 0 && chunk(at).content(inside).equals(relocation.from())) {
                byChunk.computeIfAbsent(at, c -> new HashMap<>()).put(inside, relocation.to());
            }
        }
        List<Chunk> chunks = chunks();
        byChunk.forEach((at, places) -> chunks.set(at, chunks.get(at).withContents(places)));
        return of(chunks);
    }

    /** Where the content at an index is. */
    public ContentLocator content(int index) {
        int at = chunkAt(index);
        return chunk(at).content(index - starts[at]);
    }

    /** Without these messages; absent UIDs are skipped. */
    public Messages without(long[] uids) {
        Map<Integer, BitSet> byChunk = new HashMap<>();
        for (long uid : uids) {
            int at = chunkOf(uid);
            int inside = at == chunkCount() ? -1 : chunk(at).indexOf(uid);
            if (inside >= 0) {
                byChunk.computeIfAbsent(at, c -> new BitSet()).set(inside);
            }
        }
        List<Chunk> kept = new ArrayList<>(chunkCount());
        for (int c = 0; c < chunkCount(); c++) {
            BitSet gone = byChunk.get(c);
            Chunk chunk = gone == null ? chunk(c) : chunk(c).without(gone);
            Chunk before = kept.isEmpty() ? null : kept.get(kept.size() - 1);
            if (chunk.length() == 0) {
                continue;
            }
            if (before != null && before.length() + chunk.length() <= JOIN_UP_TO) {
                kept.set(kept.size() - 1, before.join(chunk));
            } else {
                kept.add(chunk);
            }
        }
        return of(kept);
    }

    /** Number of chunks. */
    public int chunkCount() {
        return full.length + (tail == null ? 0 : 1);
    }

    /** Name of a chunk in the index: ascending with the chunks, stable while the chunk exists. */
    public long chunkBase(int at) {
        return chunk(at).base();
    }

    /** True when this and the other hold the very same version of a chunk. */
    public boolean sharesChunk(int at, Messages other, int otherAt) {
        return chunk(at) == other.chunk(otherAt);
    }

    /** Writes one chunk. */
    public void encodeChunk(int at, RecordWriter to) {
        chunk(at).encode(to);
    }

    /** Collects chunks that {@link #encodeChunk} wrote, in ascending order. */
    public static final class Builder {
        private final List<Chunk> chunks = new ArrayList<>();

        /** Reads the next chunk. */
        public void decode(RecordReader from) {
            chunks.add(Chunk.decode(from));
        }

        /** The messages. */
        public Messages build() {
            return of(chunks);
        }
    }

    private List<Chunk> chunks() {
        List<Chunk> all = new ArrayList<>(List.of(full));
        if (tail != null) {
            all.add(tail);
        }
        return all;
    }

    private Chunk chunk(int at) {
        return at < full.length ? full[at] : tail;
    }

    private int chunkAt(int index) {
        int found = Arrays.binarySearch(starts, 0, full.length + 1, index);
        return found >= 0 ? found : -found - 2;
    }

    /** The first chunk whose last UID is not smaller; the number of chunks if there is none. */
    private int chunkOf(long uid) {
        int low = 0;
        int high = chunkCount();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chunk(middle).lastUid() < uid) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
