// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.acceptance;

import java.util.List;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;

/**
 * What acceptance decided for one RCPT.
 *
 * @param reply final answer where it can be
 * @param recipients what the address stands for; empty if it was refused
 */
public record RecipientPlan(Reply reply, List<Recipient> recipients) {

    /** Copies the list. */
    public RecipientPlan {
        recipients = List.copyOf(recipients);
    }
}
