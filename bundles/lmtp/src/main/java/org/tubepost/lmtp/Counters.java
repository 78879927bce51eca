// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Reading;

/** Figures of all sessions. Thread-safe. */
final class Counters {
    private final AtomicLong open = new AtomicLong();
    private final LongAdder sessions = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder refused = new LongAdder();

    void opened() {
        open.incrementAndGet();
        sessions.increment();
    }

    void closed() {
        open.decrementAndGet();
    }

    /** Answers behind the data of a message, one for each recipient. */
    void answered(List<Reply> answers) {
        for (Reply answer : answers) {
            (answer.isPositive() ? delivered : refused).increment();
        }
    }

    List<Reading> readings() {
        return List.of(
                Reading.of("lmtp_sessions", open.get()),
                Reading.of("lmtp_sessions_total", sessions.sum()),
                Reading.of("lmtp_recipients_delivered_total", delivered.sum()),
                Reading.of("lmtp_recipients_refused_total", refused.sum()));
    }
}
