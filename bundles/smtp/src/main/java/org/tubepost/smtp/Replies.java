// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.time.Duration;
import org.tubepost.api.message.Reply;
import org.tubepost.api.store.StoreException;

/** What the server says of its own accord. */
final class Replies {
    static final Reply HELP =
            Reply.of(
                    214,
                    "2.0.0",
                    "HELO EHLO MAIL RCPT DATA BDAT BURL RSET NOOP QUIT VRFY HELP STARTTLS AUTH\n"
                            + "see RFC 5321");
    static final Reply VERIFY =
            Reply.of(252, "2.5.0", "not said here; send the message, delivery will be tried");
    static final Reply LOGGED_IN = Reply.of(235, "2.7.0", "logged in");

    static final Reply HELLO_FIRST = Reply.of(503, "5.5.1", "say EHLO first");
    static final Reply LOGIN_AGAIN = Reply.of(503, "5.5.1", "already logged in");
    static final Reply TLS_NEEDED = Reply.of(530, "5.7.0", "say STARTTLS first");
    static final Reply LOGIN_NEEDED = Reply.of(530, "5.7.0", "a login is needed");
    static final Reply NO_MECHANISM =
            Reply.of(504, "5.5.4", "this way to log in is not available here or not without TLS");
    static final Reply NOT_BASE64 = Reply.of(501, "5.5.2", "not in base64");
    static final Reply LOGIN_TOO_LONG = Reply.of(500, "5.5.6", "line of a login is too long");
    static final Reply LOGIN_CANCELLED = Reply.of(501, "5.7.0", "login cancelled");
    static final Reply LOGIN_AWAY =
            Reply.of(454, "4.7.0", "no login possible now, try again later");
    static final Reply NO_EIGHT_BIT =
            Reply.of(555, "5.5.4", "BODY=8BITMIME and SMTPUTF8 are not offered");
    static final Reply NO_DSN =
            Reply.of(555, "5.5.4", "RET, ENVID, NOTIFY and ORCPT are not offered");
    static final Reply ACCEPTANCE_AWAY =
            Reply.of(451, "4.3.2", "nothing can be accepted for a moment, try again");

    static final Reply LONG_LINE = Reply.of(554, "5.6.0", "a line is longer than 998 octets");
    static final Reply EIGHT_BIT_UNDECLARED =
            Reply.of(554, "5.6.1", "octets beyond ASCII need BODY=8BITMIME or SMTPUTF8");

    static final Reply ETRN_NODE = Reply.of(501, "5.5.4", "expected ETRN domain or ETRN @domain");
    static final Reply ETRN_DONE = Reply.of(250, "2.0.0", "ok");
    static final Reply ETRN_BLOCKED = Reply.of(459, "4.7.1", "not permitted to you");
    static final Reply ETRN_ENOUGH = Reply.of(458, "4.7.0", "enough ETRN for one connection");
    static final Reply ETRN_AWAY = Reply.of(458, "4.3.0", "the queue cannot be asked now");

    static final Reply URL_UNREADABLE =
            Reply.of(451, "4.4.1", "what the URL names cannot be read now, try again");

    private Replies() {}

    /** Why a URL is not followed (RFC 4468 section 3.3, RFC 5248). */
    static Reply url(StoreException refused) {
        return switch (refused.code()) {
            case CANNOT -> Reply.of(501, "5.5.4", "expected a URL of IMAP with URLAUTH");
            case NOPERM -> Reply.of(554, "5.7.14", "the URL is of a server that is not trusted");
            case NONEXISTENT -> Reply.of(554, "5.6.6", "the URL names nothing that may be sent");
            default -> URL_UNREADABLE;
        };
    }

    /** What the access tables say, as a greeting may say it (RFC 5321 section 3.1). */
    static Reply denied(Reply decision) {
        return new Reply(decision.isPermanent() ? 554 : 421, decision.status(), decision.text());
    }

    /**
     * An account has sent as much as it may within an hour.
     *
     * @param what messages or recipients
     * @param wait until it may send the next
     */
    static Reply tooMuch(String what, Duration wait) {
        return Reply.of(
                450,
                "4.7.0",
                "too many "
                        + what
                        + " of this account in an hour, try again in "
                        + wait.plusSeconds(1).toSeconds()
                        + " seconds");
    }
}
