// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;
import java.util.Random;

/**
 * What mail programs ask for, at random: mostly flags, bodies and headers, now and then a search, a
 * look at another folder, or a message that is kept. One operation is one command.
 */
final class MixedWorkload implements MailboxWorkload {
    private static final int SEVERAL = 20;

    private final MailboxPlan plan;
    private final ImapSession session;
    private final Random random;
    private final String kept;

    MixedWorkload(MailboxPlan plan, int connection) throws IOException {
        this.plan = plan;
        this.session = new ImapSession(plan, connection);
        this.random = new Random(connection);
        String message = SampleMessages.of(connection, plan.octets());
        this.kept = "APPEND Drafts (\\Seen) {" + message.length() + "+}\r\n" + message;
        session.select(plan.folder(), plan.messages());
    }

    @Override
    public void once() throws IOException {
        int dice = random.nextInt(100);
        int number = 1 + random.nextInt(plan.messages());
        String several = number + ":" + Math.min(plan.messages(), number + SEVERAL);
        if (dice < 20) {
            session.ok("FETCH " + several + " (UID FLAGS)");
        } else if (dice < 45) {
            session.ok("FETCH " + number + " (UID BODY.PEEK[])");
            session.expectOctets(plan.octets() - SampleMessages.SLACK);
        } else if (dice < 60) {
            session.ok("STORE " + number + (random.nextBoolean() ? " +" : " -") + "FLAGS (\\Seen)");
        } else if (dice < 70) {
            session.ok("FETCH " + several + " (UID FLAGS RFC822.SIZE ENVELOPE)");
        } else if (dice < 78) {
            session.ok("UID SEARCH UNSEEN");
        } else if (dice < 86) {
            session.ok("NOOP");
        } else if (dice < 92) {
            session.ok("STATUS Drafts (MESSAGES UNSEEN UIDNEXT)");
            session.expect(1);
        } else if (dice < 97) {
            session.ok(kept);
        } else {
            session.select(plan.folder(), plan.messages());
        }
    }

    @Override
    public void close() throws IOException {
        try (session) {
            session.ok("LOGOUT");
        }
    }
}
