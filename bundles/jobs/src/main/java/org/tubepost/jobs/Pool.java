// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.util.ArrayList;
import java.util.List;
import org.tubepost.api.config.PoolDefinition;

/**
 * A pool at run time: its channels take turns, and among what waits urgent messages come first, but
 * not always: of four deliveries one goes to the ranks below if somebody waits there. Guarded by
 * the controller's lock.
 */
final class Pool {
    private static final int[][] ORDERS = {{0, 1, 2, 3}, {1, 0, 2, 3}, {2, 0, 1, 3}, {3, 0, 1, 2}};

    final PoolDefinition definition;
    final List<ChannelState> channels = new ArrayList<>();
    int limit;

    /** Jobs under way, each of one or more deliveries. */
    int jobs;

    /** Deliveries taken since somebody last looked. */
    int taken;

    private int turn;
    private int tick;

    Pool(PoolDefinition definition) {
        this.definition = definition;
        this.limit = definition.jobLimit();
    }

    boolean hasRoom() {
        return jobs < limit;
    }

    boolean isAtRest() {
        return jobs == 0;
    }

    /** In which order ranks are looked at for the next delivery. */
    int[] ranks() {
        if (tick % 4 != 3) {
            return ORDERS[0];
        }
        return ORDERS[tick % 64 == 63 ? 3 : tick % 16 == 15 ? 2 : 1];
    }

    /** True when it is the turn of those whose sender must be told. */
    boolean isTurnOfOverdue() {
        return tick % 4 == 1;
    }

    ChannelState nextChannel() {
        turn = turn + 1 < channels.size() ? turn + 1 : 0;
        return channels.get(turn);
    }

    void took() {
        tick++;
        taken++;
    }

    /** Entries that could be delivered now if there were jobs enough. */
    long backlog() {
        long all = 0;
        for (ChannelState channel : channels) {
            if (channel.mayDeliver()) {
                all += channel.startable;
            }
            if (channel.hasRoom()) {
                all += channel.overdue.size();
            }
        }
        return all;
    }
}
