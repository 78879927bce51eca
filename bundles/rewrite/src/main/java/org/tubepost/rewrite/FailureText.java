// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tubepost.api.message.Reply;

/** What is said when no rule leads anywhere: {@code $?text} and {@code $nnn?text}. */
final class FailureText {
    /** When no rule says more. */
    static final Reply UNKNOWN = Reply.of(550, "5.1.2", "unknown or illegal host/domain");

    private static final Pattern OWN_STATUS =
            Pattern.compile("([2-5]\\.\\d{1,3}\\.\\d{1,3})(?:\\s+|$)");

    private FailureText() {}

    /**
     * The reply of a rule.
     *
     * @param number its code, 400 to 599; negative for 550
     * @param text may begin with an enhanced status of its own
     */
    static Reply reply(int number, String text) throws TemplateSyntaxException {
        int code = number < 0 ? 550 : number;
        if (code < 400 || code > 599) {
            throw new TemplateSyntaxException("the code of $nnn?text is 400 to 599");
        }
        Matcher own = OWN_STATUS.matcher(text);
        boolean found = own.lookingAt();
        String rest = found ? text.substring(own.end()) : text;
        if (found && text.charAt(0) - '0' != code / 100) {
            throw new TemplateSyntaxException(code + " does not go with " + own.group(1));
        }
        return Reply.of(
                code,
                found ? own.group(1) : code >= 500 ? "5.1.2" : "4.1.2",
                rest.isEmpty() ? UNKNOWN.text() : rest);
    }
}
