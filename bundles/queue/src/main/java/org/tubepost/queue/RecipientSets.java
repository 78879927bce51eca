// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import java.util.BitSet;

/**
 * Sets of recipients by their index in an envelope. Nearly all have one member with a small index;
 * those are shared. What comes from here must not be changed.
 */
final class RecipientSets {
    private static final BitSet[] SINGLE = new BitSet[100];

    static {
        for (int i = 0; i < SINGLE.length; i++) {
            SINGLE[i] = new BitSet();
            SINGLE[i].set(i);
        }
    }

    private RecipientSets() {}

    /** An equal set. */
    static BitSet shared(BitSet set) {
        int first = set.nextSetBit(0);
        boolean single = first >= 0 && set.length() == first + 1;
        return single && first < SINGLE.length ? SINGLE[first] : set;
    }
}
