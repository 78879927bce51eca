// SPDX-License-Identifier: Apache-2.0
package org.tubepost.search;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens groups, opens those again that failed, shows searches what was added, and writes it to
 * disk. Used by the thread that follows the store.
 */
final class GroupCare {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCare.class);
    private static final long SECOND = 1_000_000_000L;

    private final IndexGroups groups;
    private final Orders orders;
    private final long commitNanos;
    private final Retries retries;
    private long refreshed = System.nanoTime();
    private long committed = System.nanoTime();
    private boolean changed;

    /**
     * Over groups of which none is open.
     *
     * @param commitNanos between writes to disk
     */
    GroupCare(IndexGroups groups, Orders orders, long commitNanos) {
        this.groups = groups;
        this.orders = orders;
        this.commitNanos = commitNanos;
        this.retries = new Retries(groups.count(), System.nanoTime());
    }

    /** Something was added. */
    void changed() {
        changed = true;
    }

    /**
     * Gives up groups that failed, and opens those that are closed.
     *
     * @return true if one was opened: everything is to be compared with it
     */
    boolean open() {
        for (int group : orders.takeFailed()) {
            // Of several failures of one time the first counts.
            if (groups.at(group).isPresent()) {
                groups.drop(group);
                retries.failed(group, System.nanoTime());
            }
        }
        boolean any = false;
        for (int group : retries.due(System.nanoTime())) {
            any |= !orders.isStopping() && open(group);
        }
        return any;
    }

    private boolean open(int group) {
        try {
            groups.open(group);
            retries.opened(group, System.nanoTime());
            return true;
        } catch (IOException | RuntimeException unusable) {
            LOG.warn("Index group {} cannot be used", group, unusable);
            retries.failed(group, System.nanoTime());
            return false;
        }
    }

    /** Shows what was added once a second, and when there is nothing else to do; writes it. */
    void tend(boolean idle) {
        long now = System.nanoTime();
        boolean commits = now - committed >= commitNanos;
        boolean refreshes = changed && (idle || now - refreshed >= SECOND);
        if (!commits && !refreshes) {
            return;
        }
        for (int i = 0; i < groups.count(); i++) {
            Optional<IndexGroup> group = groups.at(i);
            try {
                if (group.isPresent() && refreshes) {
                    group.get().refresh();
                }
                if (group.isPresent() && commits) {
                    group.get().commit();
                }
            } catch (IOException | RuntimeException trouble) {
                LOG.warn("Index group {} cannot be written and is opened again", i, trouble);
                orders.failed(i);
            }
        }
        changed &= !refreshes;
        refreshed = refreshes ? System.nanoTime() : refreshed;
        committed = commits ? System.nanoTime() : committed;
    }
}
