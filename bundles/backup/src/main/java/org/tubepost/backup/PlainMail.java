// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/** Messages in files that Dovecot's zlib plug-in may have compressed. */
final class PlainMail {
    private static final int MAGIC = 4;
    private static final int BUFFER = 1 << 14;

    private PlainMail() {}

    /**
     * A message as it was.
     *
     * @throws UnreadableMailException if it is compressed in another way than by gzip, or damaged;
     *     the stream throws it, too
     */
    static InputStream of(InputStream file) throws IOException {
        return MailSource.of(MailSource.read(() -> plain(file)));
    }

    private static InputStream plain(InputStream file) throws IOException {
        BufferedInputStream from = new BufferedInputStream(file, BUFFER);
        from.mark(MAGIC);
        String magic = HexFormat.of().formatHex(from.readNBytes(MAGIC));
        from.reset();
        if (magic.startsWith("1f8b")) {
            return new GZIPInputStream(from, BUFFER);
        }
        if (magic.startsWith("425a68") || magic.equals("28b52ffd") || magic.equals("04224d18")) {
            throw new UnreadableMailException("it is compressed, and not by gzip");
        }
        return from;
    }
}
