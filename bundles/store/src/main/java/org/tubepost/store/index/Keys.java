// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.tubepost.api.store.ContentLocator;

/** Keys of the maps of the index, and what they say. */
final class Keys {
    private Keys() {}

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What {@link #of(String)} made a key of. */
    static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    static byte[] of(long mailbox) {
        return ByteBuffer.allocate(8).putLong(mailbox).array();
    }

    static byte[] of(ContentLocator content) {
        return of(content.partition(), content.number());
    }

    /** What {@link #of(ContentLocator)} made a key of. */
    static ContentLocator content(byte[] key) {
        String partition = new String(key, 0, key.length - 9, StandardCharsets.UTF_8);
        return new ContentLocator(partition, ByteBuffer.wrap(key).getLong(key.length - 8));
    }

    /** A name, and a number that belongs to it. */
    static byte[] of(String name, long number) {
        byte[] text = of(name);
        return ByteBuffer.allocate(text.length + 9).put(text).put((byte) 0).putLong(number).array();
    }
}
