// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Messages that one FETCH is to bring, by their UIDs. No server has to send them in order (RFC 9051
 * section 7.5.2), so what is the largest so far tells nothing of those below it: what is missing is
 * known only by a list that was asked for before.
 */
final class Awaited {
    private final long first;
    private final long[] listed;
    private final BitSet settled = new BitSet();
    private final Set<Long> unlisted = new HashSet<>();
    private long taken;
    private long highest;

    /**
     * With what the server lists.
     *
     * @param first UID that is asked for; smaller ones are known already
     */
    Awaited(long first, Collection<Long> uids) {
        this.first = first;
        this.listed = from(first, uids);
    }

    private static long[] from(long first, Collection<Long> uids) {
        return uids.stream()
                .mapToLong(uid -> uid)
                .filter(uid -> uid >= first)
                .sorted()
                .distinct()
                .toArray();
    }

    /** First UID that is asked for. */
    long first() {
        return first;
    }

    /** True if there is nothing to ask for. */
    boolean isEmpty() {
        return listed.length == 0;
    }

    /**
     * A message comes.
     *
     * @return true if it is to be taken: it is one of these, and comes for the first time
     */
    boolean take(long uid) {
        int index = Arrays.binarySearch(listed, uid);
        if (index >= 0 ? settled.get(index) : !isUnlisted(uid)) {
            return false;
        }
        if (index >= 0) {
            settled.set(index);
        }
        taken++;
        highest = Math.max(highest, uid);
        return true;
    }

    /**
     * True for one that the list lacks, the first time. What arrives there while we fetch, behind
     * all others, is left to the next import.
     */
    private boolean isUnlisted(long uid) {
        return !isEmpty() && uid >= first && uid < listed[listed.length - 1] && unlisted.add(uid);
    }

    /** How many were taken. */
    long taken() {
        return taken;
    }

    /** How many of the list have not come. */
    int missing() {
        return listed.length - settled.cardinality();
    }

    /** Others of the list than these are gone, and not awaited any more. */
    void onlyThese(Collection<Long> uids) {
        long[] there = from(first, uids);
        for (int i = settled.nextClearBit(0); i < listed.length; i = settled.nextClearBit(i + 1)) {
            if (Arrays.binarySearch(there, listed[i]) < 0) {
                settled.set(i);
            }
        }
    }

    /** The largest UID that was taken if none below it is missing; otherwise 0. */
    long reached() {
        int missing = settled.nextClearBit(0);
        return missing >= listed.length || listed[missing] > highest ? highest : 0;
    }
}
