// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.List;

/**
 * What a transfer did.
 *
 * @param folders folders gone through
 * @param messages messages written, or put into the store
 * @param octets size of those
 * @param present messages that were there already
 * @param stopped the monitor ended it early
 * @param problems in a sentence each, what could not be transferred; the rest was
 * @param updated messages that were there already and got the flags that they have elsewhere
 * @param removed messages that were there and are elsewhere no more
 */
public record TransferReport(
        long folders,
        long messages,
        long octets,
        long present,
        boolean stopped,
        List<String> problems,
        long updated,
        long removed) {

    /** Of a transfer that brings only what is not there. */
    public TransferReport(
            long folders,
            long messages,
            long octets,
            long present,
            boolean stopped,
            List<String> problems) {
        this(folders, messages, octets, present, stopped, problems, 0, 0);
    }
}
