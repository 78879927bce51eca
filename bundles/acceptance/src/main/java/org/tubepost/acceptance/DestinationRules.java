// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.OptionalInt;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;

/**
 * What the keywords of a destination channel ask of acceptance; read once for a generation.
 *
 * @param size largest message in octets
 * @param lines most lines of a message
 * @param reverses sender and header addresses are looked up in the reverse tables
 * @param namesRecipient each copy names its recipient in an {@code X-Envelope-To} field
 * @param viaAliasRequired addresses that no alias or directory entry led to are refused
 * @param defragments parts of a message are joined before it comes here
 */
record DestinationRules(
        long size,
        long lines,
        boolean reverses,
        boolean namesRecipient,
        boolean viaAliasRequired,
        boolean defragments) {

    /** A channel that is not configured. */
    static final DestinationRules NONE =
            new DestinationRules(Long.MAX_VALUE, Long.MAX_VALUE, true, false, false, false);

    static DestinationRules of(Generation generation, ChannelDefinition channel) {
        OptionalInt lines = Keywords.number(channel, "linelimit");
        return new DestinationRules(
                Keywords.blocks(generation, channel, "blocklimit", Long.MAX_VALUE),
                lines.isPresent() ? lines.getAsInt() : Long.MAX_VALUE,
                Keywords.isNot(channel, "reverse", "noreverse"),
                Keywords.is(channel, "x_env_to", "nox_env_to"),
                Keywords.is(channel, "viaaliasrequired", "viaaliasoptional"),
                Keywords.is(channel, "defragment", "nodefragment"));
    }
}
