// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.util.List;

/**
 * The way to a destination.
 *
 * @param domain what was asked for, without brackets: TLS policies and accounts go by it
 * @param targets addresses, best first
 * @param best how many of them are equally good as the first
 * @param exchangers they were found by MX: a host with our own name among them is a loop
 */
record Route(String domain, List<Target> targets, int best, boolean exchangers) {

    /** Copies the list. */
    Route {
        targets = List.copyOf(targets);
    }
}
