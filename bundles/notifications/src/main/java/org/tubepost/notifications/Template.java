// SPDX-License-Identifier: Apache-2.0
package org.tubepost.notifications;

import java.util.Map;

/**
 * A text of {@code etc/locale}: perhaps a line {@code Subject: …} and an empty line, then the text.
 * A percent sign and a letter stand for what is known of the message; {@code %%} is a percent sign,
 * an unknown letter stays as it is.
 *
 * @param subject empty when the file names none
 * @param text lines ended by CRLF
 */
record Template(String subject, String text) {
    private static final String SUBJECT = "Subject:";
    private static final String CRLF = "\r\n";

    /** Reads a file's text. */
    static Template parse(String file) {
        String lines = file.replace(CRLF, "\n");
        if (!lines.regionMatches(true, 0, SUBJECT, 0, SUBJECT.length())) {
            return new Template("", lines.replace("\n", CRLF));
        }
        int end = lines.indexOf('\n');
        String first = end < 0 ? lines : lines.substring(0, end);
        String rest = end < 0 ? "" : lines.substring(end + 1);
        return new Template(
                first.substring(SUBJECT.length()).trim(),
                (rest.startsWith("\n") ? rest.substring(1) : rest).replace("\n", CRLF));
    }

    /** Puts values in place of letters; what values contain is not looked at again. */
    static String fill(String pattern, Map<Character, String> values) {
        StringBuilder filled = new StringBuilder(pattern.length() + 256);
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            String value =
                    c == '%' && i + 1 < pattern.length() ? values.get(pattern.charAt(i + 1)) : null;
            if (value == null) {
                filled.append(c);
            } else {
                filled.append(value);
                i++;
            }
        }
        return filled.toString();
    }
}
