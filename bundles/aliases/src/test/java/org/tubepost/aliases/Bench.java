// SPDX-License-Identifier: Apache-2.0
package org.tubepost.aliases;

import static org.tubepost.aliases.MemoryDirectory.address;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.ServiceRegistration;
import org.tubepost.api.config.AliasDefinition;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.AliasSource.Target;
import org.tubepost.api.routing.ExpansionContext;
import org.tubepost.api.routing.ListTraffic;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.Probe;
import org.tubepost.testkit.SmallFramework;

/** An expander with a directory in memory, and one configuration that a test builds. */
final class Bench implements AutoCloseable, MappingTables {
    static final String LOCAL_HOST = "mail.example.com";

    private final SmallFramework framework;
    private final ServiceRegistration<Directory> directoryService;
    private final ServiceRegistration<MappingTables> mappingService;
    private final AliasExpander expander;
    private final List<AliasDefinition> aliases = new ArrayList<>();
    private final Map<String, AliasDefinition> database = new HashMap<>();
    private final Map<String, String> options = new HashMap<>();
    private final Map<String, String> entries = new HashMap<>();
    private final List<Probe> probes = new ArrayList<>();
    private Generation generation;
    private String keyword = "viaaliasoptional";
    final MemoryDirectory directory = new MemoryDirectory();

    /** Who posts, and how. */
    String sender = "stranger@x.example";

    String channel = "tcp_local";
    Optional<String> login = Optional.empty();
    long size;
    boolean rehearsal;
    Trace trace = Trace.OFF;

    private final Path cache;

    Bench() throws Exception {
        cache = Files.createTempDirectory("aliases");
        framework = SmallFramework.start(cache);
        directoryService = framework.register(Directory.class, directory, Map.of());
        mappingService = framework.register(MappingTables.class, this, Map.of());
        expander = new AliasExpander(framework.context());
    }

    /** Parameters as {@code NAME=value}, several values separated by {@code |}. */
    static Map<String, List<String>> parameters(String... given) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String one : given) {
            String[] parts = one.split("=", 2);
            parameters.put(
                    parts[0], parts.length == 1 ? List.of() : List.of(parts[1].split("\\|")));
        }
        return parameters;
    }

    private AliasDefinition definition(
            String name, Map<String, List<String>> parameters, String file, String... targets) {
        return new AliasDefinition(
                name,
                List.of(targets),
                parameters,
                new SourceLocation(file, aliases.size() + 1, 1));
    }

    Bench alias(String name, String... targets) {
        return list(name, Map.of(), targets);
    }

    Bench list(String name, Map<String, List<String>> parameters, String... targets) {
        aliases.add(definition(name, parameters, "aliases", targets));
        generation = null;
        return this;
    }

    Bench inDatabase(String name, String... targets) {
        database.put(name, definition(name, Map.of(), "aliases.db", targets));
        return this;
    }

    Bench option(String name, String value) {
        options.put(name, value);
        generation = null;
        return this;
    }

    Bench keyword(String name) {
        keyword = name;
        generation = null;
        return this;
    }

    /** The mapping table answers a probe with flags. */
    Bench entry(String table, String probe, String flags) {
        entries.put(table + " " + probe, flags);
        return this;
    }

    List<Probe> probes() {
        return probes;
    }

    void withoutMappings() {
        mappingService.unregister();
    }

    void withoutDirectory() {
        directoryService.unregister();
    }

    @Override
    public Optional<MappingTable.Result> probe(Generation of, String table, Probe probe) {
        probes.add(probe);
        return Optional.ofNullable(entries.get(table + " " + probe.input()))
                .map(flags -> new MappingTable.Result("", flags));
    }

    Generation generation() {
        if (generation == null) {
            SourceLocation somewhere = new SourceLocation("imta.cnf", 1, 1);
            generation =
                    Generation.builder(1, Instant.EPOCH)
                            .aliases(aliases)
                            .options(options)
                            .aliasDatabase(
                                    n ->
                                            Optional.ofNullable(
                                                    database.get(n.toLowerCase(Locale.ROOT))))
                            .channels(
                                    List.of(
                                            new ChannelDefinition(
                                                    "l",
                                                    List.of(
                                                            new Keyword(
                                                                    keyword, List.of(), somewhere)),
                                                    LOCAL_HOST,
                                                    List.of(),
                                                    somewhere),
                                            new ChannelDefinition(
                                                    "reprocess",
                                                    List.of(),
                                                    "reprocess-daemon",
                                                    List.of(),
                                                    somewhere)))
                            .build();
        }
        return generation;
    }

    List<Problem> problems() {
        return expander.prepare(generation());
    }

    Expansion expand(String text) throws DirectoryUnavailableException {
        Origin origin = Origin.internal(channel, Instant.EPOCH, "");
        return expander.expand(
                address(text),
                new ExpansionContext(
                        generation(),
                        login.isPresent() ? origin.withAuthenticated(login.get()) : origin,
                        sender.isEmpty() ? ReversePath.NULL : ReversePath.of(address(sender)),
                        size,
                        rehearsal,
                        trace));
    }

    /** What an address stands for, or the reply. */
    List<String> shown(String text) throws DirectoryUnavailableException {
        Expansion expansion = expand(text);
        return expansion instanceof Expansion.Refused refused
                ? List.of(refused.reply().toString())
                : ((Expansion.Expanded) expansion).targets().stream().map(Bench::shown).toList();
    }

    String one(String text) throws DirectoryUnavailableException {
        return String.join(" ", shown(text));
    }

    ListTraffic traffic(String text) throws DirectoryUnavailableException {
        return ((Expansion.Expanded) expand(text)).list().orElseThrow();
    }

    private static String shown(Target target) {
        if (target instanceof Target.Mailbox mailbox) {
            return "mailbox:" + mailbox.owner();
        } else if (target instanceof Target.Held held) {
            return "held:" + held.address();
        }
        if (target instanceof Target.Routed routed) {
            return routed.host() + ":" + routed.address();
        } else if (target instanceof Target.Service service) {
            return service.channel() + ":" + service.address();
        }
        return ((Target.Elsewhere) target).address().toString();
    }

    @Override
    public void close() throws IOException {
        expander.close();
        framework.close();
        try (Stream<Path> files = Files.walk(cache)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
