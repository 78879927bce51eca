// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.security;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.message.Reply;
import org.tubepost.api.observe.Trace;

/**
 * Who may connect and who may send what to whom: the access tables of {@code etc/mappings}
 * (reference page mta-essentials, "Probes"). An empty answer permits; a table that does not exist
 * permits.
 */
@ProviderType
public interface AccessPolicy {

    /** PORT_ACCESS, asked at connect. Must not block. */
    Optional<Reply> connect(InetSocketAddress server, InetSocketAddress client, Trace trace);

    /** INTERNAL_IP: true for addresses that may relay. */
    boolean isInternal(InetAddress client, Trace trace);

    /**
     * ORIG_SEND_ACCESS and SEND_ACCESS.
     *
     * @param sourceChannel where the message comes from, after switching
     * @param sender envelope sender, empty for the null path
     * @param originalChannel channel of the recipient as given; {@code ""} asks SEND_ACCESS only
     * @param originalRecipient recipient as given
     * @param channel channel after alias expansion; {@code ""} asks ORIG_SEND_ACCESS only
     * @param recipient recipient after alias expansion
     */
    Optional<Reply> send(
            String sourceChannel,
            String sender,
            String originalChannel,
            String originalRecipient,
            String channel,
            String recipient,
            Trace trace);
}
