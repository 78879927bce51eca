// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;

/**
 * Somebody who puts messages into a mailbox. Flags that they may not set there do not come along
 * (RFC 4314 section 4), and {@code \Seen} of somebody who reads for themselves does not become that
 * of the mailbox's owner.
 *
 * @param perspective how they see the mailbox
 * @param rights what they may do with it
 */
record Contributor(Perspective perspective, AccessRights rights) {
    /** The owner, or whoever acts for the house. */
    static final Contributor OWNER = new Contributor(Perspective.OWNER, AccessRights.ALL);

    /** Somebody and a mailbox. */
    static Contributor of(Core core, Identity who, MailboxName target) {
        return new Contributor(Perspective.of(core, who, target), core.rights().of(who, target));
    }

    /** Flags that a message gets which comes with some. */
    Flags common(Flags flags) {
        Flags allowed = FlagRules.allowed(flags, rights);
        return perspective.isPersonal() ? Perspective.with(allowed, false) : allowed;
    }

    /** Flags of a copy when both mailboxes have one owner, whose {@code \Seen} goes along. */
    Flags carried(Flags flags) {
        Flags allowed = FlagRules.allowed(flags, rights);
        return flags.has(Flags.SEEN) ? Perspective.with(allowed, true) : allowed;
    }

    /** True when a message that comes with some flags has been read by this one alone. */
    boolean hasRead(Flags flags) {
        return perspective.isPersonal() && rights.has('s') && flags.has(Flags.SEEN);
    }
}
