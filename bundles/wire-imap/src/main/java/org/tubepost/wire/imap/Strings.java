// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.imap;

import java.nio.charset.StandardCharsets;

/** Writes strings of answers (RFC 3501 section 4.3) as Latin-1 characters, one for each octet. */
public final class Strings {
    private static final int LONGEST_QUOTED = 1000;

    private Strings() {}

    /** Quoted, or as a literal where that is needed; the text is written in UTF-8. */
    public static String string(String text) {
        return latin1(octets(text));
    }

    /** A string of octets, given as Latin-1 characters. */
    public static String latin1(String octets) {
        return octets.length() > LONGEST_QUOTED || !octets.chars().allMatch(Strings::isQuotable)
                ? "{" + octets.length() + "}\r\n" + octets
                : quoted(octets);
    }

    /** A string, or {@code NIL} for null. */
    public static String nstring(String text) {
        return text == null ? "NIL" : string(text);
    }

    /** An atom where that is possible, else a string. */
    public static String astring(String text) {
        return !text.isEmpty() && text.chars().allMatch(Grammar::isAstring) ? text : string(text);
    }

    /**
     * A mailbox name on the wire.
     *
     * @param utf8 in UTF-8 instead of modified UTF-7
     */
    public static String mailbox(String name, boolean utf8) {
        return utf8 ? quoted(octets(name)) : string(MailboxUtf7.encode(name));
    }

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String quoted(String octets) {
        return '"' + octets.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static boolean isQuotable(int c) {
        return c >= ' ' && c < 0x7f;
    }
}
