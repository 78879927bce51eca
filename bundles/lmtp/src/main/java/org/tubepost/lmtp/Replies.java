// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import org.tubepost.api.directory.Status;
import org.tubepost.api.message.Reply;
import org.tubepost.api.store.StoreException;

/** What is said about mailboxes and messages (RFC 2033, RFC 3463). */
final class Replies {
    static final Reply HELP =
            Reply.of(
                    214,
                    "2.0.0",
                    "LHLO MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY HELP STARTTLS\nsee RFC 2033");
    static final Reply VERIFY = Reply.of(252, "2.5.0", "not said here; give the address to RCPT");
    static final Reply SENDER = Reply.of(250, "2.1.0", "sender ok");
    static final Reply RECIPIENT = Reply.of(250, "2.1.5", "recipient ok");
    static final Reply STORED = Reply.of(250, "2.1.5", "stored");
    static final Reply SEND = Reply.of(354, "2.0.0", "end with a dot on a line of its own");

    static final Reply NOT_HELLO = Reply.of(500, "5.5.1", "this is LMTP, say LHLO");
    static final Reply HELLO_FIRST = Reply.of(503, "5.5.1", "say LHLO first");
    static final Reply NO_RECIPIENT = Reply.of(503, "5.5.1", "no valid recipient");
    static final Reply NO_DSN =
            Reply.of(555, "5.5.4", "RET, ENVID, NOTIFY and ORCPT are not offered");
    static final Reply TOO_MANY_RECIPIENTS =
            Reply.of(452, "4.5.3", "too many recipients for one message");
    static final Reply NOT_FROM_THERE =
            Reply.of(554, "5.7.1", "clients of your network are not served here");

    static final Reply NO_MAILBOX = Reply.of(550, "5.1.1", "there is no such mailbox here");
    static final Reply DISABLED = Reply.of(550, "5.2.1", "mailbox is disabled");
    static final Reply INACTIVE = Reply.of(450, "4.2.1", "mailbox is not active, try again later");
    static final Reply DIRECTORY_AWAY =
            Reply.of(451, "4.4.3", "mailboxes cannot be looked up now, try again");
    static final Reply STORE_AWAY = Reply.of(451, "4.3.2", "store is away for a moment, try again");
    static final Reply NOT_STORED = Reply.of(451, "4.3.0", "not stored, try again");

    private Replies() {}

    /**
     * Why the status of a user takes no mail.
     *
     * @param forGood whether mail over quota is refused for good
     */
    static Reply of(Status status, boolean forGood) {
        return switch (status) {
            case ACTIVE -> RECIPIENT;
            case INACTIVE, HOLD -> INACTIVE;
            case DISABLED -> DISABLED;
            case DELETED, REMOVED -> NO_MAILBOX;
            case OVERQUOTA -> overQuota("mailbox is over its quota", forGood);
        };
    }

    /** What the store's refusal means for the client. */
    static Reply of(StoreException refusal, boolean forGood) {
        Reply reply = refusal.reply();
        return refusal.code() == StoreException.Code.OVERQUOTA
                ? overQuota(reply.text(), forGood)
                : reply;
    }

    private static Reply overQuota(String why, boolean forGood) {
        return forGood ? Reply.of(552, "5.2.2", why) : Reply.of(452, "4.2.2", why);
    }
}
