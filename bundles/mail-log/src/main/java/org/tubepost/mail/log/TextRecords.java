// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.tubepost.api.log.MailEvent;

/**
 * Writes records in the classic form (reference page mta-essentials, "Runtime"): one line an event,
 * fields between single blanks, channels padded to twelve columns, the diagnostic last. {@link
 * TextParser} reads them. Used by one thread.
 */
final class TextRecords {
    static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("dd-MMM-yyyy HH:mm:ss", Locale.US);
    static final int CHANNEL_WIDTH = 12;
    static final String ORIGINAL_TYPE = "rfc822;";

    private final ZoneId zone;
    private long second = Long.MIN_VALUE;
    private String stamp = "";

    TextRecords(ZoneId zone) {
        this.zone = zone;
    }

    /** True for records of connections, which have a form of their own. */
    static boolean isConnection(MailEvent.Kind kind) {
        return switch (kind) {
            case OPENED, CLOSED, REFUSED, LOGIN, LOGOUT -> true;
            default -> false;
        };
    }

    /** Appends a record and its line break. */
    void write(MailEvent event, Layout layout, StringBuilder out) {
        time(event.time(), out);
        if (layout.has(Field.PROCESS)) {
            out.append(event.session()).append(' ');
        }
        channel(event.source(), out);
        if (isConnection(event.kind())) {
            connection(event, layout, out);
        } else {
            message(event, layout, out);
        }
        Escapes.rest(Escapes.bounded(event.diagnostic()), out);
        out.append('\n');
    }

    private void connection(MailEvent event, Layout layout, StringBuilder out) {
        out.append("+ ");
        code(event, out);
        field(event.transport(), out);
        field(event.protocol(), out);
        if (layout.has(Field.USER)) {
            field(event.user(), out);
        }
    }

    private void message(MailEvent event, Layout layout, StringBuilder out) {
        channel(event.destination(), out);
        code(event, out);
        out.append(blocks(event.size(), layout.blockSize())).append(' ');
        address(event.sender(), layout, out);
        String original = event.originalRecipient();
        field(original.isEmpty() ? "" : ORIGINAL_TYPE + original, out);
        address(event.recipient(), layout, out);
        if (layout.has(Field.FILE)) {
            field(file(event), out);
        }
        if (layout.has(Field.MESSAGE_ID)) {
            field(event.messageIdField(), out);
        }
        if (layout.has(Field.USER)) {
            field(event.user(), out);
        }
        if (layout.has(Field.TRANSPORT)) {
            field(event.transport(), out);
        }
    }

    /** Queue id and number of the entry. */
    private static String file(MailEvent event) {
        return event.entry() == 0 ? event.message() : event.message() + "/" + event.entry();
    }

    /** Size in blocks, begun ones count. */
    static long blocks(long octets, long blockSize) {
        return octets / blockSize + (octets % blockSize == 0 ? 0 : 1);
    }

    private void time(Instant time, StringBuilder out) {
        if (time.getEpochSecond() != second) {
            second = time.getEpochSecond();
            stamp = SECOND.format(time.atZone(zone));
        }
        int hundredths = time.getNano() / 10_000_000;
        out.append(stamp).append(hundredths < 10 ? ".0" : ".").append(hundredths).append(' ');
    }

    private static void channel(String name, StringBuilder out) {
        int start = out.length();
        Escapes.field(Escapes.bounded(name), out);
        while (out.length() < start + CHANNEL_WIDTH) {
            out.append(' ');
        }
        out.append(' ');
    }

    /** What happened, then E for ESMTP or L for LMTP, S for TLS, A behind a login. */
    private static void code(MailEvent event, StringBuilder out) {
        out.append(event.kind().code());
        if (event.protocol().startsWith("LMTP")) {
            out.append('L');
        } else if (event.protocol().startsWith("ESMTP") || event.protocol().startsWith("UTF8")) {
            out.append('E');
        }
        out.append(event.secured() ? "S" : "").append(event.user().isEmpty() ? " " : "A ");
    }

    private static void address(String text, Layout layout, StringBuilder out) {
        if (text.isEmpty() && layout.brackets()) {
            out.append("<> ");
        } else {
            field(text, out);
        }
    }

    private static void field(String text, StringBuilder out) {
        Escapes.field(Escapes.bounded(text), out);
        out.append(' ');
    }
}
