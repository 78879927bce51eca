// SPDX-License-Identifier: Apache-2.0
package org.tubepost.net.server;

import java.nio.ByteBuffer;
import org.tubepost.api.message.Content;

/** Something handed over for sending, in the order of the calls. */
sealed interface Outgoing {

    /**
     * Octets.
     *
     * @param data its position advances as it is sent
     */
    record Octets(ByteBuffer data) implements Outgoing {}

    /** A stretch of a content, with a reference of its own. */
    final class Stretch implements Outgoing {
        final Content content;
        long from;
        long count;

        Stretch(Content content, long from, long count) {
            this.content = content;
            this.from = from;
            this.count = count;
        }
    }

    /** A point in the stream at which something happens once all before it has gone out. */
    enum Mark implements Outgoing {
        /** TLS begins. */
        TLS,
        /** The connection ends. */
        END
    }
}
