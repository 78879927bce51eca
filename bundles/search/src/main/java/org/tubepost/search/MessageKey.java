// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.util.BytesRef;
import org.tubepost.api.store.MessageRecord;

/**
 * Which content a message has: 127 bits made of its id, size and date. The same for all copies of a
 * message, wherever they are moved and whatever their folders are called; size and date tell
 * contents of another store apart.
 *
 * @param high one half
 * @param low the other half, never 0
 */
record MessageKey(long high, long low) {
    private static final long BASIS = 0xcbf2_9ce4_8422_2325L;
    private static final long PRIME = 0x0000_0100_0000_01b3L;
    private static final long FACTOR = 0x9e37_79b9_7f4a_7c15L;

    static MessageKey of(MessageRecord record) {
        String id = record.emailId();
        long one = BASIS;
        long other = ~BASIS;
        for (int i = 0; i < id.length(); i++) {
            one = (one ^ id.charAt(i)) * PRIME;
            other = (other ^ id.charAt(i)) * FACTOR;
        }
        long date = record.internalDate().getEpochSecond();
        one = mixed(mixed(one ^ record.size()) + date);
        other = mixed(mixed(other + record.size()) ^ date);
        return new MessageKey(one, other | 1);
    }

    /** Spreads each bit over all (the finalizer of MurmurHash3). */
    private static long mixed(long bits) {
        long x = (bits ^ (bits >>> 33)) * 0xff51_afd7_ed55_8ccdL;
        x = (x ^ (x >>> 33)) * 0xc4ce_b9fe_1a85_ec53L;
        return x ^ (x >>> 33);
    }

    /** The term by which an owner's message is found again. */
    BytesRef term(String owner) {
        byte[] name = owner.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(2 * Long.BYTES + name.length);
        return new BytesRef(all.putLong(high).putLong(low).put(name).array());
    }
}
