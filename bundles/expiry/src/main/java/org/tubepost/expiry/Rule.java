// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import java.util.Optional;
import org.tubepost.api.store.MailboxName;

/**
 * A compiled rule, or several that were merged.
 *
 * @param name as written; names joined by {@code +}
 * @param folders which folders it is about
 * @param partition only users of this partition; empty for all
 * @param exclusive no other rule applies to its folders
 * @param action what happens
 * @param limits figures
 * @param seen use of {@code \Seen}
 * @param deleted use of {@code \Deleted}
 * @param expires messages go when their header says so, see {@link Validity}
 * @param headers what header fields must match
 */
record Rule(
        String name,
        TextPattern folders,
        Optional<String> partition,
        boolean exclusive,
        Action action,
        Limits limits,
        FlagUse seen,
        FlagUse deleted,
        boolean expires,
        HeaderConditions headers) {

    /** True when it is about a folder. */
    boolean covers(MailboxName mailbox, String on) {
        return partition.map(on::equals).orElse(true) && folders.matches(mailbox.toString());
    }

    /** What two rules must have in common to be merged: action and conditions. */
    record Kind(Action action, boolean seen, boolean deleted, HeaderConditions headers) {}

    Kind kind() {
        return new Kind(action, seen == FlagUse.AND, deleted == FlagUse.AND, headers);
    }

    /** Merged with a later rule of the same kind for the same folder. */
    Rule with(Rule later) {
        return new Rule(
                name + "+" + later.name,
                folders,
                partition,
                false,
                action,
                limits.strictest(later.limits),
                seen == FlagUse.IGNORED ? later.seen : seen,
                deleted == FlagUse.IGNORED ? later.deleted : deleted,
                expires || later.expires,
                headers);
    }

    /** True when something besides the conditions makes a message go. */
    boolean hasCriterion() {
        return !limits.isEmpty() || seen == FlagUse.OR || deleted == FlagUse.OR || expires;
    }
}
