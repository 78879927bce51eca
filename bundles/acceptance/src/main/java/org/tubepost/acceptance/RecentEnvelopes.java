// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.tubepost.api.acceptance.RecentEnvelope;

/** The last envelopes, a bounded number of them, for questions about another configuration. */
final class RecentEnvelopes {
    private final int most;
    private final Deque<RecentEnvelope> kept = new ArrayDeque<>();

    RecentEnvelopes(int most) {
        this.most = most;
    }

    synchronized void add(RecentEnvelope envelope) {
        if (most > 0) {
            if (kept.size() == most) {
                kept.removeFirst();
            }
            kept.addLast(envelope);
        }
    }

    /** Oldest first. */
    synchronized List<RecentEnvelope> all() {
        return List.copyOf(kept);
    }
}
