// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.dom.field.DateTimeField;
import org.apache.james.mime4j.field.DateTimeFieldLenientImpl;
import org.apache.james.mime4j.field.address.LenientAddressParser;
import org.apache.james.mime4j.stream.ParserCursor;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.util.ByteSequence;
import org.apache.james.mime4j.util.ContentUtil;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;

/**
 * One header field as it stands in the message. Its octets are kept as they are; what they mean is
 * read through mime4j, leniently: broken values give less, never an exception. Immutable.
 */
public final class HeaderField {
    private final String name;
    private final byte[] raw;
    private final int bodyStart;

    HeaderField(String name, byte[] raw, int bodyStart) {
        this.name = name;
        this.raw = raw;
        this.bodyStart = bodyStart;
    }

    /** A mailbox with the name that stands before it, decoded; empty if none. */
    public record NamedMailbox(String displayName, MailAddress address) {}

    /** Name as written. */
    public String name() {
        return name;
    }

    /** True for this name, without regard to case. */
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** The octets of the field with its line breaks. */
    public ByteBuffer raw() {
        return ByteBuffer.wrap(raw).asReadOnlyBuffer();
    }

    /** The octets themselves, for readers of this package who do not change them. */
    byte[] octets() {
        return raw;
    }

    /** Index of the first octet behind the colon. */
    int bodyStart() {
        return bodyStart;
    }

    /**
     * The body unfolded and trimmed, encoded words left as they are. Octets that are no UTF-8 (RFC
     * 6532) are taken as ISO 8859-1.
     */
    public String body() {
        return unfolded(text(raw, bodyStart, raw.length)).trim();
    }

    /** The body as people read it: unfolded, encoded words decoded (RFC 2047). */
    public String decoded() {
        return decode(body());
    }

    /** The addresses in the body; groups give their members, broken ones are left out. */
    public List<MailAddress> addresses() {
        return mailboxes().stream().map(NamedMailbox::address).toList();
    }

    /** The mailboxes in the body with their display names. */
    public List<NamedMailbox> mailboxes() {
        ByteSequence bytes = ContentUtil.encode(StandardCharsets.UTF_8, body());
        List<NamedMailbox> found = new ArrayList<>();
        for (Mailbox mailbox :
                LenientAddressParser.DEFAULT
                        .parseAddressList(bytes, new ParserCursor(0, bytes.length()))
                        .flatten()) {
            address(mailbox)
                    .ifPresent(
                            a ->
                                    found.add(
                                            new NamedMailbox(
                                                    mailbox.getName() == null
                                                            ? ""
                                                            : decode(mailbox.getName()),
                                                    a)));
        }
        return found;
    }

    /** The moment that the body names. A zone that cannot be is taken as UTC. */
    public Optional<Instant> date() {
        String plain = body().replaceAll("\\([^()]*\\)", " ").replaceAll("[ \t]+", " ").trim();
        Optional<Instant> moment = parsed(plain);
        return moment.isPresent() ? moment : parsed(plain.replaceFirst(" [+-]\\d{4}$", " +0000"));
    }

    private Optional<Instant> parsed(String text) {
        DateTimeField field =
                DateTimeFieldLenientImpl.PARSER.parse(
                        new RawField(name, text), DecodeMonitor.SILENT);
        return Optional.ofNullable(field.getDate()).map(Date::toInstant);
    }

    @Override
    public String toString() {
        return name + ": " + body();
    }

    private static Optional<MailAddress> address(Mailbox mailbox) {
        String domain = mailbox.getDomain() == null ? "" : mailbox.getDomain();
        if (mailbox.getLocalPart() == null || mailbox.getLocalPart().isEmpty()) {
            return Optional.empty();
        }
        try {
            String written = new MailAddress(mailbox.getLocalPart(), domain).toString();
            return Optional.of(MailAddress.parse(written));
        } catch (AddressSyntaxException broken) {
            return Optional.empty();
        }
    }

    private static String decode(String text) {
        return text.contains("=?")
                ? DecoderUtil.decodeEncodedWords(text, DecodeMonitor.SILENT)
                : text;
    }

    private static String unfolded(String text) {
        StringBuilder joined = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\r' && c != '\n') {
                joined.append(c);
            }
        }
        return joined.toString();
    }

    static String text(byte[] octets, int from, int to) {
        ByteBuffer wrapped = ByteBuffer.wrap(octets, from, to - from);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(wrapped)
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
        }
    }
}
