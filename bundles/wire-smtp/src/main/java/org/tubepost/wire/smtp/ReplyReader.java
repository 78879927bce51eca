// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tubepost.api.message.EnhancedStatus;

/**
 * Reads the replies of a server, of one line or many (RFC 5321 section 4.2.1). Forgives lines that
 * end with LF alone and cuts long ones; a server that does not speak SMTP is an error. Used by one
 * thread at a time.
 */
public final class ReplyReader {
    private static final int LONGEST_LINE = 2048;
    private static final int MOST_LINES = 500;
    private static final Pattern LINE = Pattern.compile("([2-5]\\d\\d)(?:([ -])(.*))?");
    private static final Pattern STATUS =
            Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})(?: +(.*)|$)");

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
        Matcher matcher = LINE.matcher(text);
        if (!matcher.matches()) {
            throw new ProtocolException("not a reply: " + shown(text));
        }
        int found = Integer.parseInt(matcher.group(1));
        if (!lines.isEmpty() && found != code) {
            throw new ProtocolException("reply changes its code: " + shown(text));
        }
        if (lines.size() >= MOST_LINES) {
            throw new ProtocolException("reply has more than " + MOST_LINES + " lines");
        }
        code = found;
        lines.add(withoutStatus(matcher.group(3) == null ? "" : matcher.group(3)));
        return !"-".equals(matcher.group(2));
    }

    private String withoutStatus(String text) {
        Matcher matcher = STATUS.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) != code / 100) {
            return text;
        }
        if (lines.isEmpty()) {
            status =
                    Optional.of(
                            new EnhancedStatus(
                                    code / 100,
                                    Integer.parseInt(matcher.group(2)),
                                    Integer.parseInt(matcher.group(3))));
        }
        return matcher.group(4) == null ? "" : matcher.group(4);
    }

    private static String shown(String text) {
        String cut = text.length() > 80 ? text.substring(0, 80) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
