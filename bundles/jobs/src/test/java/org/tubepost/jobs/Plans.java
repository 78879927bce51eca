// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.ChannelProgramDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.PoolDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.config.WeeklyWindow;

/** Generations and plans, written as an administrator would write channels and pools. */
final class Plans {
    static final SourceLocation HERE = new SourceLocation("imta.cnf", 7, 3);

    private final List<ChannelDefinition> channels = new ArrayList<>();
    private final List<PoolDefinition> pools = new ArrayList<>();
    private Map<String, String> parameters = Map.of();

    /** A channel; keywords are separated by commas, arguments by blanks. */
    Plans channel(String name, String keywords) {
        List<Keyword> list = new ArrayList<>();
        for (String keyword : keywords.split(",", -1)) {
            List<String> words = List.of(keyword.strip().split(" +"));
            list.add(new Keyword(words.get(0), words.subList(1, words.size()), HERE));
        }
        channels.add(new ChannelDefinition(name, list, name + "-daemon", List.of(), HERE));
        return this;
    }

    Plans pool(String name, int limit) {
        pools.add(new PoolDefinition(name, limit, HERE));
        return this;
    }

    Plans pool(String name, int limit, int afterHoursLimit, WeeklyWindow window) {
        pools.add(
                new PoolDefinition(
                        name, limit, afterHoursLimit, List.of(window), ZoneOffset.UTC, HERE));
        return this;
    }

    /** Of the section that serves all channels. */
    Plans parameters(Map<String, String> all) {
        parameters = all;
        return this;
    }

    Generation generation() {
        return Generation.builder(1, MovedTime.BEGIN)
                .channels(channels)
                .pools(pools)
                .programs(List.of(new ChannelProgramDefinition("*", "test", parameters, HERE)))
                .build();
    }

    List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        plans(problems);
        return problems;
    }

    Map<String, ChannelPlan> plans() {
        List<Problem> problems = new ArrayList<>();
        Map<String, ChannelPlan> plans = plans(problems);
        assertThat(problems).isEmpty();
        return plans;
    }

    private Map<String, ChannelPlan> plans(List<Problem> problems) {
        Map<String, ChannelPlan> plans = new LinkedHashMap<>();
        Generation generation = generation();
        for (ChannelDefinition channel : generation.channels().values()) {
            plans.put(channel.name(), ChannelPlan.of(channel, generation, problems).orElseThrow());
        }
        return plans;
    }
}
