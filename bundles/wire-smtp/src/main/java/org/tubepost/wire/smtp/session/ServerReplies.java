// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp.session;

import org.tubepost.api.message.Reply;

/**
 * What a server of SMTP or LMTP says whatever it does with messages (RFC 5321, RFC 3463). The text
 * of each reply is its documentation.
 */
public final class ServerReplies {
    public static final Reply OK = Reply.of(250, "2.0.0", "ok");
    public static final Reply BYE = Reply.of(221, "2.0.0", "bye");
    public static final Reply READY_FOR_TLS = Reply.of(220, "2.0.0", "begin TLS");
    public static final Reply NOT_UNDERSTOOD = Reply.of(500, "5.5.1", "command not known");
    public static final Reply NOT_OFFERED = Reply.of(502, "5.5.1", "command not offered");
    public static final Reply LINE_TOO_LONG = Reply.of(500, "5.5.2", "line too long");
    public static final Reply BAD_LINE_END = Reply.of(500, "5.5.2", "lines must end with CR LF");
    public static final Reply BAD_OCTETS = Reply.of(500, "5.5.2", "line is not in UTF-8");
    public static final Reply ALREADY_BEGUN = Reply.of(503, "5.5.1", "a message has already begun");
    public static final Reply MAIL_FIRST = Reply.of(503, "5.5.1", "say MAIL first");
    public static final Reply IN_CHUNKS =
            Reply.of(503, "5.5.1", "the message comes in chunks, say BDAT");
    public static final Reply TLS_ACTIVE = Reply.of(503, "5.5.1", "TLS is already active");
    public static final Reply NO_BINARY = Reply.of(555, "5.5.4", "BODY=BINARYMIME is not offered");
    public static final Reply UTF8_NEEDED =
            Reply.of(553, "5.6.7", "an international address needs SMTPUTF8 at MAIL");
    public static final Reply BARE_LINE_BREAK =
            Reply.of(550, "5.6.11", "CR and LF may not stand alone in a message");
    public static final Reply CHUNK_UNCLEAR = Reply.of(421, "4.5.4", "line of BDAT is too long");
    public static final Reply ENDING =
            Reply.of(421, "4.3.2", "service goes for a moment, try again");
    public static final Reply OVERLOADED = Reply.of(421, "4.3.2", "overloaded, try again later");
    public static final Reply TIMEOUT = Reply.of(421, "4.4.2", "waited too long for you");
    public static final Reply TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "too many errors");
    public static final Reply TOO_MANY_MESSAGES =
            Reply.of(421, "4.7.0", "enough messages for one connection, connect again");
    public static final Reply NOT_HTTP = Reply.of(421, "4.7.0", "this is a mail server");
    public static final Reply EARLY_TALKER =
            Reply.of(554, "5.5.1", "you must wait for the greeting");

    private ServerReplies() {}

    /** A message is over the limit, in octets. */
    public static Reply tooLarge(long limit) {
        return Reply.of(552, "5.3.4", "message is larger than " + limit + " octets");
    }
}
