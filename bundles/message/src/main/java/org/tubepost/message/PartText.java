// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Part;
import org.tubepost.message.mime.StructuredValue;
import org.tubepost.message.mime.TransferEncoding;

/** The text of a part as people read it, decoded from transfer encoding and charset. */
public final class PartText {
    private PartText() {}

    /** Opens the text of a part; the caller closes it. A charset that nobody knows is Latin-1. */
    public static Reader open(Content content, Part part) throws IOException {
        HeaderBlock header = HeaderBlock.of(content, part);
        return new InputStreamReader(
                encoding(header).decode(content.newInputStream(part.bodyStart(), part.end())),
                charset(header));
    }

    /** How a part is encoded. */
    public static TransferEncoding encoding(HeaderBlock header) {
        return TransferEncoding.parse(
                header.first("Content-Transfer-Encoding").map(HeaderField::body).orElse(""));
    }

    private static Charset charset(HeaderBlock header) {
        String name =
                StructuredValue.parse(
                                header.first("Content-Type").map(HeaderField::body).orElse(""))
                        .parameter("charset")
                        .orElse("utf-8");
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.ISO_8859_1;
        }
    }
}
