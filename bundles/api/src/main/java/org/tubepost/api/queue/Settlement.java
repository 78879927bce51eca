// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.queue;

import java.time.Instant;
import java.util.List;
import org.tubepost.api.channel.Outcome;

/**
 * What an attempt changed.
 *
 * @param outcomes an outcome for each recipient of the lease; delivered and failed recipients leave
 *     the entry, deferred ones stay, a held one holds the entry
 * @param nextDue when the deferred recipients may be tried again
 * @param notices delay notices sent so far, this attempt's included
 */
public record Settlement(List<Outcome> outcomes, Instant nextDue, int notices) {

    /** Copies the list. */
    public Settlement {
        outcomes = List.copyOf(outcomes);
    }
}
