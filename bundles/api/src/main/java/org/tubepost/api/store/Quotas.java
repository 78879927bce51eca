// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.security.Identity;

/** How full mailboxes are, and how full they may be. */
@ProviderType
public interface Quotas {

    /** How quotas are treated. */
    QuotaPolicy policy();

    /**
     * All roots of an owner, that of the mailbox first. May block.
     *
     * @throws StoreException {@code NOPERM} for others than the owner and administrators, {@code
     *     UNAVAILABLE} when nobody knows the limits for now
     */
    List<QuotaRoot> roots(Identity who, String owner) throws StoreException;

    /**
     * The roots to which messages in a folder are charged: the folder's or the mailbox's, then
     * those of types. May block.
     *
     * @throws StoreException {@code NOPERM} without the right {@code r} on the folder, {@code
     *     UNAVAILABLE} when nobody knows the limits for now
     */
    List<QuotaRoot> roots(Identity who, MailboxName folder) throws StoreException;

    /**
     * As {@link #roots(Identity, MailboxName)}, out of what is known of limits without asking. Does
     * not wait for a directory.
     *
     * @return empty when nothing is known; it is looked up for the next time
     */
    List<QuotaRoot> knownRoots(Identity who, MailboxName folder) throws StoreException;

    /** Everything that an owner keeps, whatever the limits are; does not block. */
    QuotaUsage usage(String owner);

    /** The limits of an owner are others now: what follows from it is done soon. */
    void limitsChanged(String owner);

    /** When an owner was warned last. */
    Optional<Instant> warned(String owner);

    /**
     * Counts an owner's messages again.
     *
     * @return true if the figures were wrong; they are right now
     */
    boolean recount(String owner) throws StoreException;
}
