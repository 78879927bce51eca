// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.apache.james.mime4j.codec.EncoderUtil;
import org.apache.james.mime4j.codec.QuotedPrintableOutputStream;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Summary;
import org.tubepost.message.TraceFields;
import org.tubepost.message.report.DeliveryReport.RecipientStatus;

/**
 * Writes a delivery status notification: {@code multipart/report} with a text for people, {@code
 * message/delivery-status} and the original message or its header (RFC 3461 section 6, RFC 3462,
 * RFC 3464). Where an address or the original header needs UTF-8, the types of RFC 6533 are used;
 * they go in base64 unless the reader's own address shows that SMTPUTF8 is spoken on the way to it.
 * The original is sent through from its content and never read into memory whole.
 *
 * <p>A message with octets that no text may have (NUL, CR or LF alone) is never returned whole.
 */
public final class DeliveryReportWriter {
    private static final String CRLF = "\r\n";
    private static final int LONGEST_LINE = 900;

    private final DeliveryReport report;
    private final Content original;
    private final Summary summary;
    private final String boundary;

    /**
     * A writer of one report.
     *
     * @param report what to say
     * @param original the message it speaks of; stays open
     */
    public DeliveryReportWriter(DeliveryReport report, Content original) {
        this(report, original, "report-" + UUID.randomUUID());
    }

    DeliveryReportWriter(DeliveryReport report, Content original, String boundary) {
        this.report = report;
        this.original = original;
        this.summary = original.summary();
        this.boundary = boundary;
    }

    /** True when the report can only go where SMTPUTF8 is spoken: its own recipient needs it. */
    public boolean isInternational() {
        return report.to().isInternational();
    }

    /**
     * Writes it, from the first header field to the last boundary.
     *
     * @throws IOException if the original cannot be read or the channel not be written
     */
    public void write(WritableByteChannel to) throws IOException {
        boolean full = report.returnFull() && !summary.binary();
        StringBuilder text = new StringBuilder(2048);
        header(text, full);
        text.append(delimiter());
        put(text.toString(), to);
        explanation(to);
        status(to);
        returned(full, to);
        put(CRLF + "--" + boundary + "--" + CRLF, to);
    }

    private String delimiter() {
        return "--" + boundary + CRLF;
    }

    private void header(StringBuilder text, boolean full) {
        String name = StatusFields.printable(report.fromName(), true).trim();
        text.append("From: ");
        if (!name.isEmpty()) {
            text.append(EncoderUtil.encodeAddressDisplayName(name)).append(' ');
        }
        text.append('<').append(report.from()).append('>').append(CRLF);
        text.append("To: <").append(report.to()).append('>').append(CRLF);
        String subject = StatusFields.printable(report.wording().subject(), true).trim();
        text.append("Subject: ").append(folded(subject)).append(CRLF);
        text.append("Date: ").append(TraceFields.date(report.written())).append(CRLF);
        text.append("Message-ID: ").append(report.messageId()).append(CRLF);
        text.append("Auto-Submitted: auto-replied").append(CRLF);
        String id = summary.messageIdField();
        if (!id.isEmpty() && id.length() < 900) {
            text.append("References: ").append(StatusFields.printable(id, isInternational()));
            text.append(CRLF);
        }
        text.append("MIME-Version: 1.0").append(CRLF);
        text.append("Content-Type: multipart/report; report-type=");
        text.append(isGlobal() ? "global-delivery-status" : "delivery-status");
        text.append(';').append(CRLF).append("\tboundary=\"").append(boundary).append('"');
        text.append(CRLF);
        if ((isGlobal() && isInternational()) || eightBitBody(full)) {
            text.append("Content-Transfer-Encoding: 8bit").append(CRLF);
        }
        text.append(CRLF);
    }

    /** Encoded words stand on lines of their own: 76 octets are the most (RFC 2047 section 2). */
    private static String folded(String subject) {
        return EncoderUtil.encodeIfNecessary(subject, EncoderUtil.Usage.TEXT_TOKEN, 9)
                .replace("?= =?", "?=" + CRLF + " =?");
    }

    private boolean eightBitBody(boolean full) {
        return full && summary.eightBit() && !inBase64();
    }

    private boolean isGlobal() {
        return summary.internationalHeader()
                || isInternational()
                || report.recipients().stream().anyMatch(DeliveryReportWriter::international);
    }

    /** UTF-8 of header fields and addresses goes in disguise where SMTPUTF8 is not sure. */
    private boolean inBase64() {
        return summary.internationalHeader() && !isInternational();
    }

