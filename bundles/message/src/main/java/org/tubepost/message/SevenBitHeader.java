// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tubepost.message.mime.StructuredValue;
import org.tubepost.message.mime.TransferEncoding;

/**
 * The header of a message or of a part, written in ASCII alone. Fields that are ASCII already stay
 * as they are. Texts, and names and comments of addresses, become encoded words (RFC 2047), a
 * domain becomes its A-labels, parameters are encoded (RFC 2231), and identifiers, for which there
 * is no way, stand in a field with the name of RFC 6857 section 3.2. Octets that are no UTF-8 are
 * taken as ISO 8859-1.
 */
final class SevenBitHeader {
    private static final String TRANSFER_ENCODING = "Content-Transfer-Encoding";
    private static final Set<String> PARAMETERS = Set.of("content-type", "content-disposition");
    private static final Set<String> IDENTIFIERS =
            Set.of("message-id", "resent-message-id", "in-reply-to", "references");

    private final boolean isMessage;
    private final HeaderEditor editor;

    /** Tells whether a body is UTF-8; asked only where the header names no character set. */
    interface Utf8Test {
        boolean passes() throws IOException;
    }

    /**
     * A header as it came.
     *
     * @param isMessage of a message, not of a part of a multipart
     */
    SevenBitHeader(byte[] octets, boolean isMessage) {
        this.isMessage = isMessage;
        this.editor = HeaderEditor.of(octets);
    }

    /** How the body is encoded; the last field counts. */
    TransferEncoding transferEncoding() {
        return editor.named(TRANSFER_ENCODING)
                .reduce((first, second) -> second)
                .map(f -> TransferEncoding.parse(f.body()))
                .orElse(TransferEncoding.IDENTITY);
    }

    /** False when the boundary between parts cannot be written in ASCII. */
    boolean hasAsciiBoundary() {
        return editor.named("Content-Type")
                .map(f -> StructuredValue.parse(f.body()).parameter("boundary"))
                .flatMap(Optional::stream)
                .allMatch(SevenBitHeader::isAscii);
    }

    /** In ASCII, before a body that is not encoded: {@code 8bit} is not true any more. */
    byte[] octets() throws UnconvertibleException {
        if (!transferEncoding().isEncoded()
                && editor.named(TRANSFER_ENCODING).anyMatch(SevenBitHeader::saysEightBit)) {
            relabel("7bit");
        }
        return ascii();
    }

    private static boolean saysEightBit(HeaderField field) {
        return StructuredValue.parse(field.body()).value().equals("8bit");
    }

    /**
     * In ASCII, before an encoded body. A message that says nothing of MIME becomes a MIME message
     * (RFC 6152 section 3); a character set that nobody named is {@code unknown-8bit} (RFC 1428)
     * unless it is seen to be UTF-8.
     */
    byte[] encoded(TransferEncoding encoding, Utf8Test utf8)
            throws IOException, UnconvertibleException {
        if (isMessage && editor.named("MIME-Version").findAny().isEmpty()) {
            editor.append("MIME-Version", "1.0");
        }
        if (editor.named("Content-Type").findAny().isEmpty()) {
            String charset = utf8.passes() ? "utf-8" : "unknown-8bit";
            editor.append("Content-Type", "text/plain; charset=" + charset);
        }
        relabel(encoding.written());
        return ascii();
    }

    private void relabel(String encoding) {
        editor.remove(Set.of(TRANSFER_ENCODING.toLowerCase(Locale.ROOT)));
        editor.append(TRANSFER_ENCODING, encoding);
    }

    private byte[] ascii() throws UnconvertibleException {
        byte[] whole = editor.octets();
        if (isAscii(whole)) {
            return whole;
        }
        editor.addresses(
                (kind, address) ->
                        isAscii(address.localPart())
                                ? address.withDomain(address.asciiDomain())
                                : address);
        whole = editor.octets();
        List<byte[]> pieces = new ArrayList<>();
        List<Optional<HeaderField>> fields = new ArrayList<>();
        int length =
                HeaderBlock.split(
                        whole,
                        (octets, field) -> {
                            pieces.add(octets);
                            fields.add(field);
                        });
        ByteArrayOutputStream out = new ByteArrayOutputStream(whole.length * 2);
        for (int i = 0; i < pieces.size(); i++) {
            out.writeBytes(ascii(pieces.get(i), fields.get(i)));
        }
        out.write(whole, length, whole.length - length);
        return out.toByteArray();
    }

    private static byte[] ascii(byte[] octets, Optional<HeaderField> field)
            throws UnconvertibleException {
        if (isAscii(octets)) {
            return octets;
        }
        if (field.isEmpty() || !isAscii(field.get().name())) {
            return mask(octets.clone(), octets.length);
        }
        String name = field.get().name();
        String body = field.get().body();
        String lower = name.toLowerCase(Locale.ROOT);
        if (PARAMETERS.contains(lower)) {
            return field(name, AsciiText.parameters(StructuredValue.parse(body)));
        }
        if (IDENTIFIERS.contains(lower)) {
            return field("Downgraded-" + name, AsciiText.unstructured(body));
        }
        if (AddressField.of(name).isEmpty()) {
            return field(name, AsciiText.unstructured(body));
        }
        return field(
                name,
                AsciiText.addresses(body)
                        .orElseThrow(
                                () ->
                                        new UnconvertibleException(
                                                "field "
                                                        + name
                                                        + " has an address that is not in ASCII")));
    }

    private static byte[] field(String name, String body) {
        return AsciiText.folded(name + ": " + body).getBytes(StandardCharsets.US_ASCII);
    }

    /** Puts question marks where the octets are not ASCII; returns them. */
    static byte[] mask(byte[] octets, int length) {
        for (int i = 0; i < length; i++) {
            octets[i] = octets[i] < 0 ? (byte) '?' : octets[i];
        }
        return octets;
    }

    private static boolean isAscii(byte[] octets) {
        return Arrays.equals(octets, mask(octets.clone(), octets.length));
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
