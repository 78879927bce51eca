// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import java.util.List;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.EnhancedStatus;

/**
 * What the outcomes of a delivery say about its destination, as against its message. The rule needs
 * nothing but what a channel tells anyway: a recipient that is deferred with a status of subject 4
 * (network and routing, RFC 3463 section 3.5) and without a remote host met nobody; a 421 met
 * somebody who has no room; all else is an answer.
 */
enum Evidence {
    /** Somebody decided about a recipient: more may follow. */
    SUCCESS,
    /** Somebody answered, but decided nothing. */
    ANSWER,
    /** Nothing was learned about the destination. */
    NOTHING,
    /** Somebody asks for fewer. */
    BUSY,
    /** Nobody was there, for none of the recipients. */
    UNREACHABLE;

    private static final int NETWORK = 4;
    private static final int CLOSING = 421;

    static Evidence of(List<Outcome> outcomes) {
        Evidence all = UNREACHABLE;
        for (Outcome outcome : outcomes) {
            Evidence one = of(outcome);
            all = one.compareTo(all) < 0 ? one : all;
        }
        return outcomes.isEmpty() ? NOTHING : all;
    }

    private static Evidence of(Outcome outcome) {
        if (!(outcome instanceof Outcome.Deferred)) {
            return SUCCESS;
        }
        EnhancedStatus status = outcome.reply().status();
        boolean silent = outcome.remote().isEmpty();
        if (silent && status.subject() == NETWORK) {
            return UNREACHABLE;
        }
        if (outcome.reply().code() == CLOSING) {
            return BUSY;
        }
        return silent ? NOTHING : ANSWER;
    }
}
