// SPDX-License-Identifier: Apache-2.0
package org.tubepost.mapping;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tubepost.api.message.Reply;

/** Makes the reply of a rejection, which may begin with a code and an enhanced status. */
final class Rejection {
    private static final Pattern CODED =
            Pattern.compile(
                    "(?:([45]\\d\\d)(?:[ |]|$))?(?:([45]\\.\\d{1,3}\\.\\d{1,3})[ |]?)?(.*)",
                    Pattern.DOTALL);
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

    private Rejection() {}

    /**
     * The reply.
     *
     * @param given enhanced status that a flag gave; null without
     * @param text codes, if any, and what to say
     * @param otherwise what to say if the text says nothing
     */
    static Reply reply(String given, String text, String otherwise) {
        Matcher parts = CODED.matcher(UNPRINTABLE.matcher(text.strip()).replaceAll("?"));
        if (!parts.matches()) {
            throw new IllegalStateException("the expression takes any text");
        }
        String status = given == null ? parts.group(2) : given;
        boolean temporary =
                parts.group(1) != null
                        ? parts.group(1).startsWith("4")
                        : status != null && status.startsWith("4");
        int code =
                parts.group(1) == null ? (temporary ? 450 : 550) : Integer.parseInt(parts.group(1));
        if (status == null || status.startsWith("4") != temporary) {
            status = temporary ? "4.7.1" : "5.7.1";
        }
        String said = parts.group(3).isBlank() ? otherwise : parts.group(3).strip();
        return Reply.of(code, status, said);
    }
}
