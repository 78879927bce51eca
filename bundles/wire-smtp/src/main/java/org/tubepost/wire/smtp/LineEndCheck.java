// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.nio.ByteBuffer;

/**
 * Watches data that come without dots (BDAT) for a CR or LF alone, which text may not have. Used by
 * one thread, for one message.
 */
public final class LineEndCheck {
    private boolean afterCr;
    private boolean bareLineBreak;

    /** Looks at the remaining octets and leaves the slice as it is. */
    public void look(ByteBuffer slice) {
        int limit = slice.limit();
        for (int at = slice.position(); at < limit && !bareLineBreak; at++) {
            byte octet = slice.get(at);
            if (afterCr != (octet == '\n')) {
                bareLineBreak = true;
            }
            afterCr = octet == '\r';
        }
    }

    /** Whether the message, being complete, has had a CR or LF alone. */
    public boolean hasBareLineBreak() {
        return bareLineBreak || afterCr;
    }
}
