// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that the files in {@code etc/} say, read whole, checked, immutable. A transaction
 * keeps the generation it began with; engines compile what they need from it once and keep the
 * result under it weakly, so that it goes when its last transaction ends.
 *
 * <p>Compared by identity: two generations are the same only if they are the same object.
 */
public final class Generation {
    private final long number;
    private final Instant loaded;
    private final Map<String, String> options;
    private final List<RewriteRule> rewriteRules;
    private final Map<String, ChannelDefinition> channels;
    private final Map<String, MappingDefinition> mappings;
    private final List<AliasDefinition> aliases;
    private final List<ListenerDefinition> listeners;
    private final Map<String, PoolDefinition> pools;
    private final List<ChannelProgramDefinition> programs;

    /**
     * A generation from its parts; all collections are copied.
     *
     * @param number ascending within the process
     * @param loaded when the files were read
     * @param options {@code option.dat}, names in upper case
     * @param rewriteRules in file order
     * @param channels in file order
     * @param mappings tables of {@code mappings}
     * @param aliases in file order
     * @param listeners of {@code dispatcher.cnf}
     * @param pools of {@code job_controller.cnf}
     * @param programs of {@code job_controller.cnf}, in file order
     */
    public Generation(
            long number,
            Instant loaded,
            Map<String, String> options,
            List<RewriteRule> rewriteRules,
            List<ChannelDefinition> channels,
            List<MappingDefinition> mappings,
            List<AliasDefinition> aliases,
            List<ListenerDefinition> listeners,
            List<PoolDefinition> pools,
            List<ChannelProgramDefinition> programs) {
        this.number = number;
        this.loaded = loaded;
        this.options = Map.copyOf(options);
        this.rewriteRules = List.copyOf(rewriteRules);
        this.channels = Definitions.byName(channels, ChannelDefinition::name);
        this.mappings = Definitions.byName(mappings, MappingDefinition::name);
        this.aliases = List.copyOf(aliases);
        this.listeners = List.copyOf(listeners);
        this.pools = Definitions.byName(pools, PoolDefinition::name);
        this.programs = List.copyOf(programs);
    }

    /** Ascending within the process. */
    public long number() {
        return number;
    }

    /** When the files were read. */
    public Instant loaded() {
        return loaded;
    }

    /** An option of {@code option.dat}, or the default. */
    public String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    /** All options, names in upper case. */
    public Map<String, String> options() {
        return options;
    }

    /** Rewrite rules in file order. */
    public List<RewriteRule> rewriteRules() {
        return rewriteRules;
    }

    /** Channels by name, in file order. */
    public Map<String, ChannelDefinition> channels() {
        return channels;
    }

    /** The channel with this name. */
    public Optional<ChannelDefinition> channel(String name) {
        return Optional.ofNullable(channels.get(name));
    }

    /** Mapping tables by upper-case name. */
    public Map<String, MappingDefinition> mappings() {
        return mappings;
    }

    /** Aliases in file order. */
    public List<AliasDefinition> aliases() {
        return aliases;
    }

    /** Listening ports. */
    public List<ListenerDefinition> listeners() {
        return listeners;
    }

    /** Pools by upper-case name. */
    public Map<String, PoolDefinition> pools() {
        return pools;
    }

    /** Channel programs in file order; the first match serves a channel. */
    public List<ChannelProgramDefinition> programs() {
        return programs;
    }

    /** The program that serves a channel. */
    public Optional<ChannelProgramDefinition> programFor(String channel) {
        return programs.stream().filter(p -> p.matches(channel)).findFirst();
    }

    @Override
    public String toString() {
        return "generation " + number;
    }
}
