// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.RecipientPlan;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Database;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.MappingDefinition;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.dns.DnsAnswer;
import org.tubepost.api.dns.MailHosts;
import org.tubepost.api.dns.Resolver;
import org.tubepost.api.filter.FilterRequest;
import org.tubepost.api.filter.MessageFilter;
import org.tubepost.api.filter.Verdict;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.AddressSyntaxException;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AddressRewriter;
import org.tubepost.api.routing.AliasSource;
import org.tubepost.api.routing.ExpansionContext;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.api.routing.Probe;
import org.tubepost.api.routing.RewriteContext;
import org.tubepost.api.routing.Route;
import org.tubepost.api.security.AccessPolicy;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.FixedConfiguration;
import org.tubepost.testkit.SmallFramework;

/**
 * A door with the rooms around it. Addresses at example.com are local, those at internal.example
 * and the client 10.0.0.1 belong to tcp_intranet, unknown.example to nobody, all else to tcp_local.
 */
final class House implements AutoCloseable, AddressRewriter, AliasSource {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final SmallFramework framework;
    private final MemoryQueue queue = new MemoryQueue();
    private final FakePolicy policy = new FakePolicy();
    private final FakeDirectory directory = new FakeDirectory();
    private final Map<String, ChannelDefinition> channels = new HashMap<>();
    private final Map<String, String> options = new HashMap<>();
    private final Map<String, Expansion> aliases = new HashMap<>();
    private final Map<String, UnaryOperator<String>> tables = new HashMap<>();
    private final Map<String, Map<String, String>> databases = new HashMap<>();
    private final Map<String, DnsAnswer<MailHosts>> dns = new HashMap<>();
    private final Map<String, ServiceRegistration<?>> rooms = new HashMap<>();
    private BiFunction<MailAddress, RewriteContext, MailAddress> change = (a, c) -> a;
    private boolean changesHeaders;
    private Generation generation;
    private Door door;

    House(Path cache) throws BundleException {
        framework = SmallFramework.start(cache);
        for (String name :
                List.of(
                        "l",
                        "ims-ms",
                        "tcp_local",
                        "tcp_intranet",
                        "tcp_auth",
                        "tcp_submit",
                        "hold")) {
            channel(name);
        }
        room(AddressRewriter.class, this);
        room(AliasSource.class, this);
        room(AccessPolicy.class, policy);
        room(Directory.class, directory);
        room(MappingTables.class, this::probe);
        room(Resolver.class, new FakeResolver(dns));
    }

    private <T> void room(Class<T> type, T service) {
        rooms.put(type.getSimpleName(), framework.register(type, service, Map.of()));
    }

    /** Takes a room away. */
    House without(Class<?> type) {
        rooms.remove(type.getSimpleName()).unregister();
        return this;
    }

    /** A channel with keywords, each as {@code name} or {@code name=argument,argument}. */
    House channel(String name, String... keywords) {
        List<Keyword> list = new ArrayList<>();
        for (String keyword : keywords) {
            String[] halves = keyword.split("=", 2);
            list.add(
                    new Keyword(
                            halves[0],
                            halves.length == 1 ? List.of() : Arrays.asList(halves[1].split(",")),
                            new SourceLocation("imta.cnf", 7, 3)));
        }
        channels.put(
                name,
                new ChannelDefinition(
                        name,
                        list,
                        name.equals("l") ? "example.com" : name + "-daemon",
                        List.of(),
                        new SourceLocation("imta.cnf", 7, 1)));
        return this;
    }

    House option(String name, String value) {
        options.put(name, value);
        return this;
    }

    House alias(String name, Expansion expansion) {
        aliases.put(name, expansion);
        return this;
    }

    /** A table; its operator answers null for no match, flags after a slash. */
    House table(String name, UnaryOperator<String> answer) {
        tables.put(name, answer);
        return this;
    }

    House database(String name, Map<String, String> entries) {
        databases.put(name, entries);
        return this;
    }

    House dns(String domain, DnsAnswer<MailHosts> answer) {
        dns.put(domain, answer);
        return this;
    }

    /** What the rewrite rules make of addresses. */
    House rewriting(
            boolean headers, BiFunction<MailAddress, RewriteContext, MailAddress> rewritten) {
        changesHeaders = headers;
        change = rewritten;
        return this;
    }

    /** A filter. */
    interface Judge {
        List<Verdict> judge(FilterRequest request) throws IOException;
    }

    House filter(String name, String stage, Judge judge) {
        framework.register(
                MessageFilter.class,
                judge::judge,
                Map.of(MessageFilter.NAME, name, MessageFilter.STAGE, stage));
        return this;
    }

    /** A mail log that keeps its records here. */
    House log(List<MailEvent> records) {
        room(
                MailLog.class,
                new MailLog() {
                    @Override
                    public void record(MailEvent event) {
                        records.add(event);
                    }

                    @Override
                    public void recordLater(Supplier<MailEvent> event) {
                        records.add(event.get());
                    }
                });
        return this;
    }

    MemoryQueue queue() {
        return queue;
    }

