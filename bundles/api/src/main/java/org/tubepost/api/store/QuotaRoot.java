// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A quota root and how full it is.
 *
 * @param owner whose it is
 * @param root as in {@link QuotaGrant#limits}
 * @param octets of the messages that are charged to it
 * @param messages their number
 * @param limit in force; nothing in it is {@link QuotaLimit#DEFAULT}
 * @param since when the grace period began; empty below the threshold
 */
public record QuotaRoot(
        String owner,
        String root,
        long octets,
        long messages,
        QuotaLimit limit,
        Optional<Instant> since) {

    /** Name on the wire: {@code user/UID}, {@code user/UID/#type}, {@code user/UID/FOLDER}. */
    public String name() {
        String mailbox = "user/" + owner;
        return root.isEmpty() ? mailbox : mailbox + MailboxName.SEPARATOR + root;
    }

    /** How full it is, in percent. */
    public int percent() {
        return limit.percent(octets, messages);
    }
}
