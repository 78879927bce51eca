// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup.dovecot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.TreeSet;

/** A record of an index. */
public final class IndexedMessage {
    private static final String[] FLAGS = {
        "\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"
    };

    private final Set<String> keywords = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private int bits;
    private byte[] extension = new byte[0];

    IndexedMessage(int bits) {
        this.bits = bits;
    }

    void change(int add, int remove) {
        bits = bits & ~remove | add;
    }

    Set<String> keywords() {
        return keywords;
    }

    void extension(byte[] data) {
        extension = data;
    }

    /** System flags and keywords. */
    public Set<String> flags() {
        Set<String> all = new TreeSet<>(keywords);
        for (int i = 0; i < FLAGS.length; i++) {
            if ((bits & 1 << i) != 0) {
                all.add(FLAGS[i]);
            }
        }
        return all;
    }

    /** A number of the extension that was asked for, 0 if there is none at this place. */
    public long number(int place) {
        ByteBuffer data = ByteBuffer.wrap(extension).order(ByteOrder.LITTLE_ENDIAN);
        return data.capacity() < place * 4 + 4 ? 0 : data.getInt(place * 4) & 0xffff_ffffL;
    }
}
