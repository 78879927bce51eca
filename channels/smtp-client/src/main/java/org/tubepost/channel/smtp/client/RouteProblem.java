// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import org.tubepost.api.message.Reply;

/** There is nowhere to connect to; the reply says why, and whether it can get better. */
final class RouteProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    RouteProblem(int code, String status, String text) {
        super(text);
        this.reply = Reply.of(code, status, text);
    }

    Reply reply() {
        return reply;
    }
}
