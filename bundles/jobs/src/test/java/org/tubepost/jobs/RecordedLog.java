// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailLog;

/** A mail log that keeps what it is told. */
final class RecordedLog implements MailLog {
    final List<MailEvent> records = new ArrayList<>();

    @Override
    public void record(MailEvent event) {
        records.add(event);
    }

    @Override
    public void recordLater(Supplier<MailEvent> event) {
        records.add(event.get());
    }
}
