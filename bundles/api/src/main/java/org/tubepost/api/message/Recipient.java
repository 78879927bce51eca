// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.util.Objects;
import java.util.Optional;

/**
 * One recipient after routing.
 *
 * @param address where the channel delivers: the rewritten address. For the local store this is the
 *     owner's id as an address, with the sub-address (folder) after a plus sign
 * @param original the address as given in RCPT, for reports and logs
 * @param channel channel that delivers, by its name in {@code imta.cnf}
 * @param destination what the channel connects to: the next host's domain for relays, the partition
 *     for the store, empty if the channel needs none. Entries are split and scheduled by it
 * @param dsn notification wishes
 * @param returnPath envelope sender for this recipient in place of the message's, as mailing lists
 *     want it: failures go there
 */
public record Recipient(
        MailAddress address,
        MailAddress original,
        String channel,
        String destination,
        RecipientDsn dsn,
        Optional<ReversePath> returnPath) {

    /** Rejects null components. */
    public Recipient {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(original, "original");
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(destination, "destination");
        Objects.requireNonNull(dsn, "dsn");
        Objects.requireNonNull(returnPath, "returnPath");
    }

    /** A recipient whose failures go to the message's sender. */
    public Recipient(
            MailAddress address,
            MailAddress original,
            String channel,
            String destination,
            RecipientDsn dsn) {
        this(address, original, channel, destination, dsn, Optional.empty());
    }
}
