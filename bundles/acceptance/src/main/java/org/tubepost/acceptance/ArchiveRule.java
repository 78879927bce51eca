// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;

/**
 * Which messages are archived: the option {@code ARCHIVE_CHANNEL} names the channel that archives,
 * {@code ARCHIVE_TRAFFIC} the source and destination channels whose messages it gets. The archive's
 * copy is part of the same durable record as the message, and has every recipient of it. Messages
 * that the house writes or sends on itself came in before, or are no mail of a user.
 *
 * @param channel name of the channel; empty when nothing is archived
 * @param traffic names of source and destination channels; {@code *} for all
 */
record ArchiveRule(Optional<String> channel, Set<String> traffic) {
    private static final RecipientDsn SILENT =
            new RecipientDsn(Set.of(RecipientDsn.Notify.NEVER), "");

    static ArchiveRule of(Generation generation) {
        String name = generation.option("ARCHIVE_CHANNEL", "").strip().toLowerCase(Locale.ROOT);
        Set<String> traffic =
                Arrays.stream(generation.option("ARCHIVE_TRAFFIC", "*").split(","))
                        .map(t -> t.strip().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
        return new ArchiveRule(Optional.of(name).filter(n -> !n.isEmpty()), traffic);
    }

    /** Recipients of the archive's copy: all of the message, on the archive's channel. */
    List<Recipient> recipients(Origin origin, List<Recipient> all) {
        if (channel.isEmpty() || origin.isInternal() || !concerns(origin, all)) {
            return List.of();
        }
        Set<Recipient> copies = new LinkedHashSet<>();
        for (Recipient one : all) {
            copies.add(new Recipient(one.address(), one.original(), channel.get(), "", SILENT));
        }
        return List.copyOf(copies);
    }

    private boolean concerns(Origin origin, List<Recipient> all) {
        return traffic.contains("*")
                || traffic.contains(origin.channel())
                || all.stream().anyMatch(r -> traffic.contains(r.channel()));
    }
}
