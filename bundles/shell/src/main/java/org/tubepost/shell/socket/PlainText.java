// SPDX-License-Identifier: Apache-2.0
package org.tubepost.shell.socket;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Leaves out the control sequences of terminals (ECMA-48 section 5.4: ESC, {@code [}, parameters, a
 * final octet). Karaf prints them for bold and colour whether or not a terminal reads; a script
 * wants none, and a header of somebody's message that {@code queue:show} prints must not steer the
 * administrator's terminal. Other octets go through unchanged. For one thread.
 */
final class PlainText extends FilterOutputStream {
    private static final int ESCAPE = 0x1B;

    private enum At {
        TEXT,
        ESCAPED,
        SEQUENCE
    }

    private At at = At.TEXT;

    PlainText(OutputStream to) {
        super(to);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        byte[] kept = new byte[length];
        int count = 0;
        for (int i = offset; i < offset + length; i++) {
            if (isText(octets[i] & 0xFF)) {
                kept[count++] = octets[i];
            }
        }
        if (count > 0) {
            out.write(kept, 0, count);
        }
    }

    private boolean isText(int octet) {
        if (octet == ESCAPE) {
            at = At.ESCAPED;
            return false;
        }
        if (at == At.ESCAPED) {
            at = octet == '[' ? At.SEQUENCE : At.TEXT;
            return at == At.TEXT;
        }
        if (at == At.SEQUENCE) {
            at = octet < 0x20 || octet > 0x3F ? At.TEXT : At.SEQUENCE;
            return false;
        }
        return true;
    }
}
