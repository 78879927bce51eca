// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Messages that are to come over one connection, by their UIDs. No server has to send them in order
 * (RFC 9051 section 7.5.2), so what is the largest so far tells nothing of those below it: what is
 * missing is known only by a list that was asked for before.
 */
final class Awaited {
    private final long last;
    private final OpenUids open;
    private final long[] listed;
    private final BitSet settled = new BitSet();
    private final TreeSet<Long> unlisted = new TreeSet<>();
    private long taken;
    private long highest;

    /**
     * With what the server lists.
     *
     * @param last UID; this one and smaller ones have come before
     * @param open those of them that have not
     */
    Awaited(long last, OpenUids open, Collection<Long> uids) {
        this.last = last;
        this.open = open;
        this.highest = last;
        this.listed = uids.stream().mapToLong(uid -> uid).sorted().distinct().toArray();
        for (int i = 0; i < listed.length; i++) {
            settled.set(i, !isAwaited(listed[i]));
        }
    }

    private boolean isAwaited(long uid) {
        return uid > last || open.has(uid);
    }

    /** True if messages are listed behind all that have come before. */
    boolean goesOn() {
        return listed.length > 0 && listed[listed.length - 1] > last;
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
        return listed.length > 0
                && isAwaited(uid)
                && uid < listed[listed.length - 1]
                && unlisted.add(uid);
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
        long[] there = uids.stream().mapToLong(uid -> uid).sorted().toArray();
        for (int i = settled.nextClearBit(0); i < listed.length; i = settled.nextClearBit(i + 1)) {
            if (Arrays.binarySearch(there, listed[i]) < 0) {
                settled.set(i);
            }
        }
    }

    /**
     * The largest UID that was taken, now or before; {@link #open} tells which below it was not.
     */
    long reached() {
        return highest;
    }

    /** What has not come of the list below the largest UID that was taken. */
    OpenUids open() {
        OpenUids now = new OpenUids();
        for (int i = settled.nextClearBit(0); i < listed.length && listed[i] < highest; ) {
            int end = i;
            while (!settled.get(end + 1) && isNextTo(end + 1)) {
                end++;
            }
            now.add(listed[i], listed[end]);
            i = settled.nextClearBit(end + 1);
        }
        return now;
    }

    /** True if nothing was taken between one and the one before it, now or before. */
    private boolean isNextTo(int index) {
        if (index >= listed.length || listed[index] > highest) {
            return false;
        }
        long before = listed[index - 1];
        Long between = unlisted.higher(before);
        return (before > last || open.joins(before, listed[index]))
                && (between == null || between > listed[index]);
    }
}
