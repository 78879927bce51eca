// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a change was: the mailbox at two moments, before and after it. Immutable and made without
 * work, so whoever is told may look at it later and on a thread of its own; who keeps it keeps two
 * versions of the mailbox in memory. Flags are those that the owner of the mailbox sees.
 */
@ProviderType
public interface MailboxChange {

    /** UIDVALIDITY of the mailbox; 0 for a name that only holds children. */
    long uidValidity();

    /** Stable id of the mailbox (RFC 8474); empty for a name that only holds children. */
    String mailboxId();

    /**
     * Messages that came, went or have other flags now, ascending; none for a folder's own events,
     * and when somebody other than its owner has read something.
     */
    List<Long> uids();

    /** The messages before the change; empty for a mailbox that was made. */
    Optional<MailboxView> before();

    /** The messages after the change; empty for a mailbox that was deleted. */
    Optional<MailboxView> after();

    /** True when messages went because a rule of the administrator says so. */
    boolean isExpiry();

    /** The name that a renamed folder has now. */
    Optional<MailboxName> newName();
}
