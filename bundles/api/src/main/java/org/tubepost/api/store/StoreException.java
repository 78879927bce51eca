// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.io.IOException;
import org.tubepost.api.message.Reply;

/** The store refused; the code says why in the words of RFC 5530. */
public final class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /** Why the store refused. */
    public enum Code {
        /** No such mailbox. */
        NONEXISTENT,
        /** The name is taken. */
        ALREADYEXISTS,
        /** The user lacks the right. */
        NOPERM,
        /** The quota does not allow it. */
        OVERQUOTA,
        /** As {@link #OVERQUOTA}, for so long that there is no use in waiting. */
        GRACE_OVER,
        /** The message was expunged by somebody else. */
        EXPUNGEISSUED,
        /** A part of the store is not there for now; try again. */
        UNAVAILABLE,
        /** A limit of the store is reached. */
        LIMIT,
        /** Not possible, whoever asks: a malformed name, deleting INBOX. */
        CANNOT,
        /** Stored data is damaged. */
        CORRUPTION
    }

    /** With code and one sentence. */
    public StoreException(Code code, String text) {
        super(text);
        this.code = code;
    }

    /** With code, one sentence and the failure behind it. */
    public StoreException(Code code, String text, Throwable cause) {
        super(text, cause);
        this.code = code;
    }

    /** Why. */
    public Code code() {
        return code;
    }

    /** What is said to whoever wanted to deliver a message (RFC 3463). */
    public Reply reply() {
        String why = getMessage() == null ? code.toString() : getMessage();
        return switch (code) {
            case OVERQUOTA -> Reply.of(452, "4.2.2", why);
            case GRACE_OVER -> Reply.of(552, "5.2.2", why);
            case NONEXISTENT -> Reply.of(550, "5.1.1", why);
            case NOPERM -> Reply.of(550, "5.7.1", why);
            case CANNOT, LIMIT -> Reply.of(550, "5.2.0", why);
            default -> Reply.of(451, "4.3.0", why);
        };
    }
}
