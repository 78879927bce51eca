// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import org.tubepost.clients.ImapWire;

/**
 * Whole sessions by POP3, each on a connection of its own: login, LIST, some messages, QUIT. Lines
 * are read like those of IMAP; no line of a message of ours ends as if a literal followed.
 */
final class Pop3Workload implements MailboxWorkload {
    private static final int PATIENCE_MILLIS = 300_000;
    private static final int BUFFER_OCTETS = 32_768;
    private static final int READ = 5;

    private final MailboxPlan plan;
    private final String user;
    private int next;

    Pop3Workload(MailboxPlan plan, int connection) {
        this.plan = plan;
        this.user = plan.user(connection);
        this.next = connection;
    }

    @Override
    public void once() throws IOException {
        try (ImapWire wire = new ImapWire(plan.server(), BUFFER_OCTETS, PATIENCE_MILLIS)) {
            expectOk(wire);
            ask(wire, "USER " + user);
            ask(wire, "PASS " + plan.password());
            ask(wire, "LIST");
            int lines = lines(wire);
            if (lines != plan.messages()) {
                throw new IOException(lines + " messages instead of " + plan.messages());
            }
            for (int i = 0; i < READ; i++) {
                next = (next + 1) % plan.messages();
                ask(wire, "RETR " + (next + 1));
                if (lines(wire) < 8) {
                    throw new IOException("no whole message");
                }
            }
            ask(wire, "QUIT");
        }
    }

    private static void ask(ImapWire wire, String command) throws IOException {
        wire.send(command + "\r\n");
        expectOk(wire);
    }

    private static void expectOk(ImapWire wire) throws IOException {
        wire.next();
        if (!wire.has(0, "+OK")) {
            throw new IOException(wire.text());
        }
    }

    private static int lines(ImapWire wire) throws IOException {
        int count = 0;
        wire.next();
        while (!(wire.length() == 3 && wire.has(0, "."))) {
            count++;
            wire.next();
        }
        return count;
    }
}
