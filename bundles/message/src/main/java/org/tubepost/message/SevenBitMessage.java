// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Part;
import org.tubepost.message.mime.QuotedPrintableOutput;
import org.tubepost.message.mime.TransferEncoding;

/**
 * Writes a message in ASCII alone, for a host that takes no more (RFC 6152 section 3). Each part
 * with octets beyond ASCII becomes quoted-printable, or base64 where most are beyond ASCII or where
 * there is a NUL, or a CR or LF alone; parts without stay as they are, octet for octet. Decoded,
 * all parts are what they were. Header fields become encoded words and parameters (RFC 2047, RFC
 * 2231). Enclosed messages are converted part by part.
 *
 * <p>What is signed or encrypted as a whole, and reports and other {@code message} types that may
 * not be encoded (RFC 2046 section 5.2), must be ASCII already; else there is no such message. Text
 * before the first and behind the last boundary of a multipart, which nobody is shown, gets
 * question marks in place of other octets.
 *
 * <p>Reads the content in pieces, each part twice; only headers are held in memory.
 */
public final class SevenBitMessage {
    private static final int PIECE = 32 * 1024;
    private static final Set<String> SEALED = Set.of("multipart/signed", "multipart/encrypted");

    private final Content content;
    private final OutputStream out;

    /** What octets a stretch has: how many, beyond ASCII, and whether NUL or lone CR or LF. */
    private record Census(long octets, long beyondAscii, boolean binary) {

        /** Quoted-printable is read without decoding, base64 is shorter for other scripts. */
        TransferEncoding encoding() {
            return binary || beyondAscii * 2 > octets
                    ? TransferEncoding.BASE64
                    : TransferEncoding.QUOTED_PRINTABLE;
        }
    }

    private SevenBitMessage(Content content, OutputStream out) {
        this.content = content;
        this.out = out;
    }

    /**
     * The message in ASCII, for the caller to close.
     *
     * @throws UnconvertibleException if there is none
     * @throws IOException if the content cannot be read or the new one not be written
     */
    public static Content of(Content content) throws IOException, UnconvertibleException {
        return TemporaryContent.of(out -> write(content, out));
    }

    /**
     * Writes the message in ASCII.
     *
     * @param out buffered
     * @throws UnconvertibleException if there is none; something may be written already
     * @throws IOException if the content cannot be read or the stream not be written
     */
    static void write(Content content, OutputStream out)
            throws IOException, UnconvertibleException {
        Part root = content.summary().root();
        if (parts(root) >= MessageScanner.Limits.DEFAULT.parts()) {
            throw new UnconvertibleException("it has too many parts");
        }
        new SevenBitMessage(content, out).entity(root, true);
    }

    private static long parts(Part part) {
        return 1
                + part.children().stream().mapToLong(SevenBitMessage::parts).sum()
                + part.message().map(SevenBitMessage::parts).orElse(0L);
    }

    /**
     * Writes a part.
     *
     * @param isMessage a message, not a part of a multipart
     */
    private void entity(Part part, boolean isMessage) throws IOException, UnconvertibleException {
        SevenBitHeader header = new SevenBitHeader(HeaderBlock.octets(content, part), isMessage);
        String type = part.mediaType();
        if (type.startsWith("multipart/") && !SEALED.contains(type)) {
            multipart(part, header);
        } else if (type.equals("message/rfc822") && part.message().isPresent()) {
            out.write(header.octets());
            entity(part.message().get(), true);
        } else {
            leaf(part, header);
        }
    }

    private void multipart(Part part, SevenBitHeader header)
            throws IOException, UnconvertibleException {
        if (part.children().isEmpty() || !header.hasAsciiBoundary()) {
            untouched(part, header);
            return;
        }
        out.write(header.octets());
        long at = part.bodyStart();
        for (Part child : part.children()) {
            masked(at, child.headerStart());
            entity(child, false);
            at = child.end();
        }
        masked(at, part.end());
    }

