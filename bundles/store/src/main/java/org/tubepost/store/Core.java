// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.state.MailboxState;

/**
 * The parts that every operation of the store works with.
 *
 * @param catalogue owners and mailboxes
 * @param sequencer the way to change them
 * @param partitions where contents are
 * @param rules what the administrator decided
 * @param rights who may do what
 * @param limits what owners may keep
 * @param notices where is said that a mailbox is nearly full
 * @param clock for dates that go into the log
 */
record Core(
        Catalogue catalogue,
        Sequencer sequencer,
        Partitions partitions,
        StoreRules rules,
        Rights rights,
        OwnerLimits limits,
        Notices notices,
        Clock clock) {

    /** Takes notice of owners. */
    @FunctionalInterface
    interface Notices {
        /**
         * Something happened to mailboxes that are nearly full.
         *
         * @param refused the quota roots of those of the owners who did not get a message that was
         *     delivered
         * @param denied the quota roots of those of the owners whose mailbox did not take what a
         *     user put there
         */
        void notice(
                Collection<String> owners, Map<String, String> refused, Map<String, String> denied);
    }

    /** Does work with the bin of a mailbox in memory: it is not read under the sequencer's lock. */
    <T> T withBin(MailboxCell mailbox, Guard.Call<T> work) throws StoreException {
        if (rules.keepExpunged().isZero()) {
            return work.run();
        }
        return pinned(MailboxState.binOf(mailbox.id()), bin -> work.run());
    }

    /** Something done with a mailbox. */
    interface Work<T> {
        T with(MailboxCell mailbox) throws StoreException;
    }

    /** Does something with a mailbox that stays in memory meanwhile. */
    <T> T pinned(long mailbox, Work<T> work) throws StoreException {
        MailboxCell cell = catalogue.pinned(mailbox);
        try {
            return work.with(cell);
        } finally {
            cell.unpin();
        }
    }

    Draft draft() {
        return new Draft(catalogue, rules, clock);
    }
}
