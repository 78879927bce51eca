// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store.index;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.store.state.MailboxState;
import org.tubepost.store.state.OwnerState;
import org.tubepost.store.state.UsageState;

/**
 * What changed since the checkpoint before.
 *
 * @param lsn everything up to this sequence number is in it
 * @param nextMailbox next number for a mailbox
 * @param lastUidValidity newest UIDVALIDITY given out
 * @param storeId id of the log that it belongs to
 * @param owners changed owners
 * @param mailboxes changed mailboxes
 * @param usages changed figures of owners
 * @param references how many more (or fewer) messages use a content
 * @param released contents that their partition has released
 * @param settled by partition, the number below which every content is used or doomed
 */
public record Checkpoint(
        long lsn,
        long nextMailbox,
        long lastUidValidity,
        String storeId,
        List<Change<OwnerState>> owners,
        List<Change<MailboxState>> mailboxes,
        List<Change<UsageState>> usages,
        Map<ContentLocator, Integer> references,
        Collection<ContentLocator> released,
        Map<String, Long> settled) {

    /**
     * One thing before and after.
     *
     * @param before as the index has it; null if it has none
     * @param after as it shall be; null for gone
     * @param <S> kind of state
     */
    public record Change<S>(S before, S after) {}
}
