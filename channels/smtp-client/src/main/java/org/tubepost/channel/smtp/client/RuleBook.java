// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tubepost.api.config.ChannelDefinition;

/** The rules of each channel, worked out once for each definition of it. Thread-safe. */
final class RuleBook {
    private final Map<String, Page> pages = new ConcurrentHashMap<>();

    private record Page(ChannelDefinition definition, ChannelRules rules) {}

    /** A definition is the same only if it is the same object: comparing costs more than that. */
    @SuppressWarnings("ReferenceEquality")
    ChannelRules of(ChannelDefinition channel) {
        Page page = pages.get(channel.name());
        if (page == null || page.definition() != channel) {
            page = new Page(channel, ChannelRules.of(channel));
            pages.put(channel.name(), page);
        }
        return page.rules();
    }
}
