// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.routing;

import java.util.Optional;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;

/** Where an address leads. */
public sealed interface Route {

    /**
     * To a channel.
     *
     * @param address rewritten address
     * @param channel channel that takes it
     * @param host host behind the channel, as the rule yielded it
     * @param nextHop host to go to next instead of the one that the address names: what rules wrote
     *     as a source route, which RFC 5321 forbids to put into the address; empty for none
     */
    record Found(
            MailAddress address, ChannelDefinition channel, String host, Optional<String> nextHop)
            implements Route {

        /** To a channel, and from there where the address says. */
        public Found(MailAddress address, ChannelDefinition channel, String host) {
            this(address, channel, host, Optional.empty());
        }
    }

    /**
     * Nowhere.
     *
     * @param reply permanent or transient, as the rules say
     */
    record Refused(Reply reply) implements Route {}
}
