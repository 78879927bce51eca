// SPDX-License-Identifier: Apache-2.0
package org.tubepost.dispatcher;

import org.tubepost.api.message.Reply;

/** Why the dispatcher itself turns a connection away. */
enum Refusal {
    /** The service, or the client's address, has as many connections as it may. */
    FULL(421, "4.3.2", "Too many connections, try again later"),
    /** The access policy says no while the protocol that would word it is away. */
    DENIED(554, "5.7.1", "Access denied"),
    /** The protocol stayed away too long. */
    AWAY(421, "4.3.2", "Service is being updated, try again in a moment"),
    /** The house closes. */
    STOPPING(421, "4.3.2", "Service is shutting down, try again later");

    private final Reply reply;

    Refusal(int code, String status, String text) {
        this.reply = Reply.of(code, status, text);
    }

    /** For the client. */
    Reply reply() {
        return reply;
    }
}
