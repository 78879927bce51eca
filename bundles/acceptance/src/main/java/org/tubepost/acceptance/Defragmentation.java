// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Summary;

/**
 * Whether a message is a part of a larger one (message/partial, RFC 2046 section 5.2.2) that is to
 * be joined first: when one of the channels that it goes to has the keyword {@code defragment}. It
 * goes whole to the channel of the option {@code DEFRAGMENT_CHANNEL}, with its recipients as they
 * were given; from there it comes back joined, and is routed and judged then.
 */
final class Defragmentation {
    private Defragmentation() {}

    /** The recipients on the joining channel; empty when the message goes its ordinary way. */
    static Optional<List<Recipient>> of(
            Circumstances circumstances, Origin origin, Summary summary, List<Recipient> all) {
        if (!summary.root().mediaType().equals("message/partial")
                || origin.isInternal()
                || all.stream()
                        .noneMatch(
                                r ->
                                        circumstances
                                                .rules()
                                                .destination(r.channel())
                                                .defragments())) {
            return Optional.empty();
        }
        String channel = channel(circumstances.generation());
        return circumstances.generation().channel(channel).isEmpty()
                ? Optional.empty()
                : Optional.of(onChannel(channel, all));
    }

    private static String channel(Generation generation) {
        return generation
                .option("DEFRAGMENT_CHANNEL", "defragment")
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static List<Recipient> onChannel(String channel, List<Recipient> all) {
        Set<Recipient> given = new LinkedHashSet<>();
        for (Recipient one : all) {
            given.add(new Recipient(one.original(), one.original(), channel, "", one.dsn()));
        }
        return List.copyOf(given);
    }
}
