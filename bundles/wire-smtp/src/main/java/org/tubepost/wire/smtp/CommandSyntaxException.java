// SPDX-License-Identifier: Apache-2.0
package org.tubepost.wire.smtp;

import org.tubepost.api.message.Reply;

/** A command that cannot be understood, with the answer to give. */
public final class CommandSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    CommandSyntaxException(int code, String status, String text) {
        super(text);
        this.reply = Reply.of(code, status, text);
    }

    /** What the client is told. */
    public Reply reply() {
        return reply;
    }
}