    FakePolicy policy() {
        return policy;
    }

    FakeDirectory directory() {
        return directory;
    }

    Door door() {
        if (door == null) {
            door =
                    new Door(
                            framework.context(),
                            ComponentSettings.of(
                                    DoorSettings.class,
                                    Map.of("hostName", "mx.example.com", "recentEnvelopes", 3)),
                            new FixedConfiguration(this::current),
                            queue);
        }
        return door;
    }

    Generation current() {
        if (generation == null) {
            Map<String, Database> stored = new HashMap<>();
            databases.forEach((name, entries) -> stored.put(name, database(entries)));
            generation =
                    Generation.builder(1, NOW)
                            .options(options)
                            .channels(List.copyOf(channels.values()))
                            .mappings(
                                    tables.keySet().stream()
                                            .map(
                                                    t ->
                                                            new MappingDefinition(
                                                                    t,
                                                                    List.of(),
                                                                    new SourceLocation(
                                                                            "mappings", 1, 1)))
                                            .toList())
                            .databases(stored)
                            .build();
        }
        return generation;
    }

    private static Database database(Map<String, String> entries) {
        return new Database() {
            @Override
            public Optional<String> find(String key) {
                return Optional.ofNullable(entries.get(key));
            }

            @Override
            public long size() {
                return entries.size();
            }
        };
    }

    static Origin origin(String channel, String client) {
        try {
            return new Origin(
                    channel,
                    "ESMTP",
                    Optional.of(new InetSocketAddress(InetAddress.getByName(client), 4242)),
                    Optional.of(new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 25)),
                    "client.example",
                    "",
                    "",
                    Optional.empty(),
                    NOW,
                    "");
        } catch (java.net.UnknownHostException wrongTest) {
            throw new AssertionError(wrongTest);
        }
    }

    static Origin outside() {
        return origin("tcp_local", "203.0.113.9");
    }

    static MailAddress address(String text) {
        try {
            return MailAddress.parse(text);
        } catch (AddressSyntaxException wrongTest) {
            throw new AssertionError(wrongTest);
        }
    }

    static ReversePath path(String text) {
        return text.isEmpty() ? ReversePath.NULL : ReversePath.of(address(text));
    }

    static RecipientPlan rcpt(Transaction transaction, String to) {
        return transaction.recipient(address(to), RecipientDsn.NONE);
    }

    /** Gives a message in; the reply of the first step that is refused, or the last one. */
    Reply send(Origin origin, String from, List<String> to, String message) {
        try (Transaction transaction = door().begin(origin, Trace.OFF)) {
            Reply reply = transaction.sender(path(from), MailParameters.NONE);
            for (String one : to) {
                reply = reply.isPositive() ? rcpt(transaction, one).reply() : reply;
            }
            reply = reply.isPositive() ? transaction.beginData() : reply;
            if (reply.code() != 354) {
                return reply;
            }
            transaction.write(ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)));
            return transaction.commit().toCompletableFuture().join();
        }
    }

    Reply send(String from, List<String> to, String message) {
        return send(outside(), from, to, message);
    }

    /** Rehearses an envelope; the steps of the decision. */
    List<String> explain(Origin origin, String from, String... to) {
        Trace trace = Trace.recording();
        try (Transaction transaction = door().rehearse(origin, current(), trace)) {
            transaction.sender(path(from), MailParameters.NONE);
            for (String one : to) {
                rcpt(transaction, one);
            }
            transaction.beginData();
        }
        return trace.steps().stream().map(Object::toString).toList();
    }

    @Override
    public Route rewrite(MailAddress address, RewriteContext context) {
        MailAddress written = change.apply(address, context);
        String domain = written.domain();
        if (domain.equals("unknown.example")) {
            return new Route.Refused(Reply.of(550, "5.1.2", "unknown host or domain"));
        }
        String channel =
                domain.equals("example.com")
                        ? "l"
                        : domain.equals("internal.example") || domain.equals("[10.0.0.1]")
                                ? "tcp_intranet"
                                : "tcp_local";
        return new Route.Found(written, channels.get(channel), domain);
    }

    @Override
    public boolean mayChangeHeaders(Generation asked) {
        return changesHeaders;
    }

    @Override
    public Expansion expand(MailAddress address, ExpansionContext context) {
        Expansion alias = aliases.get(address.localPart());
        return alias != null
                ? alias
                : address.localPart().equals("nobody")
                        ? new Expansion.Refused(Reply.of(550, "5.1.1", "no such user"))
                        : new Expansion.Expanded(
                                List.of(new Target.Mailbox(address, "")), Optional.empty());
    }

    private Optional<MappingTable.Result> probe(Generation asked, String table, Probe probe) {
        String answer = tables.getOrDefault(table, i -> null).apply(probe.input());
        if (answer == null) {
            return Optional.empty();
        }
        int slash = answer.indexOf('/');
        return Optional.of(
                new MappingTable.Result(answer.substring(0, slash), answer.substring(slash + 1)));
    }

    @Override
    public void close() throws IOException {
        if (door != null) {
            door.close();
        }
        framework.close();
    }
}
