// SPDX-License-Identifier: Apache-2.0
package org.tubepost.api.config;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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
    private final List<ExpiryRuleDefinition> expiryRules;
    private final Map<String, Database> databases;
    private final Function<String, Optional<AliasDefinition>> aliasDatabase;

    private Generation(Builder from) {
        this.number = from.number;
        this.loaded = from.loaded;
        this.options = Map.copyOf(from.options);
        this.rewriteRules = List.copyOf(from.rewriteRules);
        this.channels = Definitions.byName(from.channels, ChannelDefinition::name);
        this.mappings = Definitions.byName(from.mappings, MappingDefinition::name);
        this.aliases = List.copyOf(from.aliases);
        this.listeners = List.copyOf(from.listeners);
        this.pools = Definitions.byName(from.pools, PoolDefinition::name);
        this.programs = List.copyOf(from.programs);
        this.expiryRules = List.copyOf(from.expiryRules);
        this.databases = Map.copyOf(from.databases);
        this.aliasDatabase = from.aliasDatabase;
    }

    /**
     * Begins a generation in which nothing is configured.
     *
     * @param number ascending within the process
     * @param loaded when the files were read
     */
    public static Builder builder(long number, Instant loaded) {
        return new Builder(number, loaded);
    }

    /** Collects the parts of a generation; what is not set is empty. */
    public static final class Builder {
        private final long number;
        private final Instant loaded;
        private Map<String, String> options = Map.of();
        private List<RewriteRule> rewriteRules = List.of();
        private List<ChannelDefinition> channels = List.of();
        private List<MappingDefinition> mappings = List.of();
        private List<AliasDefinition> aliases = List.of();
        private List<ListenerDefinition> listeners = List.of();
        private List<PoolDefinition> pools = List.of();
        private List<ChannelProgramDefinition> programs = List.of();
        private List<ExpiryRuleDefinition> expiryRules = List.of();
        private Map<String, Database> databases = Map.of();
        private Function<String, Optional<AliasDefinition>> aliasDatabase = n -> Optional.empty();

        private Builder(long number, Instant loaded) {
            this.number = number;
            this.loaded = loaded;
        }

        /** {@code option.dat}, names in upper case. */
        public Builder options(Map<String, String> all) {
            options = all;
            return this;
        }

        /** In file order. */
        public Builder rewriteRules(List<RewriteRule> all) {
            rewriteRules = all;
            return this;
        }

        /** In file order. */
        public Builder channels(List<ChannelDefinition> all) {
            channels = all;
            return this;
        }

        /** Tables of {@code mappings}. */
        public Builder mappings(List<MappingDefinition> all) {
            mappings = all;
            return this;
        }

        /** In file order. */
        public Builder aliases(List<AliasDefinition> all) {
            aliases = all;
            return this;
        }

        /** Of {@code dispatcher.cnf}. */
        public Builder listeners(List<ListenerDefinition> all) {
            listeners = all;
            return this;
        }

        /** Of {@code job_controller.cnf}. */
        public Builder pools(List<PoolDefinition> all) {
            pools = all;
            return this;
        }

        /** Of {@code job_controller.cnf}, in file order. */
        public Builder programs(List<ChannelProgramDefinition> all) {
            programs = all;
            return this;
        }

        /** Rules of {@code store.expirerule} in the order of their first lines. */
        public Builder expiryRules(List<ExpiryRuleDefinition> all) {
            expiryRules = all;
            return this;
        }

        /**
         * By lower-case name: {@code general}, {@code aliases}, {@code reverse}, {@code forward}.
         */
        public Builder databases(Map<String, Database> all) {
            databases = all;
            return this;
        }

        /** Finds and parses an entry of the alias database; asked from many threads at once. */
        public Builder aliasDatabase(Function<String, Optional<AliasDefinition>> finder) {
            aliasDatabase = finder;
            return this;
        }

        /** The generation; all collections are copied. */
        public Generation build() {
            return new Generation(this);
        }
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

    /** Rules by which messages expire, in the order of their first lines. */
    public List<ExpiryRuleDefinition> expiryRules() {
        return expiryRules;
    }

    /**
     * A database of this generation.
     *
     * @param name {@code general}, {@code aliases}, {@code reverse}, {@code forward}
     * @return an empty one if it does not exist
     */
    public Database database(String name) {
        return databases.getOrDefault(name, Database.EMPTY);
    }

    /**
     * An entry of the alias database, parsed as the alias file is. The alias file itself is {@link
     * #aliases()} and stands before it.
     *
     * @param name a local part, or an address with its domain in A-labels; in any case
     */
    public Optional<AliasDefinition> databaseAlias(String name) {
        return aliasDatabase.apply(name);
    }

    @Override
    public String toString() {
        return "generation " + number;
    }
}
