// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.protocol.Session;
import org.tubepost.api.protocol.WorkerSession;

/** A session that is told of rooms only when that concerns it. */
final class Pop3Session implements Session {
    private final Conversation conversation;
    private final WorkerSession session;

    Pop3Session(
            Connection connection,
            int maxWaitingOctets,
            Conversation conversation,
            Consumer<Pop3Session> onClosed) {
        this.conversation = conversation;
        this.session =
                new WorkerSession(
                        connection, maxWaitingOctets, conversation, s -> onClosed.accept(this));
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
        session.closed();
    }

    /** The store is going; any thread. */
    void storeLeaving() {
        if (conversation.usesStore()) {
            session.roomLeaving();
        }
    }

    /** The authenticator is going; any thread. */
    void loginsLeaving() {
        session.wake();
    }
}