    private void explanation(WritableByteChannel to) throws IOException {
        byte[] octets = report.wording().text().getBytes(StandardCharsets.UTF_8);
        boolean plain = isPlain(octets);
        put(
                "Content-Type: text/plain; charset=utf-8"
                        + CRLF
                        + "Content-Language: "
                        + StatusFields.printable(report.wording().language(), false)
                        + CRLF
                        + "Content-Transfer-Encoding: "
                        + (plain ? "7bit" : "quoted-printable")
                        + CRLF
                        + CRLF,
                to);
        if (plain) {
            put(ByteBuffer.wrap(octets), to);
        } else {
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            try (OutputStream quoted = new QuotedPrintableOutputStream(encoded, false)) {
                quoted.write(octets);
            }
            put(ByteBuffer.wrap(encoded.toByteArray()), to);
        }
        put(CRLF + delimiter(), to);
    }

    /** ASCII in lines of a length that every host takes. */
    private static boolean isPlain(byte[] octets) {
        int length = 0;
        for (byte octet : octets) {
            length = octet == '\n' ? 0 : length + 1;
            if (octet < 0 || length > LONGEST_LINE) {
                return false;
            }
        }
        return true;
    }

    private void status(WritableByteChannel to) throws IOException {
        String fields = StatusFields.of(report, isGlobal());
        boolean encoded = isGlobal() && !isInternational();
        String head = "Content-Type: message/";
        head += (isGlobal() ? "global-delivery-status" : "delivery-status") + CRLF;
        if (isGlobal()) {
            head += "Content-Transfer-Encoding: " + (encoded ? "base64" : "8bit") + CRLF;
        }
        put(head + CRLF, to);
        if (encoded) {
            byte[] octets = fields.getBytes(StandardCharsets.UTF_8);
            put(Base64.getMimeEncoder().encodeToString(octets) + CRLF, to);
        } else {
            put(fields, to);
        }
        put(delimiter(), to);
    }

    private void returned(boolean full, WritableByteChannel to) throws IOException {
        String head = "Content-Type: " + returnedType(full) + CRLF;
        if (inBase64()) {
            head += "Content-Transfer-Encoding: base64" + CRLF;
        } else if (summary.internationalHeader() || eightBitBody(full)) {
            head += "Content-Transfer-Encoding: 8bit" + CRLF;
        }
        put(head + CRLF, to);
        long count = full ? original.size() : headerEnd();
        if (inBase64()) {
            OutputStream out = Base64.getMimeEncoder().wrap(new Unclosed(to));
            try (out;
                    InputStream in = original.newInputStream(0, count)) {
                in.transferTo(out);
            }
        } else {
            send(count, to);
        }
    }

    private String returnedType(boolean full) {
        boolean global = summary.internationalHeader();
        if (full) {
            return global ? "message/global" : "message/rfc822";
        }
        return global ? "message/global-headers" : "text/rfc822-headers";
    }

    /** The header without the empty line that ends it. */
    private long headerEnd() throws IOException {
        long size = summary.headerSize();
        ByteBuffer last = ByteBuffer.allocate((int) Math.min(4, size));
        while (last.hasRemaining()) {
            if (original.read(size - last.remaining(), last) < 0) {
                throw new IOException("content ends within its header");
            }
        }
        String end = new String(last.array(), StandardCharsets.ISO_8859_1);
        if (end.endsWith("\r\n\r\n") || end.equals("\r\n")) {
            return size - 2;
        }
        return end.endsWith("\n\n") ? size - 1 : size;
    }

    private void send(long count, WritableByteChannel to) throws IOException {
        long sent = 0;
        while (sent < count) {
            long taken = original.transferTo(sent, count - sent, to);
            if (taken <= 0) {
                throw new IOException("content gives nothing at " + sent + " of " + count);
            }
            sent += taken;
        }
    }

    private static void put(String text, WritableByteChannel to) throws IOException {
        put(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), to);
    }

    private static void put(ByteBuffer octets, WritableByteChannel to) throws IOException {
        while (octets.hasRemaining()) {
            to.write(octets);
        }
    }

    private static boolean international(RecipientStatus status) {
        return status.shown().isInternational()
                || StatusFields.isInternational(status.recipient().dsn().originalRecipient());
    }

    /** A channel as a stream whose end is not the channel's. */
    private static final class Unclosed extends OutputStream {
        private final WritableByteChannel to;

        Unclosed(WritableByteChannel to) {
            this.to = to;
        }

        @Override
        public void write(int octet) throws IOException {
            put(ByteBuffer.wrap(new byte[] {(byte) octet}), to);
        }

        @Override
        public void write(byte[] octets, int from, int count) throws IOException {
            put(ByteBuffer.wrap(octets, from, count), to);
        }
    }
}
