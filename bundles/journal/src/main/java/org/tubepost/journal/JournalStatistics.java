// SPDX-License-Identifier: Apache-2.0
package org.tubepost.journal;

/**
 * Figures of a journal since it was opened.
 *
 * @param appends records appended
 * @param appendedOctets their octets, headers included
 * @param syncs calls of fsync
 * @param commits waits for durability that were answered
 * @param segments segments now
 * @param octets octets of all segments
 * @param liveOctets octets of records that were not released
 */
public record JournalStatistics(
        long appends,
        long appendedOctets,
        long syncs,
        long commits,
        int segments,
        long octets,
        long liveOctets) {}
