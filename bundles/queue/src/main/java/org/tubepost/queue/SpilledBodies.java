// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.journal.Extent;
import org.tubepost.journal.Journal;

/**
 * BODY records of messages that are still coming in: nobody owns them yet, and they must not be
 * dropped.
 */
final class SpilledBodies {
    private final Journal journal;
    private final Map<Extent, Boolean> open = new HashMap<>();

    SpilledBodies(Journal journal) {
        this.journal = journal;
    }

    synchronized void add(Extent extent) {
        open.put(extent, true);
    }

    /** They belong to a message now. */
    synchronized void take(List<Extent> extents) {
        extents.forEach(open::remove);
    }

    /** Nobody will want those that were not taken. */
    synchronized void drop(List<Extent> extents) {
        for (Extent extent : extents) {
            if (open.remove(extent) != null) {
                journal.release(extent);
            }
        }
    }

    /** True while a message that is coming in has octets in a segment. */
    synchronized boolean uses(long segment) {
        return open.keySet().stream().anyMatch(e -> e.segment() == segment);
    }
}
