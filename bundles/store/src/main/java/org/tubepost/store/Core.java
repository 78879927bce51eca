// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;

/**
 * The parts that every operation of the store works with.
 *
 * @param catalogue owners and mailboxes
 * @param sequencer the way to change them
 * @param partitions where contents are
 * @param rules what the administrator decided
 * @param limits what owners may keep
 * @param notices where is said that a mailbox is nearly full
 * @param clock for dates that go into the log
 */
record Core(
        Catalogue catalogue,
        Sequencer sequencer,
        Partitions partitions,
        StoreRules rules,
        OwnerLimits limits,
        Notices notices,
        Clock clock) {

    /**
     * Takes notice of owners, and of the quota roots of those of them who did not get a message.
     */
    @FunctionalInterface
    interface Notices {
        void notice(Collection<String> owners, Map<String, String> refused);
    }

    Rights rights() {
        return new Rights(catalogue);
    }

    Draft draft() {
        return new Draft(catalogue, rules, clock);
    }
}
