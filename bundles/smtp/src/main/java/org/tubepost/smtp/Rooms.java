// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.Future;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.config.Generation;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.queue.QueueView;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.security.SubmissionRates;
import org.tubepost.api.store.MessageUrls;

/** The rooms that a session asks; any of them may be away for a moment. */
interface Rooms {

    /** The one door, leased for one message. */
    Optional<Lease<Acceptance>> acceptance();

    /** Logins, leased for one login. */
    Optional<Lease<Authenticator>> authenticator();

    /** Counts what accounts submit, leased for one question. */
    Optional<Lease<SubmissionRates>> rates();

    /** What URLs of messages name, leased for one of them. */
    Optional<Lease<MessageUrls>> urls();

    /** The generation in force; empty before the first. */
    Optional<Generation> generation();

    /** The queue, leased for one look. */
    Optional<Lease<QueueView>> queue();

    /** Where is written down what happens in sessions. */
    MailLog log();

    /** What a channel says in the generation in force. */
    ServerKeywords keywords(String channel);

    /** Why {@code PORT_ACCESS} does not let a connection in; empty if it does. Does not block. */
    Optional<Reply> denial(Connection connection);

    /** Looks for the verified name of an address; completed with the empty string if none. */
    Future<String> clientName(InetAddress address);
}
