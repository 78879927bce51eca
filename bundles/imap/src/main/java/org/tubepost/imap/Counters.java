// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.tubepost.api.observe.Reading;

/** Figures of all sessions. Thread-safe. */
final class Counters {
    private final AtomicLong open = new AtomicLong();
    private final LongAdder sessions = new LongAdder();
    private final LongAdder commands = new LongAdder();
    private final LongAdder failedLogins = new LongAdder();

    void opened() {
        open.incrementAndGet();
        sessions.increment();
    }

    void closed() {
        open.decrementAndGet();
    }

    void command() {
        commands.increment();
    }

    void loginFailed() {
        failedLogins.increment();
    }

    List<Reading> readings() {
        return List.of(
                Reading.of("imap_sessions", open.get()),
                Reading.of("imap_sessions_total", sessions.sum()),
                Reading.of("imap_commands_total", commands.sum()),
                Reading.of("imap_logins_failed_total", failedLogins.sum()));
    }
}
