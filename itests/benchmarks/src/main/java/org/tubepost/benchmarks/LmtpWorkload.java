// SPDX-License-Identifier: Apache-2.0
package org.tubepost.benchmarks;

import java.io.IOException;

/** Delivers messages over one connection into the mailbox of one user. */
final class LmtpWorkload implements MailboxWorkload {
    private final LoadSession session;

    LmtpWorkload(MailboxPlan plan, int connection) throws IOException {
        LoadPlan one =
                new LoadPlan(
                        plan.server(),
                        true,
                        1,
                        1,
                        plan.octets(),
                        1,
                        true,
                        false,
                        "load@load.test",
                        plan.user(connection));
        session = new LoadSession(one, one.text());
    }

    @Override
    public void once() throws IOException {
        session.deliver();
    }

    @Override
    public void close() throws IOException {
        try (session) {
            session.quit();
        }
    }
}
