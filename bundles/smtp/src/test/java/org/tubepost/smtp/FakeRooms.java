// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.Limits;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.RecentEnvelope;
import org.tubepost.api.acceptance.RecipientPlan;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.protocol.Connection;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueView;
import org.tubepost.api.security.AuthenticationContext;
import org.tubepost.api.security.AuthenticationOutcome;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.security.Identity;
import org.tubepost.api.security.SaslExchange;
import org.tubepost.api.security.SubmissionRates;
import org.tubepost.api.store.MessageUrls;

/** Rooms in memory that count their leases and insist on being asked on a worker. */
final class FakeRooms implements Rooms {
    Optional<SubmissionRates> rates = Optional.empty();
    Optional<MessageUrls> urls = Optional.empty();
    final List<MailEvent> records = new CopyOnWriteArrayList<>();
    final List<Taken> taken = new CopyOnWriteArrayList<>();
    final BooleanSupplier onWorker;
    final Map<String, ChannelDefinition> channels = new HashMap<>();
    final List<Long> rescheduled = new ArrayList<>();
    SmtpSettings settings = Dialogue.settings(Map.of());
    Function<String, Duration> delays = who -> Duration.ZERO;
    Optional<String> switched = Optional.empty();
    Optional<Reply> denial = Optional.empty();
    List<QueueEntry> queued = List.of();
    Reply verdict = Reply.of(250, "2.0.0", "taken");
    int denialsAsked;
    int messageSize = 1000;
    boolean acceptanceAway;
    boolean authenticatorAway;
    final List<String> loggedOut = new ArrayList<>();
    boolean commitsWait;
    volatile int openLeases;
    Executor commits = Runnable::run;
    CompletableFuture<Reply> lastCommit;

    FakeRooms(BooleanSupplier onWorker) {
        this.onWorker = onWorker;
    }

    /** A channel with keywords and their arguments, blanks between. */
    void channel(String name, String keywords) {
        List<Keyword> read = new ArrayList<>();
        SourceLocation here = new SourceLocation("imta.cnf", 1, 1);
        for (String word : keywords.split(" ")) {
            if (word.matches("\\d+")) {
                String before = read.remove(read.size() - 1).name();
                read.add(new Keyword(before, List.of(word), here));
            } else {
                read.add(new Keyword(word, List.of(), here));
            }
        }
        channels.put(name, new ChannelDefinition(name, read, name + "-daemon", List.of(), here));
    }

    @Override
    public Optional<Generation> generation() {
        return Optional.of(
                Generation.builder(1, Dialogue.NOON)
                        .channels(List.copyOf(channels.values()))
                        .build());
    }

    @Override
    public MailLog log() {
        return new MailLog() {
            @Override
            public void record(MailEvent event) {
                records.add(event);
            }

            @Override
            public void recordLater(Supplier<MailEvent> event) {
                records.add(event.get());
            }
        };
    }

    @Override
    public ServerKeywords keywords(String channel) {
        return channels.containsKey(channel)
                ? ServerKeywords.of(channels.get(channel), settings)
                : ServerKeywords.none(settings);
    }

    @Override
    public Optional<Reply> denial(Connection connection) {
        denialsAsked++;
        return denial;
    }

    @Override
    public Optional<Lease<QueueView>> queue() {
        QueueView view =
                (QueueView)
                        Proxy.newProxyInstance(
                                QueueView.class.getClassLoader(),
                                new Class<?>[] {QueueView.class},
                                (proxy, method, arguments) -> {
                                    assertThat(onWorker.getAsBoolean()).isTrue();
                                    if (method.getName().equals("entries")) {
                                        return queued.stream();
                                    }
                                    assertThat(method.getName()).isEqualTo("reschedule");
                                    assertThat(arguments[1]).isEqualTo(Dialogue.NOON);
                                    return rescheduled.add((Long) arguments[0]);
                                });
        return Optional.of(lease(view));
    }

    /** A message that was committed. */
    record Taken(Origin origin, ReversePath sender, List<MailAddress> recipients, String data) {}

    @Override
    public Optional<Lease<Acceptance>> acceptance() {
        return acceptanceAway ? Optional.empty() : Optional.of(lease(new Door()));
    }

    @Override
    public Optional<Lease<Authenticator>> authenticator() {
        return authenticatorAway ? Optional.empty() : Optional.of(lease(new Passwords()));
    }

    @Override
    public Optional<Lease<SubmissionRates>> rates() {
        return rates.map(this::lease);
    }

    @Override
    public Optional<Lease<MessageUrls>> urls() {
        return urls.map(this::lease);
    }

    @Override
    public Future<String> clientName(InetAddress address) {
        return CompletableFuture.completedFuture("client.example.org");
    }

    int mostAtOnce = 8192;

    private <T> Lease<T> lease(T service) {
        count(1);
        return new Lease<>() {
            private boolean closed;

            @Override
            public T service() {
                assertThat(closed).isFalse();
                return service;
            }

            @Override
            public void close() {
                count(closed ? 0 : -1);
                closed = true;
            }
        };
    }

    private synchronized void count(int change) {
        openLeases += change;
    }

