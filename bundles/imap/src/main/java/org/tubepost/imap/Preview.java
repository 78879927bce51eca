// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import java.util.Optional;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Part;
import org.tubepost.message.PartText;

/**
 * The first words of a message (RFC 8970): of its first plain text, else of its first HTML text
 * without the tags. Looks at the first {@value #LOOKED_AT} characters of that text.
 */
final class Preview {
    private static final int LONGEST = 200;
    private static final int LOOKED_AT = 8192;

    private Preview() {}

    /** At most 200 characters on one line; empty when the message has no text. */
    static String of(Content content) throws IOException {
        Optional<Part> plain = first(content.summary().root(), "text/plain");
        if (plain.isPresent()) {
            return oneLine(unquoted(beginning(content, plain.get())));
        }
        Optional<Part> html = first(content.summary().root(), "text/html");
        return html.isPresent() ? oneLine(untagged(beginning(content, html.get()))) : "";
    }

    private static Optional<Part> first(Part part, String mediaType) {
        if (part.children().isEmpty()) {
            return part.mediaType().equals(mediaType) ? Optional.of(part) : Optional.empty();
        }
        return part.children().stream().flatMap(p -> first(p, mediaType).stream()).findFirst();
    }

    private static String beginning(Content content, Part part) throws IOException {
        char[] text = new char[LOOKED_AT];
        int length = 0;
        try (Reader reader = PartText.open(content, part)) {
            int read = reader.read(text, 0, text.length);
            while (read > 0) {
                length += read;
                read = reader.read(text, length, text.length - length);
            }
        }
        return new String(text, 0, length);
    }

    /** Without lines that quote somebody else, unless nothing else is there. */
    private static String unquoted(String text) {
        StringBuilder own = new StringBuilder();
        text.lines().filter(l -> !l.startsWith(">")).forEach(l -> own.append(l).append('\n'));
        return own.toString().isBlank() ? text : own.toString();
    }

    private static String untagged(String html) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < html.length()) {
            int tag = html.indexOf('<', at);
            text.append(html, at, tag < 0 ? html.length() : tag).append(' ');
            if (tag < 0) {
                break;
            }
            at = behind(html, tag);
        }
        return text.toString()
                .replace("&nbsp;", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }

    /** Behind a tag; behind the whole of an element that holds no text for people. */
    private static int behind(String html, int tag) {
        for (String hidden : new String[] {"style", "script", "title"}) {
            if (html.regionMatches(true, tag + 1, hidden, 0, hidden.length())) {
                int end = html.toLowerCase(Locale.ROOT).indexOf("</" + hidden, tag);
                return end < 0 ? html.length() : end;
            }
        }
        int end = html.indexOf('>', tag);
        return end < 0 ? html.length() : end + 1;
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("[\\s\\p{Cntrl}\\p{Z}]+", " ").strip();
        if (line.length() <= LONGEST) {
            return line;
        }
        boolean splits = Character.isHighSurrogate(line.charAt(LONGEST - 1));
        return line.substring(0, splits ? LONGEST - 1 : LONGEST);
    }
}
