// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Summary;
import org.tubepost.message.TraceFields;
import org.tubepost.message.report.DeliveryReport.RecipientStatus;

/**
 * Writes a delivery status notification: {@code multipart/report} with a text for people, {@code
 * message/delivery-status} and the original message or its header (RFC 3461 section 6, RFC 3462,
 * RFC 3464). Where an address or the original header needs UTF-8, the types of RFC 6533 are used.
 * The original is sent through from its content and never read into memory whole.
 *
 * <p>A message with octets that no text may have (NUL, CR or LF alone) is never returned whole.
 */
public final class DeliveryReportWriter {
    private static final String CRLF = "\r\n";

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

    /** True when the report can only go where SMTPUTF8 is spoken. */
    public boolean isInternational() {
        return summary.internationalHeader()
                || report.to().isInternational()
                || report.recipients().stream().anyMatch(DeliveryReportWriter::international);
    }

    /**
     * Writes it, from the first header field to the last boundary.
     *
     * @throws IOException if the original cannot be read or the channel not be written
     */
    public void write(WritableByteChannel to) throws IOException {
        boolean utf8 = isInternational();
        boolean full = report.returnFull() && !summary.binary();
        StringBuilder text = new StringBuilder(2048);
        header(text, utf8, full);
        text.append("--").append(boundary).append(CRLF);
        text.append("Content-Type: text/plain; charset=utf-8").append(CRLF);
        text.append("Content-Transfer-Encoding: ").append(utf8 ? "8bit" : "7bit").append(CRLF);
        text.append(CRLF).append(Explanation.of(report, full, utf8)).append(CRLF);
        text.append("--").append(boundary).append(CRLF);
        text.append("Content-Type: message/");
        text.append(utf8 ? "global-delivery-status" : "delivery-status").append(CRLF);
        if (utf8) {
            text.append("Content-Transfer-Encoding: 8bit").append(CRLF);
        }
        text.append(CRLF).append(StatusFields.of(report, utf8));
        text.append("--").append(boundary).append(CRLF);
        text.append("Content-Type: ").append(returnedType(full)).append(CRLF);
        if (summary.internationalHeader() || (full && summary.eightBit())) {
            text.append("Content-Transfer-Encoding: 8bit").append(CRLF);
        }
        text.append(CRLF);
        put(text.toString(), to);
        send(full ? original.size() : headerEnd(), to);
        put(CRLF + "--" + boundary + "--" + CRLF, to);
    }

    private void header(StringBuilder text, boolean utf8, boolean full) {
        String name = StatusFields.printable(report.fromName(), false).replace("\"", "");
        text.append("From: \"").append(name).append("\" <").append(report.from());
        text.append('>').append(CRLF);
        text.append("To: <").append(report.to()).append('>').append(CRLF);
        text.append("Subject: ").append(Explanation.subject(report)).append(CRLF);
        text.append("Date: ").append(TraceFields.date(report.written())).append(CRLF);
        text.append("Message-ID: ").append(report.messageId()).append(CRLF);
        text.append("Auto-Submitted: auto-replied").append(CRLF);
        if (!summary.messageIdField().isEmpty() && summary.messageIdField().length() < 900) {
            String id = StatusFields.printable(summary.messageIdField(), utf8);
            text.append("References: ").append(id).append(CRLF);
        }
        text.append("MIME-Version: 1.0").append(CRLF);
        text.append("Content-Type: multipart/report; report-type=");
        text.append(utf8 ? "global-delivery-status" : "delivery-status");
        text.append(';').append(CRLF).append("\tboundary=\"").append(boundary).append('"');
        text.append(CRLF);
        if (utf8 || (full && summary.eightBit())) {
            text.append("Content-Transfer-Encoding: 8bit").append(CRLF);
        }
        text.append(CRLF);
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
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (octets.hasRemaining()) {
            to.write(octets);
        }
    }

    private static boolean international(RecipientStatus status) {
        return status.recipient().address().isInternational()
                || status.recipient().original().isInternational()
                || StatusFields.isInternational(status.recipient().dsn().originalRecipient());
    }
}
