// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Session;
import org.tubepost.wire.smtp.session.Pauses;
import org.tubepost.wire.smtp.session.ServerSession;

/** A session that lets in whom the access tables let in, and is told of rooms that go. */
final class SmtpSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);

    private final Connection connection;
    private final Rules rules;
    private final Rooms rooms;
    private final Counters counters;
    private final Conversation conversation;
    private final ServerSession session;

    SmtpSession(
            Connection connection,
            Rules rules,
            Rooms rooms,
            Pauses pauses,
            Counters counters,
            Consumer<SmtpSession> onClosed) {
        this.connection = connection;
        this.rules = rules;
        this.rooms = rooms;
        this.counters = counters;
        this.conversation = new Conversation(connection, rules, rooms, counters);
        this.session =
                new ServerSession(
                        connection,
                        conversation,
                        rules.settings().maxWaitingOctets(),
                        Duration.ofSeconds(rules.settings().greetingDelaySeconds()),
                        pauses,
                        s -> onClosed.accept(this));
    }

    /** Greets, at once or after the configured silence, or says who may not come in. */
    void begin() {
        counters.opened();
        conversation.records().opened();
        Optional<Reply> denied = rules.offersLogin() ? rooms.denial(connection) : Optional.empty();
        if (denied.isPresent()) {
            LOG.info("{} denied: {}", connection.remote(), denied.get());
            conversation.records().refused(denied.get());
            session.refuse(Replies.denied(denied.get()));
        } else {
            session.begin();
        }
    }

    @Override
    public void received(ByteBuffer data) {
        session.received(data);
    }

    @Override
    public void idle() {
        session.idle();
    }

    @Override
    public void secured() {
        session.secured();
    }

    @Override
    public void ending() {
        session.ending();
    }

    @Override
    public void closed() {
        counters.closed();
        session.closed();
    }

    /** Acceptance is going; any thread. */
    void acceptanceLeaving() {
        session.betweenSteps(conversation::acceptanceLeaving);
    }

    /** The authenticator is going; any thread. */
    void loginsLeaving() {
        session.betweenSteps(conversation::loginsLeaving);
    }
}
