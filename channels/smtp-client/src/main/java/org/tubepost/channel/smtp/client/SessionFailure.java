// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.io.IOException;
import org.tubepost.api.message.Reply;

/** A session that cannot go on; the reply says why, for everybody whose fate is open. */
final class SessionFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Reply reply;

    SessionFailure(Reply reply, Throwable cause) {
        super(reply.toString(), cause);
        this.reply = reply;
    }

    SessionFailure(Reply reply) {
        this(reply, null);
    }

    Reply reply() {
        return reply;
    }
}
