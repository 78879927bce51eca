// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.time.Clock;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.TlsMode;

/**
 * What holds for the sessions of one listener.
 *
 * @param hostName name in the greeting
 * @param channel name under which arrivals are logged
 * @param storeChannel name under which deliveries are logged
 * @param clients who is served
 * @param offersTls STARTTLS is possible
 * @param settings of the component
 * @param clock gives the time of a delivery
 */
record Rules(
        String hostName,
        String channel,
        String storeChannel,
        ClientNetworks clients,
        boolean offersTls,
        LmtpSettings settings,
        Clock clock) {
    static Rules of(
            ListenerDefinition listener,
            ClientNetworks clients,
            String hostName,
            LmtpSettings settings,
            Clock clock) {
        return new Rules(
                hostName,
                listener.parameter("CHANNEL", "tcp_lmtpss"),
                "ims-ms",
                clients,
                listener.tls() == TlsMode.STARTTLS,
                settings,
                clock);
    }

    /** Octets of a message at most. */
    long maxMessageOctets() {
        return (long) settings.maxMessageMegabytes() << 20;
    }
}
