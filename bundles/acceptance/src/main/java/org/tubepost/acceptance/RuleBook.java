// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.tubepost.api.acceptance.Limits;
import org.tubepost.api.config.Generation;

/**
 * What acceptance reads from a generation once and keeps under it weakly: rules of its channels,
 * names of the filters in force, and which address tables it has.
 */
final class RuleBook {
    private final Map<Generation, Page> pages = Collections.synchronizedMap(new WeakHashMap<>());
    private final Limits general;

    /**
     * The rules of one generation; does not refer to the generation.
     *
     * @param general rules of source channels that are not configured
     * @param sources rules by source channel
     * @param destinations rules by destination channel
     * @param filters names of the filters in force; {@code *} for all
     * @param reverse header and sender addresses may be looked up
     * @param reverseTable table REVERSE, or database {@code reverse}, is configured
     * @param reverseSender envelope senders are looked up, too
     * @param forwardTable table FORWARD, or database {@code forward}, is configured
     * @param archive which messages are archived
     */
    record Page(
            SourceRules general,
            Map<String, SourceRules> sources,
            Map<String, DestinationRules> destinations,
            Set<String> filters,
            boolean reverse,
            boolean reverseTable,
            boolean reverseSender,
            boolean forwardTable,
            ArchiveRule archive) {

        SourceRules source(String channel) {
            return sources.getOrDefault(channel, general);
        }

        DestinationRules destination(String channel) {
            return destinations.getOrDefault(channel, DestinationRules.NONE);
        }
    }

    /** Rules where no keyword says otherwise. */
    RuleBook(Limits general) {
        this.general = general;
    }

    Page of(Generation generation) {
        return pages.computeIfAbsent(generation, this::read);
    }

    private Page read(Generation generation) {
        Limits limits = limits(generation);
        Map<String, SourceRules> sources = new HashMap<>();
        Map<String, DestinationRules> destinations = new HashMap<>();
        generation
                .channels()
                .forEach(
                        (name, channel) -> {
                            sources.put(name, SourceRules.of(generation, channel, limits));
                            destinations.put(name, DestinationRules.of(generation, channel));
                        });
        Set<String> filters =
                Arrays.stream(generation.option("FILTERS", "*").split(","))
                        .map(String::strip)
                        .collect(Collectors.toUnmodifiableSet());
        OptionalInt use = Keywords.number(optional(generation, "USE_REVERSE_DATABASE"));
        return new Page(
                SourceRules.general(limits),
                Map.copyOf(sources),
                Map.copyOf(destinations),
                filters,
                (use.orElse(5) & 1) != 0,
                configured(generation, "REVERSE"),
                !generation.option("REVERSE_ENVELOPE", "1").equals("0"),
                configured(generation, "FORWARD"),
                ArchiveRule.of(generation));
    }

    /** The settings, narrowed by the option {@code BLOCK_LIMIT}. */
    private Limits limits(Generation generation) {
        OptionalInt blocks = Keywords.number(optional(generation, "BLOCK_LIMIT"));
        long size =
                blocks.isPresent() && blocks.getAsInt() > 0
                        ? blocks.getAsInt() * Keywords.blockSize(generation)
                        : general.messageSize();
        return new Limits(
                Math.min(size, general.messageSize()), general.recipients(), general.headerSize());
    }

    private static Optional<String> optional(Generation generation, String option) {
        return Optional.ofNullable(generation.options().get(option));
    }

    private static boolean configured(Generation generation, String table) {
        return generation.mappings().containsKey(table)
                || generation.database(table.toLowerCase(Locale.ROOT)).size() > 0;
    }
}
