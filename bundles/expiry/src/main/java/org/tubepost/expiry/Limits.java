// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

/**
 * Figures of a rule; {@link #NONE} where it says nothing.
 *
 * @param messageDays age since arrival in the store
 * @param saveDays age since arrival in the folder
 * @param messageCount messages of a folder, at most
 * @param folderSize octets of a folder, at most
 * @param messageSize octets of a message, at most
 * @param messageSizeDays days for which a larger message may stay
 */
record Limits(
        long messageDays,
        long saveDays,
        long messageCount,
        long folderSize,
        long messageSize,
        long messageSizeDays) {
    static final long NONE = -1;

    /** The strictest figure of both, each by itself. */
    Limits strictest(Limits other) {
        return new Limits(
                less(messageDays, other.messageDays),
                less(saveDays, other.saveDays),
                less(messageCount, other.messageCount),
                less(folderSize, other.folderSize),
                less(messageSize, other.messageSize),
                less(messageSizeDays, other.messageSizeDays));
    }

    private static long less(long one, long other) {
        return one == NONE ? other : other == NONE ? one : Math.min(one, other);
    }

    /** True without any figure that makes a message go. */
    boolean isEmpty() {
        return messageDays == NONE
                && saveDays == NONE
                && messageCount == NONE
                && folderSize == NONE
                && messageSize == NONE;
    }
}
