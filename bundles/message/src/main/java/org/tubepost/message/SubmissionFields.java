// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Completes a submitted message while it passes (RFC 6409 section 8): a {@code Date} and a {@code
 * Message-ID} field are put at the end of its header where they are missing; a message without any
 * header gets one. All other octets pass untouched, the body as slices of what came in.
 *
 * <p>Used by one thread at a time, for one message. The octets have CRLF line ends.
 */
public final class SubmissionFields {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST_HELD = 64 * 1024;

    private final String hostName;
    private final Clock clock;
    private final Consumer<ByteBuffer> next;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(2048);
    private final StringBuilder lineBegin = new StringBuilder();
    private int lineLength;
    private boolean hasDate;
    private boolean hasMessageId;
    private boolean firstLine = true;
    private boolean headerDone;

    /**
     * A completion.
     *
     * @param hostName right side of new message ids
     * @param clock gives the date
     * @param next takes the completed message; may not keep the slices
     */
    public SubmissionFields(String hostName, Clock clock, Consumer<ByteBuffer> next) {
        this.hostName = hostName;
        this.clock = clock;
        this.next = next;
    }

    /** Takes the next octets: all that remain in the slice. */
    public void write(ByteBuffer slice) {
        while (!headerDone && slice.hasRemaining()) {
            byte octet = slice.get();
            held.write(octet);
            lineLength++;
            if (octet == '\n') {
                endLine();
            } else if (lineBegin.length() < 80) {
                lineBegin.append((char) (octet & 0xff));
            } else if (lineLength > MOST_HELD) {
                endHeader(0, "");
            }
        }
        if (slice.hasRemaining()) {
            next.accept(slice);
        }
    }

    /** Octets that have come in and were not passed on yet. */
    public int held() {
        return held.size();
    }

    /** The message is complete. */
    public void finish() {
        boolean openLine = lineLength > 0;
        if (!headerDone && openLine) {
            endLine();
        }
        if (!headerDone) {
            endHeader(0, (openLine ? "\r\n" : "") + missing());
        }
    }

    private void endLine() {
        String line = lineBegin.toString();
        if (line.equals("\r")) {
            endHeader(lineLength, missing());
        } else if (firstLine && !isField(line)) {
            endHeader(lineLength, missing() + "\r\n");
        } else {
            String lower = line.toLowerCase(Locale.ROOT);
            hasDate |= lower.matches("date[ \t]*:[^\n]*");
            hasMessageId |= lower.matches("message-id[ \t]*:[^\n]*");
            if (held.size() > MOST_HELD) {
                emit(held.toByteArray(), 0, held.size());
                held.reset();
            }
        }
        firstLine = false;
        lineLength = 0;
        lineBegin.setLength(0);
    }

    /** Puts fields before the last octets of what is held, and lets everything go. */
    private void endHeader(int last, String fields) {
        headerDone = true;
        byte[] header = held.toByteArray();
        held.reset();
        emit(header, 0, header.length - last);
        byte[] added = fields.getBytes(StandardCharsets.UTF_8);
        emit(added, 0, added.length);
        emit(header, header.length - last, last);
    }

    private String missing() {
        String fields = "";
        if (!hasDate) {
            fields += "Date: " + TraceFields.date(clock.instant()) + "\r\n";
        }
        if (!hasMessageId) {
            byte[] unique = new byte[18];
            RANDOM.nextBytes(unique);
            String left = Base64.getUrlEncoder().encodeToString(unique);
            fields += "Message-ID: <" + left + "@" + hostName + ">\r\n";
        }
        return fields;
    }

    private void emit(byte[] octets, int from, int count) {
        if (count > 0) {
            next.accept(ByteBuffer.wrap(octets, from, count));
        }
    }

    private static boolean isField(String line) {
        int colon = line.indexOf(':');
        return colon > 0 && line.substring(0, colon).trim().chars().allMatch(c -> c > ' ');
    }
}
