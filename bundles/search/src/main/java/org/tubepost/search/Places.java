// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import org.tubepost.api.store.MailboxView;

/**
 * Where messages of mailboxes stand in one state of an index, remembered from one search to the
 * next: working it out takes longer than most searches. What was not used for the longest time is
 * forgotten. Thread-safe.
 */
final class Places {
    private static final int MOST = 2_000_000;

    private final Deque<Known> all = new ArrayDeque<>();

    private record Known(WeakReference<MailboxView> view, Object state, int[] places) {
        boolean isOf(MailboxView wanted, Object inState) {
            return state == inState && view.refersTo(wanted);
        }

        boolean isStale(Object now) {
            return state != now || view.refersTo(null);
        }
    }

    /** Places of a view's messages in a state of the index. */
    synchronized Optional<int[]> get(MailboxView view, Object state) {
        for (Iterator<Known> each = all.iterator(); each.hasNext(); ) {
            Known known = each.next();
            if (known.isOf(view, state)) {
                each.remove();
                all.addFirst(known);
                return Optional.of(known.places);
            }
        }
        return Optional.empty();
    }

    /** Remembers them, and forgets those of other states, and the oldest beyond two million. */
    synchronized void put(MailboxView view, Object state, int[] places) {
        all.removeIf(known -> known.isStale(state));
        all.addFirst(new Known(new WeakReference<>(view), state, places));
        long size = all.stream().mapToLong(known -> known.places.length).sum();
        while (size > MOST) {
            size -= all.removeLast().places.length;
        }
    }
}
