// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message.mime;

import java.io.InputStream;
import java.util.Locale;
import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;

/** How a body is encoded: {@code Content-Transfer-Encoding} (RFC 2045 section 6). */
public enum TransferEncoding {
    /** 7bit, 8bit, binary, or nothing said: the octets are the body. */
    IDENTITY("8bit"),
    /** Quoted-printable. */
    QUOTED_PRINTABLE("quoted-printable"),
    /** Base64. */
    BASE64("base64"),
    /** A name that nobody knows; the octets cannot be decoded. */
    UNKNOWN("");

    private final String written;

    TransferEncoding(String written) {
        this.written = written;
    }

    /** Reads the field's body; comments and parameters are passed over. */
    public static TransferEncoding parse(String body) {
        return switch (StructuredValue.parse(body).value().toLowerCase(Locale.ROOT)) {
            case "", "7bit", "8bit", "binary" -> IDENTITY;
            case "quoted-printable" -> QUOTED_PRINTABLE;
            case "base64" -> BASE64;
            default -> UNKNOWN;
        };
    }

    /** The name in the field; for octets as they are the one that allows most lines of text. */
    public String written() {
        return written;
    }

    /** True when the octets differ from what they mean. */
    public boolean isEncoded() {
        return this != IDENTITY;
    }

    /**
     * The decoded octets; broken input is decoded as far as it goes.
     *
     * @param encoded the body; closed with the stream that is returned
     */
    public InputStream decode(InputStream encoded) {
        return switch (this) {
            case QUOTED_PRINTABLE -> new QuotedPrintableInputStream(encoded, DecodeMonitor.SILENT);
            case BASE64 -> new Base64InputStream(encoded, DecodeMonitor.SILENT);
            case IDENTITY, UNKNOWN -> encoded;
        };
    }
}
