// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.message.Reply;
import org.tubepost.api.security.SubmissionRates;

/**
 * What the account of a client may still send within the hour. Clients without a login are not
 * counted, and nobody is while the room that counts is away.
 */
final class Allowance {
    private final Rooms rooms;
    private final Client client;

    Allowance(Rooms rooms, Client client) {
        this.rooms = rooms;
        this.client = client;
    }

    /** Counts a message; why not, if it is one too many. */
    Optional<Reply> message() {
        return count(SubmissionRates::message, "messages");
    }

    /** Counts a recipient; why not, if it is one too many. */
    Optional<Reply> recipient() {
        return count(SubmissionRates::recipient, "recipients");
    }

    private Optional<Reply> count(
            BiFunction<SubmissionRates, String, Optional<Duration>> counter, String what) {
        Optional<String> account = client.account();
        if (account.isEmpty()) {
            return Optional.empty();
        }
        try (Lease<SubmissionRates> rates = rooms.rates().orElse(null)) {
            return rates == null
                    ? Optional.empty()
                    : counter.apply(rates.service(), account.get())
                            .map(wait -> Replies.tooMuch(what, wait));
        }
    }
}
