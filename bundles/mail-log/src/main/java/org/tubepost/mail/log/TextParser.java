// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mail.log;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.api.log.MailEventBuilder;

/**
 * Reads lines that {@link TextRecords} wrote. What the layout left out is empty, the size is a
 * multiple of a block, the time ends at hundredths. One object for one line.
 */
final class TextParser {
    private static final int SECOND_LENGTH = "01-Jan-2026 00:00:00".length();
    private static final int TIME_LENGTH = SECOND_LENGTH + ".00".length();
    private static final Map<Character, Kind> KINDS = new HashMap<>();

    static {
        for (Kind kind : Kind.values()) {
            KINDS.put(kind.code(), kind);
        }
    }

    private final String line;
    private final Layout layout;
    private int at;

    private TextParser(String line, Layout layout) {
        this.line = line;
        this.layout = layout;
    }

    /** The event of a line; empty if it is none. */
    static Optional<MailEvent> parse(String line, Layout layout, ZoneId zone) {
        try {
            return Optional.of(new TextParser(line, layout).event(zone));
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException other) {
            return Optional.empty();
        }
    }

    private MailEvent event(ZoneId zone) {
        LocalDateTime time =
                LocalDateTime.parse(line.substring(0, SECOND_LENGTH), TextRecords.SECOND)
                        .plusNanos(hundredths() * 10_000_000L);
        at = TIME_LENGTH + 1;
        long session = layout.has(Field.PROCESS) ? Long.parseLong(field()) : 0;
        String source = channel();
        boolean connection = line.startsWith("+ ", at);
        at += connection ? 2 : 0;
        String destination = connection ? "" : channel();
        String code = field();
        Kind kind =
                Optional.ofNullable(KINDS.get(code.charAt(0)))
                        .orElseThrow(() -> new IllegalArgumentException("no such code: " + code));
        MailEventBuilder event =
                MailEvent.of(time.atZone(zone).toInstant(), kind)
                        .channels(source, destination)
                        .session(session)
                        .protocol(protocol(code), code.indexOf('S', 1) > 0);
        if (connection) {
            connection(event, code);
        } else {
            message(event);
        }
        return event.diagnostic(Escapes.plain(line.substring(at))).build();
    }

    private int hundredths() {
        return Integer.parseInt(line.substring(SECOND_LENGTH + 1, TIME_LENGTH));
    }

    private static String protocol(String code) {
        return code.indexOf('L', 1) > 0 ? "LMTP" : code.indexOf('E', 1) > 0 ? "ESMTP" : "";
    }

    private void connection(MailEventBuilder event, String code) {
        event.transport(field());
        event.protocol(field(), code.indexOf('S', 1) > 0);
        if (layout.has(Field.USER)) {
            event.user(field());
        }
    }

    private void message(MailEventBuilder event) {
        event.size(Long.parseLong(field()) * layout.blockSize());
        event.sender(address());
        String original = field();
        event.recipient(
                original.startsWith(TextRecords.ORIGINAL_TYPE)
                        ? original.substring(TextRecords.ORIGINAL_TYPE.length())
                        : original,
                address());
        String file = layout.has(Field.FILE) ? field() : "";
        int slash = file.lastIndexOf('/');
        event.message(
                slash < 0 ? file : file.substring(0, slash),
                slash < 0 ? 0 : Long.parseLong(file.substring(slash + 1)),
                layout.has(Field.MESSAGE_ID) ? field() : "");
        if (layout.has(Field.USER)) {
            event.user(field());
        }
        if (layout.has(Field.TRANSPORT)) {
            event.transport(field());
        }
    }

    private String channel() {
        int start = at;
        String name = field();
        // The blank behind the name was the first of the padding, unless the name fills it.
        at = Math.max(at, start + TextRecords.CHANNEL_WIDTH + 1);
        return name;
    }

    private String address() {
        boolean none = layout.brackets() && line.startsWith("<> ", at);
        String text = field();
        return none ? "" : text;
    }

    /** The next field and the blank behind it. */
    private String field() {
        int start = at;
        if (line.charAt(at) == '"') {
            at++;
            while (line.charAt(at) != '"') {
                at += line.charAt(at) == '\\' ? 2 : 1;
            }
            at += 2;
            return Escapes.plain(line.substring(start + 1, at - 2));
        }
        at = line.indexOf(' ', start);
        return line.substring(start, at++);
    }
}
