// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.routing;

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
     */
    record Found(MailAddress address, ChannelDefinition channel, String host) implements Route {}

    /**
     * Nowhere.
     *
     * @param reply permanent or transient, as the rules say
     */
    record Refused(Reply reply) implements Route {}
}
