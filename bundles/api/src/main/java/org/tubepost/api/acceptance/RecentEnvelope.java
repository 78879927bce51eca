// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.acceptance;

import java.util.List;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.ReversePath;

/**
 * Sender and recipients of a transaction as the client gave them, to be replayed through another
 * configuration.
 *
 * @param origin where it came from, with the channel of the listener
 * @param sender as given in MAIL
 * @param recipients as given in RCPT, accepted ones only
 */
public record RecentEnvelope(Origin origin, ReversePath sender, List<MailAddress> recipients) {

    /** Copies the list. */
    public RecentEnvelope {
        recipients = List.copyOf(recipients);
    }
}
