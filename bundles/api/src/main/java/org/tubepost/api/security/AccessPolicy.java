// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import java.net.InetSocketAddress;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.observe.Trace;

/**
 * Who may connect and who may send what to whom: the access tables of {@code etc/mappings}
 * (reference page mta-essentials, "Probes"). A table that does not exist has nothing to say.
 */
@ProviderType
public interface AccessPolicy {

    /** When a recipient is asked about. */
    enum Point {
        /** As given in RCPT: {@code ORIG_SEND_ACCESS}, {@code ORIG_MAIL_ACCESS}. */
        ORIGINAL,
        /** After aliases and directory: {@code SEND_ACCESS}, {@code MAIL_ACCESS}. */
        EXPANDED
    }

    /** {@code PORT_ACCESS} of the configuration in force, asked at connect. Must not block. */
    AccessDecision connect(InetSocketAddress server, InetSocketAddress client, Trace trace);

    /** {@code FROM_ACCESS}, asked at MAIL. May block. */
    AccessDecision sender(AccessRequest request);

    /**
     * The recipient tables of one point, asked at RCPT. May block.
     *
     * @param channel channel that the recipient leads to at this point
     * @param recipient the address at this point, as text
     */
    AccessDecision recipient(AccessRequest request, Point point, String channel, String recipient);
}
