// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import java.util.Random;

/** What clients by IMAP do, one kind of command each. */
final class ImapWorkloads {
    /** Bodies asked for before the first is read. */
    static final int PIPELINED = 50;

    /** Messages of one APPEND that fills a folder. */
    private static final int FILLED_AT_ONCE = 50;

    private ImapWorkloads() {}

    /** An operation with a session that is open. */
    @FunctionalInterface
    private interface Operation {
        void once() throws IOException;
    }

    private record OnSession(ImapSession session, Operation operation) implements MailboxWorkload {
        @Override
        public void once() throws IOException {
            operation.once();
        }

        @Override
        public void close() throws IOException {
            try (session) {
                session.ok("LOGOUT");
            }
        }
    }

    static MailboxWorkload append(MailboxPlan plan, int connection) throws IOException {
        ImapSession session = new ImapSession(plan, connection);
        String message = SampleMessages.of(connection, plan.octets());
        String command = "APPEND " + plan.folder() + " {" + message.length() + "+}\r\n" + message;
        return new OnSession(session, () -> session.ok(command));
    }

    /** Connect, LOGIN, LOGOUT. */
    static MailboxWorkload login(MailboxPlan plan, int connection) {
        int[] next = {connection};
        return () -> {
            next[0] += plan.connections();
            try (ImapSession session = new ImapSession(plan, next[0])) {
                session.ok("LOGOUT");
            }
        };
    }

    /** SELECT, and envelopes and flags of all messages. */
    static MailboxWorkload envelopes(MailboxPlan plan, int connection) throws IOException {
        ImapSession session = new ImapSession(plan, connection);
        return new OnSession(
                session,
                () -> {
                    session.select(plan.folder(), plan.messages());
                    session.ok("FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)");
                    session.expect(plan.messages());
                });
    }

    /** One body after another, in random order. */
    static MailboxWorkload bodies(MailboxPlan plan, int connection) throws IOException {
        ImapSession session = new ImapSession(plan, connection);
        Random random = new Random(connection);
        session.select(plan.folder(), plan.messages());
        return new OnSession(
                session,
                () -> {
                    session.ok("FETCH " + (1 + random.nextInt(plan.messages())) + " BODY.PEEK[]");
                    session.expect(1);
                    session.expectOctets(plan.octets() - SampleMessages.SLACK);
                });
    }

    /** Bodies, many commands under way at once. One operation is a group of them. */
    static MailboxWorkload pipelined(MailboxPlan plan, int connection) throws IOException {
        ImapSession session = new ImapSession(plan, connection);
        Random random = new Random(connection);
        session.select(plan.folder(), plan.messages());
        return new OnSession(
                session,
                () -> {
                    StringBuilder commands = new StringBuilder();
                    for (int i = 0; i < PIPELINED; i++) {
                        int number = 1 + random.nextInt(plan.messages());
                        commands.append(session.tagged("FETCH " + number + " BODY.PEEK[]"))
                                .append("\r\n");
                    }
                    session.send(commands);
                    session.end(PIPELINED);
                    session.expect(PIPELINED);
                    session.expectOctets(PIPELINED * (plan.octets() - (long) SampleMessages.SLACK));
                });
    }

    static MailboxWorkload open(MailboxPlan plan, int connection) throws IOException {
        ImapSession session = new ImapSession(plan, connection);
        return new OnSession(session, () -> session.select(plan.folder(), plan.messages()));
    }

    /** A command of the caller's, in a selected mailbox. */
    static MailboxWorkload command(MailboxPlan plan, int connection) throws IOException {
        ImapSession session = new ImapSession(plan, connection);
        session.select(plan.folder(), plan.messages());
        return new OnSession(
                session,
                () -> {
                    session.ok(plan.words());
                    session.expect(1);
                    // A number for each message at least.
                    session.expectOctets(2L * plan.messages());
                });
    }

    /** Brings the folder of each user up to its messages; one operation is one user. */
    static MailboxWorkload fill(MailboxPlan plan, int connection) {
        int[] next = {connection - plan.connections()};
        return () -> {
            next[0] += plan.connections();
            try (ImapSession session = new ImapSession(plan, next[0])) {
                if (!plan.folder().equals("INBOX")) {
                    session.ok("CREATE " + plan.folder());
                }
                for (int from = 0; from < plan.messages(); from += FILLED_AT_ONCE) {
                    session.send(appended(session, plan, from));
                    session.end();
                }
                session.select(plan.folder(), plan.messages());
                session.ok("LOGOUT");
            }
        };
    }

    private static CharSequence appended(ImapSession session, MailboxPlan plan, int from) {
        StringBuilder command = session.tagged("APPEND " + plan.folder());
        int to = Math.min(from + FILLED_AT_ONCE, plan.messages());
        for (int number = from; number < to; number++) {
            String message = SampleMessages.of(number, plan.octets());
            command.append(number % 3 == 0 ? " (\\Seen)" : " ()")
                    .append(" {")
                    .append(message.length())
                    .append("+}\r\n")
                    .append(message);
        }
        return command.append("\r\n");
    }
}
