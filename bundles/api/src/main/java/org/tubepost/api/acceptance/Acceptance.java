// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.acceptance;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.Origin;
import org.tubepost.api.observe.Trace;

/**
 * The one door: every message of the house comes in here, from a protocol, from a channel that
 * sends something on, or from the house itself as a notification.
 */
@ProviderType
public interface Acceptance {

    /**
     * Begins a transaction under the configuration in force; decides the source channel: internal
     * addresses and authenticated clients are switched as the channel's keywords say. Does not
     * block.
     *
     * @param origin where the message comes from; its channel is the one of the listener
     * @param trace takes the steps of all decisions of the transaction
     */
    Transaction begin(Origin origin, Trace trace);

    /**
     * Begins a transaction that takes sender and recipients as {@link #begin} does, and no data:
     * for questions about what would happen. Nothing is counted, logged or kept.
     *
     * @param generation configuration to use; one in force, or a candidate that was prepared
     */
    Transaction rehearse(Origin origin, Generation generation, Trace trace);

    /**
     * The envelopes of the last transactions that came as far as data, oldest first; a bounded
     * number of them (component setting). Empty after a restart.
     */
    List<RecentEnvelope> recent();

    /** Limits for messages from a channel. Does not block. */
    Limits limits(String sourceChannel);
}
