// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Connections that are logged in, have looked at all of a mailbox, and wait in IDLE. */
final class IdleCrowd implements AutoCloseable {
    private static final int BUFFER_OCTETS = 256;

    private final List<ImapSession> sessions = new ArrayList<>();

    /** Opens them one after another. */
    IdleCrowd(MailboxPlan plan) throws IOException {
        try {
            for (int i = 0; i < plan.connections(); i++) {
                ImapSession session = new ImapSession(plan, i, BUFFER_OCTETS);
                sessions.add(session);
                session.select(plan.folder(), plan.messages());
                session.ok("FETCH 1:* (UID FLAGS ENVELOPE)");
                session.begin("IDLE");
                session.waitForGo();
            }
        } catch (IOException failed) {
            close();
            throw new IOException(
                    "connection " + sessions.size() + ": " + failed.getMessage(), failed);
        }
    }

    /** Ends IDLE on each of them, which fails when one of them has gone. */
    void finish() throws IOException {
        for (ImapSession session : sessions) {
            session.send("DONE\r\n");
            session.end();
        }
    }

    @Override
    public void close() throws IOException {
        for (ImapSession session : sessions) {
            session.close();
        }
        sessions.clear();
    }
}
