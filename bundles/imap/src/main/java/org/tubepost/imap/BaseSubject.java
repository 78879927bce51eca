// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A subject without what replies and forwards put around it (RFC 5256 section 2.1).
 *
 * @param text the rest
 * @param isReply something was taken away that a reply or forward had put there
 */
record BaseSubject(String text, boolean isReply) {
    private static final int LONGEST = 1000;
    private static final Pattern TRAILER = Pattern.compile("(?i)\\(fwd\\)$");
    private static final Pattern LEADER =
            Pattern.compile("(?i)^(?:\\[[^\\[\\]]*+] *+)*+(?:re|fwd?) *+(?:\\[[^\\[\\]]*+] *+)?+:");
    private static final Pattern BLOB = Pattern.compile("^\\[[^\\[\\]]*+] *+");

    /** Of a decoded subject. */
    static BaseSubject of(String subject) {
        String text = subject.replaceAll("[\\s]+", " ");
        text = text.substring(0, Math.min(text.length(), LONGEST));
        boolean reply = false;
        while (true) {
            Matcher trailer = TRAILER.matcher(text = text.stripTrailing());
            if (trailer.find()) {
                text = text.substring(0, trailer.start());
                reply = true;
                continue;
            }
            String before = text;
            text = text.stripLeading();
            Matcher leader = LEADER.matcher(text);
            Matcher blob = BLOB.matcher(text);
            if (leader.find()) {
                text = text.substring(leader.end());
                reply = true;
            } else if (blob.find() && blob.end() < text.length()) {
                text = text.substring(blob.end());
            } else if (text.toLowerCase(Locale.ROOT).startsWith("[fwd:") && text.endsWith("]")) {
                text = text.substring(5, text.length() - 1);
                reply = true;
            }
            if (text.equals(before)) {
                return new BaseSubject(text, reply);
            }
        }
    }
}
