// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.channel;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Writes notifications about deliveries and sends them through acceptance (RFC 3461 to 3464). Used
 * by the job controller before it settles an entry. Sending is idempotent by entry, attempt and
 * kind, so a crash between report and settlement doubles nothing.
 */
@ProviderType
public interface DeliveryReports {

    /**
     * Reports outcomes to the envelope sender, if the sender and the recipients' wishes want it;
     * does nothing for a null sender (a double bounce goes to the postmaster) or when nothing is to
     * say.
     *
     * @param delivery the attempt
     * @param outcomes those of its outcomes that this report is about
     * @param kind what the report says
     * @throws IOException when the report could not be queued; the entry must not be settled then
     */
    void report(Delivery delivery, List<Outcome> outcomes, Kind kind) throws IOException;

    /** Kinds of reports. */
    enum Kind {
        /** Final: these recipients did not get the message. */
        FAILURE,
        /** These recipients have not got it yet. */
        DELAY,
        /** These recipients got it, or it left the world of DSN. */
        SUCCESS
    }
}
