// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.util.Objects;

/**
 * What is said about a sender, a recipient or a message: an SMTP code, an enhanced status and a
 * text. Made once, where the fact is known, and passed on unchanged to the SMTP answer, the log and
 * the notification (RFC 5321 section 4.2, RFC 3463).
 *
 * @param code three-digit SMTP reply code
 * @param status enhanced status; its class agrees with the first digit of the code
 * @param text one or more lines separated by {@code \n}, printable; never empty
 */
public record Reply(int code, EnhancedStatus status, String text) {

    /** Checks that code and status agree. */
    public Reply {
        Objects.requireNonNull(text, "text");
        int first = code / 100;
        if (code < 200 || code > 599 || first != (first == 3 ? 3 : status.statusClass())) {
            throw new IllegalArgumentException("code " + code + " and status " + status);
        }
    }

    /** A reply from the written forms, {@code Reply.of(550, "5.1.1", "No such user")}. */
    public static Reply of(int code, String status, String text) {
        return new Reply(code, EnhancedStatus.parse(status), text);
    }

    /** True for 2xx and 3xx. */
    public boolean isPositive() {
        return code < 400;
    }

    /** True for 4xx: trying again later may help. */
    public boolean isTransient() {
        return code >= 400 && code < 500;
    }

    /** True for 5xx. */
    public boolean isPermanent() {
        return code >= 500;
    }

    /** The form {@code 550 5.1.1 No such user}, lines joined by a blank. */
    @Override
    public String toString() {
        return code + " " + status + " " + text.replace('\n', ' ');
    }
}
