// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.Optional;
import java.util.OptionalInt;
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

    /** Name of this host in mail addresses: the local channel's. */
    static String localHost(Generation generation) {
        return generation
                .channel(LOCAL_CHANNEL)
                .map(ChannelDefinition::officialHost)
                .orElse("localhost");
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

    /** True when the first of two keywords that exclude each other is in force. */
    static boolean is(ChannelDefinition channel, String keyword, String opposite) {
        return channel.lastOf(keyword, opposite).filter(keyword::equals).isPresent();
    }

    /** True unless the second of two keywords that exclude each other is in force. */
    static boolean isNot(ChannelDefinition channel, String keyword, String opposite) {
        return channel.lastOf(keyword, opposite).filter(opposite::equals).isEmpty();
    }

    /** A limit given in blocks; the other value if there is none. */
    static long blocks(
            Generation generation, ChannelDefinition channel, String keyword, long otherwise) {
        OptionalInt count = number(channel, keyword);
        return count.isPresent() ? count.getAsInt() * blockSize(generation) : otherwise;
    }

    /** Octets of a block; option {@code BLOCK_SIZE}. */
    static long blockSize(Generation generation) {
        OptionalInt size = number(Optional.of(generation.option("BLOCK_SIZE", "1024")));
        return Math.max(1, size.orElse(1_024));
    }

    /** The whole number behind a keyword. */
    static OptionalInt number(ChannelDefinition channel, String keyword) {
        return number(channel.argument(keyword));
    }

    /** A whole number; empty for what is none (it was reported when the file was read). */
    static OptionalInt number(Optional<String> text) {
        return text.filter(t -> t.matches("\\d{1,9}"))
                .map(t -> OptionalInt.of(Integer.parseInt(t)))
                .orElse(OptionalInt.empty());
    }
}
