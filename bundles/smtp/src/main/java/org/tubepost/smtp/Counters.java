// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Reading;

/** Figures of all sessions. Thread-safe. */
final class Counters {
    private final AtomicLong open = new AtomicLong();
    private final LongAdder sessions = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failedLogins = new LongAdder();

    void opened() {
        open.incrementAndGet();
        sessions.increment();
    }

    void closed() {
        open.decrementAndGet();
    }

    void answered(Reply reply) {
        (reply.isPositive() ? accepted : refused).increment();
    }

    void loginFailed() {
        failedLogins.increment();
    }

    List<Reading> readings() {
        return List.of(
                Reading.of("smtp_sessions", open.get()),
                Reading.of("smtp_sessions_total", sessions.sum()),
                Reading.of("smtp_messages_accepted_total", accepted.sum()),
                Reading.of("smtp_messages_refused_total", refused.sum()),
                Reading.of("smtp_logins_failed_total", failedLogins.sum()));
    }
}
