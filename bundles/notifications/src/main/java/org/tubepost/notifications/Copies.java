// SPDX-License-Identifier: Apache-2.0
package org.tubepost.notifications;

import java.util.List;
import org.tubepost.api.channel.DeliveryReports.Kind;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.ChannelDefinition;

/**
 * What the postmaster gets to read of reports: keywords {@code sendpost} and {@code warnpost} with
 * their relatives. Without a keyword the postmaster learns of failures that nobody else learns of,
 * and of no delays.
 */
enum Copies {
    /** Nothing. */
    NONE,
    /** What cannot be told to a sender. */
    UNTOLD,
    /** That, and a copy of each report to a sender. */
    TOLD,
    /** Everything, whatever was asked with NOTIFY. */
    ALL;

    static Copies of(ChannelDefinition channel, Kind kind) {
        return switch (kind) {
            case SUCCESS -> NONE;
            case FAILURE ->
                    of(
                            channel.lastOf(
                                            "sendpost",
                                            "nosendpost",
                                            "errsendpost",
                                            "copysendpost",
                                            "nocopysendpost")
                                    .orElse("errsendpost"));
            case DELAY ->
                    of(
                            channel.lastOf(
                                            "warnpost",
                                            "nowarnpost",
                                            "errwarnpost",
                                            "copywarnpost",
                                            "nocopywarnpost")
                                    .orElse("nowarnpost"));
        };
    }

    private static Copies of(String keyword) {
        return switch (keyword) {
            case "sendpost", "warnpost" -> ALL;
            case "copysendpost", "copywarnpost" -> TOLD;
            case "errsendpost", "nocopysendpost", "errwarnpost" -> UNTOLD;
            default -> NONE;
        };
    }

    /**
     * Outcomes for the postmaster.
     *
     * @param all outcomes of the attempt, of one kind
     * @param wanted those that the sender wishes to know
     * @param told the sender was told of these
     * @param nobody the message has no sender: all is untold
     */
    List<Outcome> of(List<Outcome> all, List<Outcome> wanted, boolean told, boolean nobody) {
        return switch (this) {
            case NONE -> List.of();
            case UNTOLD -> nobody ? all : told ? List.of() : wanted;
            case TOLD -> nobody ? all : wanted;
            case ALL -> all;
        };
    }
}
