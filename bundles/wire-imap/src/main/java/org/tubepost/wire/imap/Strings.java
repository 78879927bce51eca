// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.nio.charset.StandardCharsets;

/** Writes strings of answers (RFC 3501 section 4.3) as Latin-1 characters, one for each octet. */
public final class Strings {
    private static final int LONGEST_QUOTED = 1000;

    private Strings() {}

    /** Quoted, or as a literal where that is needed; the text is written in UTF-8. */
    public static String string(String text) {
        String octets =
                new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        if (octets.length() > LONGEST_QUOTED || !octets.chars().allMatch(Strings::isQuotable)) {
            return "{" + octets.length() + "}\r\n" + octets;
        }
        return '"' + octets.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** A string, or {@code NIL} for null. */
    public static String nstring(String text) {
        return text == null ? "NIL" : string(text);
    }

    /** An atom where that is possible, else a string. */
    public static String astring(String text) {
        return !text.isEmpty() && text.chars().allMatch(Grammar::isAstring) ? text : string(text);
    }

    /** A mailbox name on the wire. */
    public static String mailbox(String name) {
        return string(MailboxUtf7.encode(name));
    }

    private static boolean isQuotable(int c) {
        return c >= ' ' && c < 0x7f;
    }
}
