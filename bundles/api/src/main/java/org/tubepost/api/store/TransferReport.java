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
 */
public record TransferReport(
        long folders,
        long messages,
        long octets,
        long present,
        boolean stopped,
        List<String> problems) {}
