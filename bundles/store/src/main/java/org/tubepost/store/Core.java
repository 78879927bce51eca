// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Clock;

/**
 * The parts that every operation of the store works with.
 *
 * @param catalogue owners and mailboxes
 * @param sequencer the way to change them
 * @param partitions where contents are
 * @param rules what the administrator decided
 * @param clock for dates that go into the log
 */
record Core(
        Catalogue catalogue,
        Sequencer sequencer,
        Partitions partitions,
        StoreRules rules,
        Clock clock) {

    Rights rights() {
        return new Rights(catalogue);
    }

    Draft draft() {
        return new Draft(catalogue, rules, clock);
    }
}
