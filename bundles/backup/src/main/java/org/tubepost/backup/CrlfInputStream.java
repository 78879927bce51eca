// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.IOException;
import java.io.InputStream;

/** Makes every LF that has no CR before it a CRLF; other octets pass. Read it in pieces. */
final class CrlfInputStream extends InputStream {
    private final InputStream from;
    private boolean afterCr;
    private boolean owesLf;

    CrlfInputStream(InputStream from) {
        this.from = from;
    }

    @Override
    public int read() throws IOException {
        if (owesLf) {
            owesLf = false;
            afterCr = false;
            return '\n';
        }
        int octet = from.read();
        if (octet == '\n' && !afterCr) {
            owesLf = true;
            return '\r';
        }
        afterCr = octet == '\r';
        return octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = 0;
        if (length == 0) {
            return 0;
        }
        while (count < length) {
            int octet = read();
            if (octet < 0) {
                return count == 0 ? -1 : count;
            }
            into[offset + count++] = (byte) octet;
        }
        return count;
    }
}
