// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Journal;

/**
 * What happened to an entry, from the records about it: the message's own may hold some, the later
 * ones hold the rest. Only the last lines are kept where records are put together.
 */
final class EntryHistory {
    /** Lines that are kept. */
    static final int MOST_LINES = 100;

    private EntryHistory() {}

    /** Lines of the records about an entry alone, oldest first. */
    static List<String> of(Journal journal, List<Extent> records) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Extent record : records) {
            if (journal.exists(record.segment())) {
                ByteBuffer payload = journal.read(record);
                lines.addAll(EntryState.decode(payload).history());
            }
        }
        return lines;
    }

    /** Both, with the last lines only. */
    static List<String> joined(List<String> earlier, List<String> later) {
        List<String> all = new ArrayList<>(earlier);
        all.addAll(later);
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST_LINES), all.size()));
    }

    /** What the message's record says of an entry. */
    static List<String> of(MessageHead head, long number) {
        return head.states().stream()
                .filter(s -> s.number() == number)
                .findFirst()
                .map(EntryState::history)
                .orElse(List.of());
    }
}
