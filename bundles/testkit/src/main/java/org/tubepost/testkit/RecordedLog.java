// SPDX-License-Identifier: Apache-2.0
package org.tubepost.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailLog;

/** A mail log that keeps what it is told. */
public final class RecordedLog implements MailLog {
    private final List<MailEvent> records = new CopyOnWriteArrayList<>();

    /** What it was told, in order; grows as it is told more. */
    public List<MailEvent> records() {
        return records;
    }

    @Override
    public void record(MailEvent event) {
        records.add(event);
    }

    @Override
    public void recordLater(Supplier<MailEvent> event) {
        records.add(event.get());
    }
}
