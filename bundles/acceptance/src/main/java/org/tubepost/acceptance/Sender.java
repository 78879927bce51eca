// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import org.tubepost.api.acceptance.Limits;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.security.AccessDecision;

/**
 * What MAIL came to.
 *
 * @param origin with the source channel after switching
 * @param given envelope sender as the client gave it
 * @param path envelope sender of the message
 * @param parameters as given
 * @param rules of the source channel
 * @param access what {@code FROM_ACCESS} and the filters of the stage SENDER said
 */
record Sender(
        Origin origin,
        ReversePath given,
        ReversePath path,
        MailParameters parameters,
        SourceRules rules,
        AccessDecision access) {

    /** The limits of the channel, or those of {@code FROM_ACCESS} where they are tighter. */
    Limits limits() {
        Limits own = rules.limits();
        return access.limits()
                .map(
                        l ->
                                new Limits(
                                        Math.min(own.messageSize(), l.octets()),
                                        Math.min(own.recipients(), l.recipients()),
                                        own.headerSize()))
                .orElse(own);
    }

    /** When more recipients than this were tried, the message is refused. */
    int recipientCutoff() {
        return Math.min(
                rules.recipientCutoff(),
                access.limits()
                        .map(AccessDecision.TransactionLimits::recipientCutoff)
                        .orElse(Integer.MAX_VALUE));
    }
}
