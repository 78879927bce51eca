// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

/** Numbers that are never given out twice; they only grow. Used under the sequencer's lock. */
final class Counters {
    private long nextMailbox;
    private long lastUidValidity;

    /**
     * Begins with what is known.
     *
     * @param nextMailbox next number for a mailbox
     * @param lastUidValidity newest UIDVALIDITY given out
     */
    Counters(long nextMailbox, long lastUidValidity) {
        this.nextMailbox = Math.max(1, nextMailbox);
        this.lastUidValidity = lastUidValidity;
    }

    /** Numbers below the one, and up to the other, are given out. */
    void raise(long mailbox, long uidValidity) {
        nextMailbox = Math.max(nextMailbox, mailbox);
        lastUidValidity = Math.max(lastUidValidity, uidValidity);
    }

    long nextMailbox() {
        return nextMailbox;
    }

    long lastUidValidity() {
        return lastUidValidity;
    }
}
