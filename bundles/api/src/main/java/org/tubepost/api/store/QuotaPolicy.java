// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.store;

import java.time.Duration;

/**
 * How the store treats quotas.
 *
 * @param enforced false when usage is only counted
 * @param overdraft one message too many is taken; only then deliveries are refused
 * @param standard limits of owners for whom none are set
 * @param grace how long a mailbox may be full before mail is refused for good
 * @param warnPercent from where on owners are warned; 100 for not at all
 * @param warned warnings are sent by mail
 * @param warnAgain pause between two warnings
 */
public record QuotaPolicy(
        boolean enforced,
        boolean overdraft,
        QuotaLimit standard,
        Duration grace,
        int warnPercent,
        boolean warned,
        Duration warnAgain) {

    /** Nothing is limited. */
    public static final QuotaPolicy NONE =
            new QuotaPolicy(
                    false,
                    false,
                    QuotaLimit.NONE,
                    Duration.ofHours(120),
                    90,
                    false,
                    Duration.ofDays(7));
}