    private void leaf(Part part, SevenBitHeader header) throws IOException, UnconvertibleException {
        Census census = census(part.bodyStart(), part.end());
        String type = part.mediaType();
        boolean fixed =
                SEALED.contains(type)
                        || type.startsWith("message/") && !type.startsWith("message/global")
                        || header.transferEncoding() == TransferEncoding.UNKNOWN;
        if (census.beyondAscii() == 0 || fixed) {
            untouched(part, header);
            return;
        }
        TransferEncoding before = header.transferEncoding();
        TransferEncoding encoding = before.isEncoded() ? before : census.encoding();
        out.write(header.encoded(encoding, () -> isUtf8(part)));
        try (InputStream octets =
                before.decode(content.newInputStream(part.bodyStart(), part.end()))) {
            if (encoding == TransferEncoding.BASE64) {
                base64(octets, part.end() == content.size());
            } else {
                QuotedPrintableOutput encoder = new QuotedPrintableOutput(out);
                octets.transferTo(encoder);
                encoder.finish();
            }
        }
    }

    private void untouched(Part part, SevenBitHeader header)
            throws IOException, UnconvertibleException {
        if (census(part.bodyStart(), part.end()).beyondAscii() > 0) {
            throw new UnconvertibleException(
                    "a part of type " + part.mediaType() + " may not be encoded");
        }
        out.write(header.octets());
        copy(part.bodyStart(), part.end(), out);
    }

    private void base64(InputStream octets, boolean isLast) throws IOException {
        OutputStream open =
                new FilterOutputStream(out) {
                    @Override
                    public void write(byte[] octets, int from, int length) throws IOException {
                        out.write(octets, from, length);
                    }

                    @Override
                    public void close() {
                        // The encoder is at its end, the message is not.
                    }
                };
        try (OutputStream encoder = Base64.getMimeEncoder().wrap(open)) {
            octets.transferTo(encoder);
        }
        if (isLast) {
            out.write('\r');
            out.write('\n');
        }
    }

    private boolean isUtf8(Part part) throws IOException {
        char[] ignored = new char[PIECE];
        try (InputStream in = content.newInputStream(part.bodyStart(), part.end());
                InputStreamReader reader =
                        new InputStreamReader(
                                in,
                                StandardCharsets.UTF_8
                                        .newDecoder()
                                        .onMalformedInput(CodingErrorAction.REPORT))) {
            while (reader.read(ignored) >= 0) {
                continue;
            }
            return true;
        } catch (CharacterCodingException other) {
            return false;
        }
    }

    /** Takes octets of the content as they are read. */
    private interface Taker {
        void take(byte[] octets, int length) throws IOException;
    }

    private void read(long from, long to, Taker taker) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(PIECE, Math.max(0, to - from)));
        for (long at = from; at < to; at += buffer.position()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
            if (content.read(at, buffer) <= 0) {
                throw new IOException("content ends too early");
            }
            taker.take(buffer.array(), buffer.position());
        }
    }

    private void copy(long from, long to, OutputStream into) throws IOException {
        read(from, to, (octets, length) -> into.write(octets, 0, length));
    }

    private void masked(long from, long to) throws IOException {
        read(
                from,
                to,
                (octets, length) -> {
                    SevenBitHeader.mask(octets, length);
                    out.write(octets, 0, length);
                });
    }

    private Census census(long from, long to) throws IOException {
        long[] beyond = new long[1];
        boolean[] binary = new boolean[1];
        byte[] last = new byte[1];
        read(
                from,
                to,
                (octets, length) -> {
                    byte before = last[0];
                    for (int i = 0; i < length; i++) {
                        byte octet = octets[i];
                        beyond[0] += octet < 0 ? 1 : 0;
                        binary[0] |= octet == 0 || (before == '\r') != (octet == '\n');
                        before = octet;
                    }
                    last[0] = before;
                });
        return new Census(to - from, beyond[0], binary[0] || last[0] == '\r');
    }
}
