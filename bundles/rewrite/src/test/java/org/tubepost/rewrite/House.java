// SPDX-License-Identifier: Apache-2.0
package org.tubepost.rewrite;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Database;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.RewriteRule;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.Probe;
import org.tubepost.api.routing.RewriteCallout;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;

/** Rules as a test writes them, with the channels l, tcp_local and out, and what rules may ask. */
final class House implements Services {
    /** Entries that rules find with {@code $(text)}. */
    static final Map<String, String> ENTRIES = new ConcurrentHashMap<>();

    static final Database GENERAL =
            new Database() {
                @Override
                public Optional<String> find(String key) {
                    return Optional.ofNullable(ENTRIES.get(key));
                }

                @Override
                public long size() {
                    return ENTRIES.size();
                }
            };

    private final Generation generation;
    private final RuleTable table;
    private final Map<String, Domain> domains = new HashMap<>();
    private final Map<String, UnaryOperator<String>> tables = new HashMap<>();
    private final Map<String, List<String>> found = new HashMap<>();
    private final Map<String, RewriteCallout> libraries = new HashMap<>();
    private boolean away;
    private String source = "tcp_local";
    private boolean envelope = true;
    private boolean forward = true;
    private Trace trace = Trace.OFF;

    House(Generation generation) {
        this.generation = generation;
        this.table = new RuleTable(generation);
    }

    static Generation generation(String... rules) {
        List<RewriteRule> parsed = new ArrayList<>();
        for (String rule : rules) {
            String[] halves = rule.split(" ", 2);
            parsed.add(
                    new RewriteRule(
                            halves[0],
                            halves[1].strip(),
                            new SourceLocation("imta.cnf", parsed.size() + 1, 1)));
        }
        return Generation.builder(1, Instant.EPOCH)
                .rewriteRules(parsed)
                .channels(
                        List.of(
                                channel("l", "localhost"),
                                channel("tcp_local", "tcp-daemon"),
                                with("bangoverpercent", channel("uucp", "uucp-daemon")),
                                channel("out", "out-daemon", "alias-daemon")))
                .databases(Map.of("general", GENERAL))
                .build();
    }

    private static ChannelDefinition channel(String name, String host, String... aliases) {
        return new ChannelDefinition(
                name, List.of(), host, List.of(aliases), new SourceLocation("imta.cnf", 90, 1));
    }

    private static ChannelDefinition with(String keyword, ChannelDefinition channel) {
        return new ChannelDefinition(
                channel.name(),
                List.of(new Keyword(keyword, List.of(), channel.location())),
                channel.officialHost(),
                channel.hostAliases(),
                channel.location());
    }

    static House of(String... rules) {
        House house = new House(generation(rules));
        if (house.table.problems().stream().anyMatch(Problem::isError)) {
            throw new AssertionError(house.table.problems());
        }
        return house;
    }

    House domain(String name, Map<String, List<String>> attributes) {
        return domain(name, Status.ACTIVE, attributes);
    }

    House domain(String name, Status status, Map<String, List<String>> attributes) {
        domains.put(
                name,
                new Domain(
                        name,
                        List.of(),
                        "o=" + name,
                        status,
                        List.of(),
                        "",
                        "",
                        new DirectoryRecord("o=" + name, attributes)));
        return this;
    }

    /** A mapping table; its operator answers null for "no entry matches", flags after a slash. */
    House table(String name, UnaryOperator<String> answer) {
        tables.put(name, answer);
        return this;
    }

    /** Values that an LDAP URL finds. */
    House finds(String url, String... values) {
        found.put(url, List.of(values));
        return this;
    }

    House library(String name, RewriteCallout callout) {
        libraries.put(name, callout);
        return this;
    }

    House away() {
        away = true;
        return this;
    }

    House from(String channel) {
        source = channel;
        return this;
    }

    House header() {
        envelope = false;
        return this;
    }

    House backward() {
        forward = false;
        return this;
    }

    House traced(Trace recording) {
        trace = recording;
        return this;
    }

    RuleTable rules() {
        return table;
    }

    Route route(String address) {
        try {
            return route(MailAddress.parse(address));
        } catch (AddressSyntaxException wrongTest) {
            throw new AssertionError(wrongTest);
        }
    }

    Route route(MailAddress address) {
        return new Rewriting(
                        table,
                        new RewriteContext(generation, source, envelope, forward, false, trace),
                        this,
                        address)
                .run();
    }

    /** {@code address on channel}, or the reply. */
    String shown(String address) {
        Route route = route(address);
        return route instanceof Route.Found way
                ? way.address()
                        + " on "
                        + way.channel().name()
                        + way.nextHop().map(hop -> " by way of " + hop).orElse("")
                : ((Route.Refused) route).reply().toString();
    }

    @Override
    public Optional<Domain> domain(String name) throws DirectoryUnavailableException {
        if (away) {
            throw new DirectoryUnavailableException("away", null);
        }
        return Optional.ofNullable(domains.get(name));
    }

    @Override
    public List<String> values(String ldapUrl) throws DirectoryUnavailableException {
        if (away) {
            throw new DirectoryUnavailableException("away", null);
        }
        return found.getOrDefault(ldapUrl, List.of());
    }

    @Override
    public Optional<String> call(String library, String routine, String argument, Trace trace)
            throws IOException {
        if (!libraries.containsKey(library)) {
            throw new IOException("no library '" + library + "' is here");
        }
        return libraries.get(library).call(routine, argument, trace);
    }

    @Override
    public Optional<MappingTable.Result> probe(Generation generation, String table, Probe probe) {
        String answer = tables.getOrDefault(table, i -> null).apply(probe.input());
        if (answer == null) {
            return Optional.empty();
        }
        int slash = answer.indexOf('/');
        return Optional.of(
                slash < 0
                        ? new MappingTable.Result(answer, "")
                        : new MappingTable.Result(
                                answer.substring(0, slash), answer.substring(slash + 1)));
    }
}
