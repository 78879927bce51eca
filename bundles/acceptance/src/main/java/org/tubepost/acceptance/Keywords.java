// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;

/** What the channel keywords and options that concern acceptance mean. */
final class Keywords {
    /** Name of the local channel of the seed. */
    static final String LOCAL_CHANNEL = "l";

    private Keywords() {}

    /** True for channels whose addresses are looked up in aliases and directory. */
    static boolean isLocal(ChannelDefinition channel) {
        return channel.name().equals(LOCAL_CHANNEL) || channel.has("aliaslocal");
    }

    /** Channel that delivers into the store; option {@code STORE_CHANNEL}. */
    static String storeChannel(Generation generation) {
        return generation.option("STORE_CHANNEL", "ims-ms");
    }

    /** Channel that keeps mail for users on hold; option {@code HOLD_CHANNEL}. */
    static String holdChannel(Generation generation) {
        return generation.option("HOLD_CHANNEL", "hold");
    }

    /** True when clients may be switched to another channel by their address. */
    static boolean switchesByAddress(ChannelDefinition channel) {
        return channel.lastOf("switchchannel", "allowswitchchannel", "noswitchchannel")
                .filter("switchchannel"::equals)
                .isPresent();
    }

    /** True when clients may be switched to this channel. */
    static boolean allowsSwitching(ChannelDefinition channel) {
        return channel.lastOf("switchchannel", "allowswitchchannel", "noswitchchannel")
                .filter("noswitchchannel"::equals)
                .isEmpty();
    }

    /** A limit given in blocks of 1,024 octets; the other value if there is none. */
    static long blocks(ChannelDefinition channel, String keyword, long otherwise) {
        return channel.argument(keyword).map(a -> Long.parseLong(a) * 1_024).orElse(otherwise);
    }
}
