// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Recipient;
import org.tubepost.message.TraceFields;

/**
 * The copy of a message for an archive: a multipart/mixed (RFC 2046) whose first part tells the
 * envelope, a field a line, and whose second part is the message, octet for octet.
 */
final class JournalMessage {
    private static final String CRLF = "\r\n";

    private final Delivery delivery;
    private final String hostName;
    private final String boundary;

    /**
     * A copy.
     *
     * @param boundary must not stand in the message
     */
    JournalMessage(Delivery delivery, String hostName, String boundary) {
        this.delivery = delivery;
        this.hostName = hostName;
        this.boundary = boundary;
    }

    /** Where the copy goes. */
    interface Sink {

        /** Takes octets. */
        void put(ByteBuffer octets) throws IOException;

        /** Takes a whole content. */
        void put(Content content) throws IOException;
    }

    void writeTo(Sink sink) throws IOException {
        sink.put(octets(header() + envelope() + enclosing()));
        sink.put(delivery.content());
        sink.put(octets(CRLF + "--" + boundary + "--" + CRLF));
    }

    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private String header() {
        Envelope envelope = delivery.envelope();
        return "From: Archive <postmaster@"
                + hostName
                + ">"
                + CRLF
                + "Subject: Copy of message "
                + envelope.id()
                + CRLF
                + "Date: "
                + TraceFields.date(envelope.origin().received())
                + CRLF
                + "Message-ID: <archive."
                + envelope.id()
                + "@"
                + hostName
                + ">"
                + CRLF
                + "Auto-Submitted: auto-generated"
                + CRLF
                + "MIME-Version: 1.0"
                + CRLF
                + "Content-Type: multipart/mixed;"
                + CRLF
                + " boundary=\""
                + boundary
                + "\""
                + CRLF
                + CRLF;
    }

    private String envelope() {
        Envelope envelope = delivery.envelope();
        Origin origin = envelope.origin();
        StringBuilder out = new StringBuilder("--" + boundary + CRLF);
        out.append("Content-Type: text/plain; charset=utf-8").append(CRLF);
        out.append("Content-Transfer-Encoding: 8bit").append(CRLF).append(CRLF);
        field(out, "Queue-Id", envelope.id().toString());
        field(out, "Received-At", DateTimeFormatter.ISO_INSTANT.format(origin.received()));
        field(out, "Source-Channel", origin.channel());
        field(out, "Protocol", origin.protocol());
        origin.client().ifPresent(c -> field(out, "Client", client(origin, c.toString())));
        field(out, "Helo", origin.helo());
        field(out, "Tls", origin.tls());
        origin.authenticated().ifPresent(a -> field(out, "Authenticated", a));
        field(out, "Envelope-Id", envelope.dsn().envelopeId());
        field(out, "Message-Id", delivery.content().summary().messageIdField());
        field(out, "Size", Long.toString(delivery.content().size()));
        out.append("Sender: <").append(envelope.sender()).append('>').append(CRLF);
        for (Recipient recipient : envelope.recipients()) {
            field(out, "Recipient", recipient(recipient));
        }
        return out.toString();
    }

    private static String client(Origin origin, String address) {
        String plain = address.startsWith("/") ? address.substring(1) : address;
        return origin.clientName().isEmpty() ? plain : plain + " (" + origin.clientName() + ")";
    }

    private static String recipient(Recipient recipient) {
        return recipient.original().equals(recipient.address())
                ? "<" + recipient.original() + ">"
                : "<" + recipient.original() + "> delivered to <" + recipient.address() + ">";
    }

    /** Empty fields are left out; no word from outside makes a line of its own. */
    private static void field(StringBuilder out, String name, String value) {
        if (!value.isEmpty()) {
            out.append(name).append(": ").append(value.replaceAll("\\p{Cntrl}", " ")).append(CRLF);
        }
    }

    private String enclosing() {
        Content content = delivery.content();
        String encoding =
                content.summary().binary()
                        ? "binary"
                        : content.summary().eightBit() ? "8bit" : "7bit";
        String type = content.summary().internationalHeader() ? "message/global" : "message/rfc822";
        return CRLF
                + "--"
                + boundary
                + CRLF
                + ("Content-Type: " + type + CRLF)
                + ("Content-Transfer-Encoding: " + encoding + CRLF)
                + CRLF;
    }
}
