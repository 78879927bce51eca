// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import org.tubepost.api.protocol.Connection;

/** A line for each message that is not marked: LIST and UIDL (RFC 1939 sections 5 and 7). */
final class Listing implements Share {
    private static final int MESSAGES_OF_A_SHARE = 2000;

    private final Maildrop maildrop;
    private final IntFunction<String> value;
    private int next;

    Listing(Maildrop maildrop, IntFunction<String> value) {
        this.maildrop = maildrop;
        this.value = value;
    }

    @Override
    public boolean write(Connection to) {
        StringBuilder lines = new StringBuilder();
        int end = Math.min(maildrop.size(), next + MESSAGES_OF_A_SHARE);
        for (; next < end; next++) {
            if (!maildrop.isMarked(next)) {
                lines.append(next + 1).append(' ').append(value.apply(next)).append("\r\n");
            }
        }
        boolean finished = next == maildrop.size();
        if (finished) {
            lines.append(".\r\n");
        }
        to.write(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII)));
        return finished;
    }
}
