// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.tubepost.api.message.Part;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Summary;

/**
 * A plain text message from the house to an owner, in UTF-8 with 8-bit body (RFC 5322, RFC 2047,
 * RFC 3834).
 */
final class WarningMessage {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);
    private static final int WORD_OCTETS = 39;

    private final byte[] octets;
    private final Summary summary;

    /**
     * Writes it.
     *
     * @param text header fields, {@code $$}, body; see {@link WarningTexts}
     * @param address of the owner; may be empty
     */
    WarningMessage(String text, String address, Instant now) {
        int split = text.indexOf("$$");
        String domain =
                address.indexOf('@') < 0
                        ? "localhost"
                        : address.substring(address.lastIndexOf('@') + 1);
        String messageId = "<" + UUID.randomUUID() + "@" + domain + ">";
        List<String> fields = new ArrayList<>();
        String given = "\n" + text.substring(0, split).replace('$', '\n');
        String names = given.toLowerCase(Locale.ROOT);
        if (!names.contains("\nfrom:")) {
            fields.add("From: Postmaster <postmaster@" + domain + ">");
        }
        if (!names.contains("\nto:")) {
            fields.add("To: " + (address.isEmpty() ? "undisclosed-recipients:;" : address));
        }
        given.strip().lines().filter(l -> !l.isBlank()).forEach(l -> fields.add(encoded(l)));
        fields.add("Date: " + DATE.format(now));
        fields.add("Message-ID: " + messageId);
        fields.add("Auto-Submitted: auto-generated");
        fields.add("MIME-Version: 1.0");
        fields.add("Content-Type: text/plain; charset=utf-8");
        fields.add("Content-Transfer-Encoding: 8bit");
        byte[] header =
                (String.join("\r\n", fields) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        List<String> lines = text.substring(split + 2).replace('$', '\n').strip().lines().toList();
        byte[] body = (String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8);
        octets = ByteBuffer.allocate(header.length + body.length).put(header).put(body).array();
        boolean eightBit =
                new String(body, StandardCharsets.ISO_8859_1).chars().anyMatch(c -> c > 127);
        Part root =
                new Part(
                        0,
                        header.length,
                        octets.length,
                        Math.max(1, lines.size()),
                        "text/plain",
                        List.of(),
                        Optional.empty());
        summary =
                new Summary(
                        octets.length,
                        header.length,
                        longestLine(octets),
                        eightBit,
                        false,
                        false,
                        0,
                        messageId,
                        Priority.NORMAL,
                        root);
    }

    byte[] octets() {
        return octets;
    }

    Summary summary() {
        return summary;
    }

    /** A field with its text in encoded words where it is not ASCII. */
    private static String encoded(String field) {
        int colon = field.indexOf(':');
        if (colon < 0 || field.chars().allMatch(c -> c >= 32 && c < 127)) {
            return field.chars().allMatch(c -> c >= 32 && c < 127) ? field : "X-Text: ?";
        }
        StringBuilder words = new StringBuilder(field.substring(0, colon + 1));
        StringBuilder word = new StringBuilder();
        int size = 0;
        for (int c : field.substring(colon + 1).strip().codePoints().toArray()) {
            int more = Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (size + more > WORD_OCTETS) {
                append(words, word);
                size = 0;
            }
            word.appendCodePoint(c);
            size += more;
        }
        append(words, word);
        return words.toString();
    }

    private static void append(StringBuilder words, StringBuilder word) {
        words.append(words.charAt(words.length() - 1) == ':' ? " " : "\r\n ");
        byte[] text = word.toString().getBytes(StandardCharsets.UTF_8);
        words.append("=?utf-8?B?").append(Base64.getEncoder().encodeToString(text)).append("?=");
        word.setLength(0);
    }

    private static int longestLine(byte[] octets) {
        int longest = 0;
        int start = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\n') {
                longest = Math.max(longest, i - 1 - start);
                start = i + 1;
            }
        }
        return longest;
    }
}
