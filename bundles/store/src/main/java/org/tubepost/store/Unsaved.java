// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.store.index.Checkpoint;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.UsageState;
import org.tubepost.store.state.Versioned;

/**
 * Everything that changed between two checkpoints, as of one sequence number.
 *
 * @param lsn that number
 * @param nextMailbox next number for a mailbox
 * @param lastUidValidity newest UIDVALIDITY given out
 * @param owners changed owners
 * @param mailboxes changed mailboxes
 * @param usages changed figures of owners
 * @param references how many more (or fewer) messages use a content
 */
record Unsaved(
        long lsn,
        long nextMailbox,
        long lastUidValidity,
        List<Item<OwnerState>> owners,
        List<Item<MailboxState>> mailboxes,
        List<Item<UsageState>> usages,
        Map<ContentLocator, Integer> references) {

    /** A cell and the version to be saved. */
    record Item<S extends Versioned>(Cell<S> cell, S state) {
        Checkpoint.Change<S> change() {
            return new Checkpoint.Change<>(cell.saved, state);
        }

        void publish(long lsn) {
            cell.publish(state, lsn);
        }

        void markSaved() {
            cell.saved = state;
        }
    }

    void forEachItem(Consumer<Item<?>> visitor) {
        owners.forEach(visitor);
        mailboxes.forEach(visitor);
        usages.forEach(visitor);
    }
}
