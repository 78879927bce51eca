// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.james.mime4j.dom.address.Address;
import org.apache.james.mime4j.dom.address.Group;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.field.address.LenientAddressParser;
import org.apache.james.mime4j.stream.ParserCursor;
import org.apache.james.mime4j.util.ByteSequence;
import org.apache.james.mime4j.util.ContentUtil;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Part;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.HeaderField;
import org.tubepost.wire.imap.Strings;

/** ENVELOPE (RFC 3501 section 7.4.2); texts stay encoded as they stand in the header. */
final class EnvelopeWriter {
    private EnvelopeWriter() {}

    /** The envelope of a message, or of one enclosed in it. */
    static String write(Content content, Part message) throws IOException {
        HeaderBlock header = HeaderBlock.of(content, message);
        String from = addresses(header, "From");
        return "("
                + String.join(
                        " ",
                        text(header, "Date"),
                        text(header, "Subject"),
                        from,
                        orElse(addresses(header, "Sender"), from),
                        orElse(addresses(header, "Reply-To"), from),
                        addresses(header, "To"),
                        addresses(header, "Cc"),
                        addresses(header, "Bcc"),
                        text(header, "In-Reply-To"),
                        text(header, "Message-ID"))
                + ")";
    }

    private static String orElse(String value, String otherwise) {
        return value.equals("NIL") ? otherwise : value;
    }

    private static String text(HeaderBlock header, String name) {
        return Strings.nstring(header.first(name).map(HeaderField::body).orElse(null));
    }

    private static String addresses(HeaderBlock header, String name) {
        StringBuilder out = new StringBuilder();
        for (HeaderField field : header.all(name)) {
            ByteSequence bytes = ContentUtil.encode(StandardCharsets.UTF_8, field.body());
            List<Address> found =
                    LenientAddressParser.DEFAULT.parseAddressList(
                            bytes, new ParserCursor(0, bytes.length()));
            found.forEach(a -> address(a, out));
        }
        return out.isEmpty() ? "NIL" : "(" + out + ")";
    }

    private static void address(Address address, StringBuilder out) {
        if (address instanceof Group group) {
            out.append("(NIL NIL ").append(Strings.string(group.getName())).append(" NIL)");
            group.getMailboxes().forEach(m -> mailbox(m, out));
            out.append("(NIL NIL NIL NIL)");
        } else if (address instanceof Mailbox mailbox) {
            mailbox(mailbox, out);
        }
    }

    private static void mailbox(Mailbox mailbox, StringBuilder out) {
        String local = mailbox.getLocalPart() == null ? "" : mailbox.getLocalPart();
        String domain = mailbox.getDomain() == null ? "" : mailbox.getDomain();
        if (local.isEmpty() && domain.isEmpty() && mailbox.getName() == null) {
            return;
        }
        out.append('(')
                .append(Strings.nstring(mailbox.getName()))
                .append(" NIL ")
                .append(Strings.string(local))
                .append(' ')
                .append(Strings.string(domain))
                .append(')');
    }
}
