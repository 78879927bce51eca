// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.message.EnhancedStatus;

/**
 * Reads the replies of a server, of one line or many (RFC 5321 section 4.2.1). Forgives lines that
 * end with LF alone and cuts long ones; a server that does not speak SMTP is an error. Used by one
 * thread at a time.
 */
public final class ReplyReader {
    private static final int LONGEST_LINE = 2048;
    private static final int MOST_LINES = 500;

    private final byte[] line = new byte[LONGEST_LINE];
    private final List<String> lines = new ArrayList<>();
    private int length;
    private int code;
    private Optional<EnhancedStatus> status = Optional.empty();

    /**
     * Reads up to the end of a reply.
     *
     * @param in octets; what follows the reply stays in it
     * @return the reply, or empty when more octets are needed
     * @throws ProtocolException if this is no reply
     */
    public Optional<ServerReply> next(ByteBuffer in) throws ProtocolException {
        while (in.hasRemaining()) {
            byte octet = in.get();
            if (octet != '\n') {
                if (length < LONGEST_LINE) {
                    line[length++] = octet;
                }
            } else if (endLine()) {
                ServerReply reply = new ServerReply(code, status, lines);
                lines.clear();
                status = Optional.empty();
                return Optional.of(reply);
            }
        }
        return Optional.empty();
    }

    /** True when the line is the last of its reply. */
    private boolean endLine() throws ProtocolException {
        String text = new String(line, 0, length, StandardCharsets.UTF_8).stripTrailing();
        length = 0;
        char separator = text.length() > 3 ? text.charAt(3) : ' ';
        if (!startsWithCode(text) || (separator != ' ' && separator != '-')) {
            throw new ProtocolException("not a reply: " + shown(text));
        }
        int found = Integer.parseInt(text, 0, 3, 10);
        if (!lines.isEmpty() && found != code) {
            throw new ProtocolException("reply changes its code: " + shown(text));
        }
        if (lines.size() >= MOST_LINES) {
            throw new ProtocolException("reply has more than " + MOST_LINES + " lines");
        }
        code = found;
        lines.add(withoutStatus(text.length() > 4 ? text.substring(4) : ""));
        return separator == ' ';
    }

    private static boolean startsWithCode(String text) {
        return text.length() >= 3
                && text.charAt(0) >= '2'
                && text.charAt(0) <= '5'
                && isDigit(text.charAt(1))
                && isDigit(text.charAt(2));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Takes an enhanced status that agrees with the code off the text. */
    private String withoutStatus(String text) {
        if (text.length() < 5 || text.charAt(0) - '0' != code / 100 || text.charAt(1) != '.') {
            return text;
        }
        int second = digitsEnd(text, 2);
        int third = second < text.length() ? digitsEnd(text, second + 1) : second;
        boolean whole =
                second > 2
                        && third > second + 1
                        && text.charAt(second) == '.'
                        && code / 100 != 3
                        && (third == text.length() || text.charAt(third) == ' ');
        if (!whole) {
            return text;
        }
        if (lines.isEmpty()) {
            status =
                    Optional.of(
                            new EnhancedStatus(
                                    code / 100,
                                    Integer.parseInt(text, 2, second, 10),
                                    Integer.parseInt(text, second + 1, third, 10)));
        }
        return text.substring(third).stripLeading();
    }

    /** Where at most three digits end. */
    private static int digitsEnd(String text, int from) {
        int end = from;
        while (end < text.length() && end < from + 3 && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static String shown(String text) {
        String cut = text.length() > 80 ? text.substring(0, 80) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
