// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.List;

/**
 * What a run of expiry did, or would do when it was a trial.
 *
 * @param folders folders that a rule is about
 * @param messages messages in those
 * @param discarded messages removed
 * @param octets size of those
 * @param filed messages moved into other folders
 * @param archived messages moved into the archive
 * @param reported messages only reported
 * @param stopped the monitor ended it early
 * @param problems in a sentence each, what could not be done; the rest was
 */
public record ExpiryReport(
        long folders,
        long messages,
        long discarded,
        long octets,
        long filed,
        long archived,
        long reported,
        boolean stopped,
        List<String> problems) {

    /** Copies the list. */
    public ExpiryReport {
        problems = List.copyOf(problems);
    }
}
