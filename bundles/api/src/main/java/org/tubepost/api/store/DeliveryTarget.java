// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.util.Optional;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.security.Identity;

/**
 * Where a message is to be delivered.
 *
 * @param mailbox folder; the user and INBOX are made if they do not exist; a folder that does not
 *     exist, or to which the poster may not post, falls back to INBOX. Public folders have no INBOX
 *     to fall back to: that is refused
 * @param partition partition for a user who does not exist yet; empty for the default
 * @param flags flags to set
 * @param guaranteed true to deliver however full the mailbox is
 * @param poster who sends the message, as far as that was proved. A folder that others have rights
 *     on, and every public one, takes messages of those with the right {@code p} (RFC 4314); of
 *     unknown posters if {@code anyone} has it
 */
public record DeliveryTarget(
        MailboxName mailbox,
        String partition,
        Flags flags,
        boolean guaranteed,
        Optional<Identity> poster) {

    /** Between the name of a user and that of a folder in a local part. */
    public static final char SUBADDRESS = '+';

    /** A target that quotas apply to, of an unknown poster. */
    public DeliveryTarget(MailboxName mailbox, String partition, Flags flags) {
        this(mailbox, partition, flags, false, Optional.empty());
    }

    /** The same target, however full the mailbox is. */
    public DeliveryTarget whateverQuota() {
        return new DeliveryTarget(mailbox, partition, flags, true, poster);
    }

    /** The same target, of this poster. */
    public DeliveryTarget postedBy(Identity who) {
        return new DeliveryTarget(mailbox, partition, flags, guaranteed, Optional.of(who));
    }

    /**
     * What an owner's id as an address stands for: {@code uid+folder@domain} is the folder of
     * {@code uid@domain}, {@code uid+folder} that of {@code uid}.
     *
     * @param address the owner's id, perhaps with a folder behind a plus sign
     * @param partition see {@link #partition()}
     */
    public static DeliveryTarget of(MailAddress address, String partition) {
        String local = address.localPart();
        int plus = local.indexOf(SUBADDRESS);
        String uid = plus < 0 ? local : local.substring(0, plus);
        String owner = address.isUnqualified() ? uid : uid + "@" + address.domain();
        return of(owner, plus < 0 ? "" : local.substring(plus + 1), partition);
    }

    /**
     * A folder of an owner.
     *
     * @param owner owner's id
     * @param folder empty for INBOX, as is whatever cannot be the name of a folder
     * @param partition see {@link #partition()}
     */
    public static DeliveryTarget of(String owner, String folder, String partition) {
        return new DeliveryTarget(mailbox(owner, folder), partition, Flags.NONE);
    }

    private static MailboxName mailbox(String owner, String folder) {
        try {
            return folder.isEmpty() ? MailboxName.inbox(owner) : new MailboxName(owner, folder);
        } catch (IllegalArgumentException notAName) {
            return MailboxName.inbox(owner);
        }
    }
}