    private final class Door implements Acceptance {
        @Override
        public Transaction begin(Origin origin, Trace trace) {
            return new Incoming(origin);
        }

        @Override
        public Transaction rehearse(Origin origin, Generation generation, Trace trace) {
            assertThat(generation).isNotNull();
            return new Incoming(origin);
        }

        @Override
        public List<RecentEnvelope> recent() {
            return List.of();
        }

        @Override
        public Limits limits(String sourceChannel) {
            return new Limits(messageSize, 5, 500);
        }
    }

    private final class Incoming implements Transaction {
        private final Origin origin;
        private final List<MailAddress> recipients = new ArrayList<>();
        private final StringBuilder data = new StringBuilder();
        private ReversePath sender;
        private Duration delay = Duration.ZERO;
        private boolean closed;

        Incoming(Origin origin) {
            this.origin = origin;
        }

        private void check() {
            assertThat(onWorker.getAsBoolean()).as("on a worker").isTrue();
            checkOpen();
        }

        private void checkOpen() {
            assertThat(closed).as("closed").isFalse();
        }

        @Override
        public String channel() {
            return switched.orElse(origin.channel());
        }

        @Override
        public Limits limits() {
            return new Limits(messageSize, 5, 500);
        }

        @Override
        public Reply sender(ReversePath path, MailParameters parameters) {
            check();
            sender = path;
            delay = delays.apply(path.toString());
            return parameters.size() > messageSize
                    ? Reply.of(552, "5.3.4", "too large")
                    : Reply.of(250, "2.1.0", "sender ok");
        }

        @Override
        public RecipientPlan recipient(MailAddress address, RecipientDsn dsn) {
            check();
            delay = delays.apply(address.toString());
            if (address.localPart().equals("nobody")) {
                return new RecipientPlan(Reply.of(550, "5.1.1", "no such user"), List.of());
            }
            recipients.add(address);
            return new RecipientPlan(Reply.of(250, "2.1.5", "recipient ok"), List.of());
        }

        @Override
        public Duration delay() {
            return delay;
        }

        @Override
        public Reply beginData() {
            checkOpen();
            return recipients.isEmpty()
                    ? Reply.of(554, "5.5.1", "no valid recipients")
                    : Reply.of(354, "2.0.0", "go on");
        }

        @Override
        public void write(ByteBuffer slice) {
            assertThat(onWorker.getAsBoolean() || takesAtOnce(slice.remaining()))
                    .as("on a worker or without a wait")
                    .isTrue();
            checkOpen();
            data.append(StandardCharsets.ISO_8859_1.decode(slice));
        }

        @Override
        public boolean takesAtOnce(int octets) {
            return data.length() + octets < mostAtOnce;
        }

        @Override
        public CompletionStage<Reply> commit() {
            check();
            Taken message = new Taken(origin, sender, List.copyOf(recipients), data.toString());
            lastCommit = new CompletableFuture<>();
            CompletionStage<Reply> durable = lastCommit.whenComplete((r, p) -> taken.add(message));
            CompletableFuture<Reply> commit = lastCommit;
            if (!commitsWait) {
                commits.execute(() -> commit.complete(verdict));
            }
            return durable;
        }

        @Override
        public void writeAll(Content content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** PLAIN for alice with the password secret, under TLS only; ECHO asks twice. */
    private final class Passwords implements Authenticator {
        @Override
        public List<String> mechanisms(AuthenticationContext context) {
            return context.encrypted() ? List.of("ECHO", "PLAIN") : List.of("ECHO");
        }

        @Override
        public boolean allowsPlainText(AuthenticationContext context) {
            return context.encrypted();
        }

        @Override
        public Optional<SaslExchange> begin(String mechanism, AuthenticationContext context) {
            assertThat(onWorker.getAsBoolean()).isTrue();
            if (!mechanisms(context).contains(mechanism)) {
                return Optional.empty();
            }
            return Optional.of(mechanism.equals("ECHO") ? this::echo : this::plain);
        }

        private SaslExchange.Turn echo(byte[] response) {
            if (response == null || response.length == 0) {
                return new SaslExchange.Turn.Challenge("say".getBytes(StandardCharsets.UTF_8));
            }
            return plain(response);
        }

        private SaslExchange.Turn plain(byte[] response) {
            assertThat(onWorker.getAsBoolean()).isTrue();
            if (response == null) {
                return new SaslExchange.Turn.Challenge(new byte[0]);
            }
            String text = new String(response, StandardCharsets.UTF_8);
            AuthenticationOutcome outcome =
                    switch (text) {
                        case "\0alice\0secret" ->
                                new AuthenticationOutcome.Accepted(
                                        new Identity("alice", "alice", false, Optional.empty()));
                        case "\0down\0x" -> new AuthenticationOutcome.Unavailable("later");
                        default -> new AuthenticationOutcome.Rejected("wrong");
                    };
            return new SaslExchange.Turn.Done(outcome);
        }

        @Override
        public AuthenticationOutcome login(
                String name, byte[] password, AuthenticationContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void loggedOut(Identity who, AuthenticationContext context) {
            loggedOut.add(who.login());
        }
    }
}
