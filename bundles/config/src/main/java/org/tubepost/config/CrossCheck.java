// SPDX-License-Identifier: Apache-2.0
package org.tubepost.config;

import java.util.Locale;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.ListenerDefinition;
import org.tubepost.api.config.SourceLocation;

/**
 * Checks the files of a generation against each other: what one names, another must define.
 * Channels and pools of keywords, channels and mapping tables of list parameters, channels of
 * services.
 */
final class CrossCheck {
    private final Generation generation;
    private final KeywordTable keywords;
    private final KeywordTable parameters;
    private final Problems problems;

    CrossCheck(
            Generation generation,
            KeywordTable keywords,
            KeywordTable parameters,
            Problems problems) {
        this.generation = generation;
        this.keywords = keywords;
        this.parameters = parameters;
        this.problems = problems;
    }

    void run() {
        if (generation.channels().isEmpty()) {
            problems.error(
                    new SourceLocation(GenerationReader.CHANNEL_FILE, 1, 1),
                    "no channel is defined");
        }
        generation.channels().values().forEach(this::channel);
        generation.aliases().stream().filter(AliasDefinition::isList).forEach(this::list);
        generation.listeners().forEach(this::listener);
    }

    private void channel(ChannelDefinition channel) {
        for (Keyword keyword : channel.keywords()) {
            KeywordTable.Entry entry = keywords.find(keyword.name()).orElseThrow();
            if (entry.arguments().isEmpty() || keyword.arguments().isEmpty()) {
                continue;
            }
            String argument = keyword.arguments().get(0);
            switch (entry.arguments().get(0).name()) {
                case "channel" ->
                        mustBeChannel(keyword.location(), keyword.name() + ": ", argument);
                case "pool" -> mustBePool(keyword.location(), argument);
                default -> {
                    // Names nothing of another file.
                }
            }
        }
    }

    private void list(AliasDefinition alias) {
        alias.parameters()
                .forEach(
                        (name, values) -> {
                            String kind =
                                    parameters
                                            .find(name)
                                            .map(e -> e.arguments())
                                            .filter(a -> !a.isEmpty())
                                            .map(a -> a.get(0).name())
                                            .orElse("");
                            if (kind.equals("channels")) {
                                values.forEach(v -> mustMatchChannel(alias.location(), name, v));
                            } else if (kind.equals("table")) {
                                values.forEach(v -> mustBeTable(alias.location(), name, v));
                            }
                        });
    }

    private void listener(ListenerDefinition listener) {
        String channel = listener.parameter("CHANNEL", "");
        if (!channel.isEmpty()) {
            mustBeChannel(listener.location(), "service " + listener.service() + ": ", channel);
        }
    }

    private void mustBeChannel(SourceLocation where, String who, String channel) {
        if (generation.channel(channel).isEmpty()) {
            problems.error(where, who + "there is no channel " + channel);
        }
    }

    private void mustBePool(SourceLocation where, String pool) {
        if (!generation.pools().containsKey(pool.toUpperCase(Locale.ROOT))) {
            problems.error(
                    where,
                    "pool " + pool + " is not defined in " + GenerationReader.JOB_CONTROLLER_FILE);
        }
    }

    private void mustMatchChannel(SourceLocation where, String parameter, String channel) {
        if (channel.indexOf('*') < 0
                && channel.indexOf('%') < 0
                && generation.channel(channel).isEmpty()) {
            problems.error(where, parameter + ": there is no channel " + channel);
        }
    }

    private void mustBeTable(SourceLocation where, String parameter, String table) {
        if (!generation.mappings().containsKey(table)) {
            problems.warning(
                    where,
                    parameter
                            + ": there is no mapping table "
                            + table
                            + ", unless a bundle brings it");
        }
    }
}
