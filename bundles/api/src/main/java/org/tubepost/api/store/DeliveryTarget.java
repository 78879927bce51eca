// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import org.tubepost.api.message.MailAddress;

/**
 * Where a message is to be delivered.
 *
 * @param mailbox folder; the user and INBOX are made if they do not exist; another folder that does
 *     not exist falls back to INBOX
 * @param partition partition for a user who does not exist yet; empty for the default
 * @param flags flags to set
 * @param guaranteed true to deliver however full the mailbox is
 */
public record DeliveryTarget(
        MailboxName mailbox, String partition, Flags flags, boolean guaranteed) {

    /** Between the name of a user and that of a folder in a local part. */
    public static final char SUBADDRESS = '+';

    /** A target that quotas apply to. */
    public DeliveryTarget(MailboxName mailbox, String partition, Flags flags) {
        this(mailbox, partition, flags, false);
    }

    /** The same target, however full the mailbox is. */
    public DeliveryTarget whateverQuota() {
        return new DeliveryTarget(mailbox, partition, flags, true);
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
