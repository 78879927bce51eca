// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.tubepost.api.observe.Reading;

/** Figures of all sessions. Thread-safe. */
final class Counters {
    private final AtomicLong open = new AtomicLong();
    private final LongAdder sessions = new LongAdder();
    private final LongAdder retrieved = new LongAdder();
    private final LongAdder failedLogins = new LongAdder();

    void opened() {
        open.incrementAndGet();
        sessions.increment();
    }

    void closed() {
        open.decrementAndGet();
    }

    void retrieved() {
        retrieved.increment();
    }

    void loginFailed() {
        failedLogins.increment();
    }

    List<Reading> readings() {
        return List.of(
                Reading.of("pop3_sessions", open.get()),
                Reading.of("pop3_sessions_total", sessions.sum()),
                Reading.of("pop3_messages_retrieved_total", retrieved.sum()),
                Reading.of("pop3_logins_failed_total", failedLogins.sum()));
    }
}
