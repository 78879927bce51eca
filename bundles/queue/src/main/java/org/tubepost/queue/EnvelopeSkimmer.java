// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.nio.ByteBuffer;
import org.tubepost.api.message.Priority;

/**
 * Steps over an envelope that {@link EnvelopeCodec} wrote and picks what the ledger needs; makes no
 * objects of the rest.
 */
final class EnvelopeSkimmer {
    private static final Priority[] PRIORITIES = Priority.values();

    private final ByteBuffer all;
    private final String id;
    private final long receivedMillis;
    private final String cause;
    private final Priority priority;
    private final int[] channelAt;

    /** Reads an envelope and leaves the buffer behind it. */
    EnvelopeSkimmer(ByteBuffer from) {
        all = from.duplicate();
        id = Bytes.text(from);
        skip(from, 2);
        skipSocket(from);
        skipSocket(from);
        skip(from, 3);
        if (from.get() == 1) {
            Bytes.skip(from);
        }
        receivedMillis = Bytes.number(from);
        cause = Bytes.text(from);
        skipPath(from);
        from.get();
        Bytes.skip(from);
        Bytes.number(from);
        priority = PRIORITIES[from.get()];
        channelAt = new int[(int) Bytes.number(from)];
        for (int i = 0; i < channelAt.length; i++) {
            skip(from, 4);
            channelAt[i] = from.position();
            skip(from, 2);
            int bits = from.get();
            Bytes.skip(from);
            if ((bits & EnvelopeCodec.RETURN_PATH) != 0) {
                skipPath(from);
            }
        }
    }

    String id() {
        return id;
    }

    long receivedMillis() {
        return receivedMillis;
    }

    String cause() {
        return cause;
    }

    Priority priority() {
        return priority;
    }

    /** A recipient, from its channel on. */
    ByteBuffer recipient(int index) {
        return all.duplicate().position(channelAt[index]);
    }

    private static void skip(ByteBuffer from, int texts) {
        for (int i = 0; i < texts; i++) {
            Bytes.skip(from);
        }
    }

    private static void skipSocket(ByteBuffer from) {
        int length = from.get();
        if (length > 0) {
            from.position(from.position() + length);
            Bytes.number(from);
        }
    }

    private static void skipPath(ByteBuffer from) {
        if (from.get() != 0) {
            skip(from, 2);
        }
    }
}
