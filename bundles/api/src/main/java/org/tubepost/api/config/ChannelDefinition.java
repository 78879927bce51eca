// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.util.List;
import java.util.Optional;

/**
 * A channel block of {@code imta.cnf}, defaults already applied.
 *
 * @param name lower case, at most 32 characters
 * @param keywords in order; where keywords contradict, the last one stands
 * @param officialHost second line of the block: what rewriting yields
 * @param hostAliases further lines
 * @param location where the block begins
 */
public record ChannelDefinition(
        String name,
        List<Keyword> keywords,
        String officialHost,
        List<String> hostAliases,
        SourceLocation location) {

    /** Copies the lists. */
    public ChannelDefinition {
        keywords = List.copyOf(keywords);
        hostAliases = List.copyOf(hostAliases);
    }

    /** The last occurrence of a keyword. */
    public Optional<Keyword> keyword(String keyword) {
        for (int i = keywords.size() - 1; i >= 0; i--) {
            if (keywords.get(i).name().equals(keyword)) {
                return Optional.of(keywords.get(i));
            }
        }
        return Optional.empty();
    }

    /** True when the keyword occurs. */
    public boolean has(String keyword) {
        return keyword(keyword).isPresent();
    }

    /**
     * Which of several keywords that exclude each other is in force: the one that occurs last.
     *
     * @return its name, empty when none occurs
     */
    public Optional<String> lastOf(String... alternatives) {
        List<String> names = List.of(alternatives);
        for (int i = keywords.size() - 1; i >= 0; i--) {
            if (names.contains(keywords.get(i).name())) {
                return Optional.of(keywords.get(i).name());
            }
        }
        return Optional.empty();
    }

    /** Guaranteed delivery: what comes from this channel is delivered over quota. */
    public boolean deliversOverQuota() {
        return argument("deliveryflags")
                .map(Integer::parseInt)
                .filter(f -> (f & 2) != 0)
                .isPresent();
    }

    /** First argument of a keyword. */
    public Optional<String> argument(String keyword) {
        return keyword(keyword).flatMap(k -> k.arguments().stream().findFirst());
    }
}
