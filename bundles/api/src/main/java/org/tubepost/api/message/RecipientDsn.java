// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.message;

import java.util.Set;

/**
 * What the sender asked of notifications for one recipient: parameters NOTIFY and ORCPT of RCPT
 * (RFC 3461 sections 4.1 and 4.2).
 *
 * @param events the events to report; empty means that nothing was asked (report failure, and delay
 *     as the channel says). {@link Notify#NEVER} stands alone
 * @param originalRecipient {@code type;address} with the address decoded; empty if none was given
 */
public record RecipientDsn(Set<Notify> events, String originalRecipient) {

    /** Nothing was asked. */
    public static final RecipientDsn NONE = new RecipientDsn(Set.of(), "");

    /** Values of NOTIFY. */
    public enum Notify {
        /** No notification at all. */
        NEVER,
        /** On delivery. */
        SUCCESS,
        /** On failure. */
        FAILURE,
        /** On delay. */
        DELAY
    }

    /** Copies the set; NEVER excludes all others. */
    public RecipientDsn {
        events = Set.copyOf(events);
        if (events.contains(Notify.NEVER) && events.size() > 1) {
            throw new IllegalArgumentException("NOTIFY=NEVER stands alone");
        }
    }

    /** True when a failure of this recipient is reported. */
    public boolean wantsFailure() {
        return events.isEmpty() || events.contains(Notify.FAILURE);
    }

    /** True when a success is reported. */
    public boolean wantsSuccess() {
        return events.contains(Notify.SUCCESS);
    }

    /** True when a delay may be reported. */
    public boolean wantsDelay() {
        return events.isEmpty() || events.contains(Notify.DELAY);
    }
}
