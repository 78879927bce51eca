// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.ExpiryReport;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.api.store.StoreExpiry;

/**
 * One run over the mailboxes that it is about, an owner after the other.
 *
 * @param store whose mailboxes they are
 * @param archive where rules may keep messages
 * @param rules the rules
 * @param order what to go through
 * @param now moment at which ages are judged
 * @param tally what was done
 */
record ExpiryRun(
        MessageStore store,
        MailArchive archive,
        RuleSet rules,
        StoreExpiry.Order order,
        Instant now,
        Tally tally) {

    ExpiryReport run() {
        if (rules.rules().isEmpty()) {
            return tally.report();
        }
        List<String> owners = order.owner().map(o -> known(o)).orElseGet(store::owners);
        for (String owner : owners) {
            if (tally.isStopped()) {
                break;
            }
            try {
                owner(owner);
            } catch (StoreException refused) {
                tally.problem(owner + ": " + refused.getMessage());
            }
        }
        return tally.report();
    }

    private List<String> known(String owner) {
        if (!store.owners().contains(owner)) {
            throw new IllegalArgumentException(owner + " has no mailbox");
        }
        return List.of(owner);
    }

    private void owner(String owner) throws StoreException {
        for (MailboxInfo folder : store.list(Identity.HOUSE, owner)) {
            if (tally.isStopped()) {
                return;
            }
            Optional<String> only = order.partition();
            List<Rule> applying =
                    folder.selectable() && only.map(folder.partition()::equals).orElse(true)
                            ? rules.of(folder.name(), folder.partition())
                            : List.of();
            if (!applying.isEmpty()) {
                folder(folder, applying);
            }
        }
    }

    private void folder(MailboxInfo folder, List<Rule> applying) {
        try {
            new Sweep(store, archive, folder.name(), order.trial(), now, tally).run(applying);
        } catch (StoreException refused) {
            // A folder that somebody deletes meanwhile has nothing left to expire.
            if (refused.code() != Code.NONEXISTENT) {
                tally.problem(folder.name() + ": " + refused.getMessage());
            }
        }
    }
}
