// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Session;
import org.tubepost.wire.smtp.session.ServerSession;

/**
 * A session that lets in only clients of the networks it serves, and is told when the store goes.
 */
final class LmtpSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(LmtpSession.class);

    private final Connection connection;
    private final Rules rules;
    private final Counters counters;
    private final Conversation conversation;
    private final ServerSession session;

    LmtpSession(
            Connection connection,
            Rules rules,
            Rooms rooms,
            Counters counters,
            MessageIds ids,
            Consumer<LmtpSession> onClosed) {
        this.connection = connection;
        this.rules = rules;
        this.counters = counters;
        this.conversation = new Conversation(connection, rules, rooms, counters, ids);
        this.session =
                new ServerSession(
                        connection,
                        conversation,
                        rules.settings().maxWaitingOctets(),
                        Duration.ZERO,
                        LmtpSession::never,
                        s -> onClosed.accept(this));
    }

    private static Future<?> never(Duration delay, Runnable task) {
        throw new IllegalStateException("no answer of LMTP is held back");
    }

    void begin() {
        counters.opened();
        conversation.records().opened();
        if (rules.clients().holds(connection.remote().getAddress())) {
            session.begin();
        } else {
            LOG.info("{} is not served", connection.remote());
            conversation.records().refused(Replies.NOT_FROM_THERE);
            session.refuse(Replies.NOT_FROM_THERE);
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

    /** The store is going; any thread. */
    void storeLeaving() {
        session.betweenSteps(conversation::storeLeaving);
    }
}
