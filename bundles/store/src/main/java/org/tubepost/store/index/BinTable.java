// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.RecordWriter;

/** Bins that are not empty, and when the oldest message in each was expunged. */
record BinTable(MVMap<byte[], byte[]> map) {

    /** See {@link DerivedIndex#bins}. */
    List<Long> due(long before, long after, int atMost) {
        List<Long> due = new ArrayList<>();
        Cursor<byte[], byte[]> cursor = map.cursor(after == 0 ? null : Keys.of(after));
        while (cursor.hasNext() && due.size() < atMost) {
            long bin = ByteBuffer.wrap(cursor.next()).getLong();
            // Keys have no checksum: a wrong one must not name what users see.
            if (MailboxState.isBin(bin)
                    && bin != after
                    && Sealed.open(cursor.getValue()).number() < before) {
                due.add(bin);
            }
        }
        return due;
    }

    /** True for a bin that {@link #due} names when its time comes. */
    boolean isDueSomeTime(long bin) {
        byte[] value = map.get(Keys.of(bin));
        return value != null && Sealed.open(value).number() >= 0;
    }

    /** A mailbox changed; if it is a bin, so does its time. */
    void write(MailboxState before, MailboxState after) {
        if (after != null && after.isBin() && after.size() > 0) {
            long oldest = after.get(0).saved().getEpochSecond();
            RecordWriter to = new RecordWriter(9).number(Math.max(0, oldest));
            map.put(Keys.of(after.head().id()), Sealed.seal(to));
        } else if (after == null && before != null && before.isBin()) {
            map.remove(Keys.of(before.head().id()));
        }
    }
}
