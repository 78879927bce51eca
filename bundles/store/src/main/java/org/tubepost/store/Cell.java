// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import org.tubepost.store.state.Versioned;

/**
 * One owner or mailbox in memory, in three versions: {@link #head} with everything that was written
 * to the log, {@link #visible()} with everything that is durable, and {@link #saved} as the derived
 * index has it. A cell whose three versions are the same can leave memory.
 *
 * @param <S> kind of state; null stands for something that does not exist
 */
class Cell<S extends Versioned> {
    /** Newest version; guarded by the sequencer's lock. */
    S head;

    /** Version in the derived index; guarded by the sequencer's lock. */
    S saved;

    private volatile S visible;
    private long visibleLsn;
    private volatile long lastUse = System.nanoTime();

    Cell(S loaded) {
        head = loaded;
        saved = loaded;
        visible = loaded;
    }

    /** The newest durable version. */
    final S visible() {
        lastUse = System.nanoTime();
        return visible;
    }

    /** Makes a version visible unless a newer one is. */
    final synchronized void publish(S state, long lsn) {
        if (lsn >= visibleLsn) {
            visibleLsn = lsn;
            visible = state;
        }
    }

    /** True when the index has all of it. */
    final boolean isClean() {
        return head == saved && visible == saved;
    }

    /** Relative time of the last use. */
    final long lastUse() {
        return lastUse;
    }

    /** Octets in memory, about. */
    final long memory() {
        S now = visible;
        return 200 + (now == null ? 0 : now.memory());
    }
}
