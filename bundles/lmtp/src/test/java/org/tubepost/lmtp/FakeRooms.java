// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryCache;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Status;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.log.MailLog;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Summary;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.FinalDelivery;
import org.tubepost.api.store.StoreException;
import org.tubepost.testkit.MemoryContent;
import org.tubepost.testkit.RecordedLog;

/** Rooms in memory: users by address, and a store that keeps what it is given. */
final class FakeRooms implements Rooms, FinalDelivery {
    final Map<String, Account> users = new HashMap<>();
    final Set<String> remembered = new HashSet<>();
    final Map<String, StoreException> refusals = new HashMap<>();
    final Map<String, StoreException> away = new HashMap<>();
    final List<Taken> taken = new ArrayList<>();
    final RecordedLog log = new RecordedLog();
    boolean storeAway;
    boolean directoryAway;
    boolean answersWait;
    boolean memoryFull;
    boolean writesFail;
    boolean answersTooMuch;
    Runnable onSinkClosed = () -> {};
    int openLeases;
    int openSinks;
    private Runnable answer = () -> {};

    /** A delivery. */
    record Taken(String key, List<String> mailboxes, String text) {}

    FakeRooms() {
        user("ada", Status.ACTIVE, "");
        user("bob", Status.ACTIVE, "");
    }

    void user(String uid, Status status, String mailHost, String... options) {
        MailAddress mail = new MailAddress(uid, "example.com");
        users.put(
                mail.toString(),
                new Account(
                        "uid=" + uid,
                        uid,
                        uid,
                        "example.com",
                        mail,
                        List.of(),
                        status,
                        mailHost,
                        "",
                        options.length == 0 ? Set.of("mailbox") : Set.of(options),
                        List.of(),
                        -1,
                        -1,
                        new DirectoryRecord("uid=" + uid, Map.of())));
    }

    /** The store answers what it kept back. */
    void answer() {
        answer.run();
    }

    @Override
    public ContentSink begin(DeliveryTarget first, long expectedSize) throws StoreException {
        if (away.containsKey(first.mailbox().owner())) {
            throw away.get(first.mailbox().owner());
        }
        openSinks++;
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        return new ContentSink() {
            private boolean closed;

            @Override
            public void write(ByteBuffer slice) throws IOException {
                if (writesFail) {
                    throw new IllegalStateException("a bug for the test");
                }
                Channels.newChannel(octets).write(slice);
            }

            @Override
            public boolean takesAtOnce(int count) {
                return !memoryFull;
            }

            @Override
            public long size() {
                return octets.size();
            }

            @Override
            public Content seal(Summary summary) {
                return MemoryContent.of(octets.toString(StandardCharsets.UTF_8));
            }

            @Override
            public void close() {
                if (!closed) {
                    openSinks--;
                    onSinkClosed.run();
                }
                closed = true;
            }
        };
    }

    @Override
    public CompletionStage<List<DeliveryResult>> deliver(
            String key, List<DeliveryTarget> targets, Content content, Instant received) {
        String text;
        try {
            text = new String(content.newInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException never) {
            throw new IllegalStateException(never);
        }
        taken.add(new Taken(key, targets.stream().map(t -> t.mailbox().toString()).toList(), text));
        List<DeliveryResult> results = new ArrayList<>();
        for (DeliveryTarget target : targets) {
            String owner = target.mailbox().owner();
            StoreException refusal = refusals.getOrDefault(owner, away.get(owner));
            results.add(
                    new DeliveryResult(
                            target, target.mailbox(), 1, 1, Optional.ofNullable(refusal)));
        }
        if (answersTooMuch) {
            results.addAll(List.copyOf(results));
        }
        CompletableFuture<List<DeliveryResult>> stage = new CompletableFuture<>();
        answer = () -> stage.complete(results);
        if (!answersWait) {
            answer();
        }
        return stage;
    }

    private <T> Optional<Lease<T>> lease(T service) {
        openLeases++;
        return Optional.of(
                new Lease<>() {
                    @Override
                    public T service() {
                        return service;
                    }

                    @Override
                    public void close() {
                        openLeases--;
                    }
                });
    }

    @Override
    public Optional<Lease<FinalDelivery>> store() {
        return storeAway ? Optional.empty() : lease(this);
    }

    private interface Remembering extends Directory, DirectoryCache {}

    @Override
    public Optional<Lease<Directory>> directory() {
        return lease(
                (Directory)
                        java.lang.reflect.Proxy.newProxyInstance(
                                Remembering.class.getClassLoader(),
                                new Class<?>[] {Remembering.class},
                                (proxy, method, arguments) ->
                                        ask(method.getName(), arguments[0].toString())));
    }

    private Object ask(String method, String name) throws DirectoryUnavailableException {
        if (method.equals("holds")) {
            return remembered.contains(name);
        } else if (directoryAway) {
            throw new DirectoryUnavailableException("no server answers", null);
        }
        remembered.add(name);
        String plain = name.replaceAll("\\+[^@]*", "");
        String key = method.equals("login") ? plain + "@example.com" : plain;
        return Optional.ofNullable(users.get(key));
    }

    @Override
    public Optional<Generation> generation() {
        SourceLocation here = new SourceLocation("imta.cnf", 1, 1);
        return Optional.of(
                Generation.builder(1, Instant.EPOCH)
                        .options(Map.of("LDAP_HOST_ALIAS_LIST", "store1.example.com"))
                        .channels(
                                List.of(
                                        new ChannelDefinition(
                                                "l", List.of(), "localhost", List.of(), here)))
                        .build());
    }

    @Override
    public MailLog log() {
        return log;
    }
}
