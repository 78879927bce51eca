// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.tubepost.store.state.RecordReader;
import org.tubepost.store.state.RecordWriter;

/** What the index as a whole says, and how far the contents of each partition are settled. */
record MetaTable(MVMap<byte[], byte[]> map) {
    /** Of the index's form. */
    static final int FORMAT = 3;

    /** Of the oldest form that is read; an index of an older or a newer one is made again. */
    private static final int OLDEST = 2;

    private static final String META = "meta";
    private static final String SETTLED = "settled/";
    private static final String BEHIND_SETTLED = "settled0";

    /** Sequence number 0 when the index is empty. */
    DerivedIndex.Meta read() {
        byte[] value = map.get(Keys.of(META));
        if (value == null) {
            return new DerivedIndex.Meta(FORMAT, "", 0, 1, 0);
        }
        RecordReader from = Sealed.open(value);
        return new DerivedIndex.Meta(
                from.number(), from.text(), from.number(), from.number(), from.number());
    }

    /** True for the number of a form that is read; the next checkpoint writes the newest. */
    static boolean isReadable(long format) {
        return format >= OLDEST && format <= FORMAT;
    }

    /**
     * How many entries each of so many maps had when it was written; none in an empty index, nor of
     * maps that came later.
     */
    List<Long> counts(int maps) {
        byte[] value = map.get(Keys.of(META));
        if (value == null) {
            return Collections.nCopies(maps, 0L);
        }
        RecordReader from = Sealed.open(value);
        from.number();
        from.text();
        from.number();
        from.number();
        from.number();
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i < maps; i++) {
            counts.add(from.atEnd() ? 0L : from.number());
        }
        return counts;
    }

    /**
     * Says what the index is as of a checkpoint.
     *
     * @param counts entries of each map
     */
    void write(Checkpoint checkpoint, List<Long> counts) {
        checkpoint.settled().forEach(this::settle);
        RecordWriter to = new RecordWriter();
        to.number(FORMAT).text(checkpoint.storeId()).number(checkpoint.lsn());
        to.number(checkpoint.nextMailbox()).number(checkpoint.lastUidValidity());
        counts.forEach(to::number);
        map.put(Keys.of(META), Sealed.seal(to));
    }

    private void settle(String partition, long number) {
        map.put(Keys.of(SETTLED + partition), Sealed.seal(new RecordWriter(9).number(number)));
    }

    /** By partition, the number below which every content is used or doomed. */
    Map<String, Long> settled() {
        Map<String, Long> all = new TreeMap<>();
        Cursor<byte[], byte[]> cursor =
                map.cursor(Keys.of(SETTLED), Keys.of(BEHIND_SETTLED), false);
        while (cursor.hasNext()) {
            String name = Keys.text(cursor.next());
            all.put(name.substring(SETTLED.length()), Sealed.open(cursor.getValue()).number());
        }
        return all;
    }
}
