// SPDX-License-Identifier: Apache-2.0
package org.tubepost.expiry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.ServiceRegistration;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.store.ExpiryMonitor;
import org.tubepost.api.store.ExpiryReport;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxListener;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.StoreExpiry.Order;
import org.tubepost.store.OpenStore;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.SmallFramework;

/** A real store, and expiry beside it with a clock that the test moves. */
final class Home implements AutoCloseable {
    final MessageStore store;
    final List<MailboxEvent> events = new CopyOnWriteArrayList<>();
    final List<String> found = new ArrayList<>();
    final ExpiryService expiry;
    Configuration.Candidate candidate = new Configuration.Candidate(Optional.empty(), List.of());
    // The store has a clock of its own: what it takes while a test runs is not from the future.
    Instant now = Instant.now().plusSeconds(60);
    final ServiceRegistration<Configuration> configuration;
    private final SmallFramework framework;
    private final OpenStore open;
    private final Path directory;
    private final Deque<AutoCloseable> rest = new ArrayDeque<>();

    Home(Path directory) throws Exception {
        this.directory = directory;
        framework = SmallFramework.start(Files.createDirectories(directory.resolve("felix")));
        rest.push(framework);
        framework.register(MailboxListener.class, events::add, Map.of());
        open =
                OpenStore.in(
                        framework,
                        directory,
                        Map.of("checkpointSeconds", 1, "quotaEnforcement", false));
        rest.push(open);
        store = open.messages();
        configuration =
                framework.register(
                        Configuration.class,
                        (Configuration)
                                Proxy.newProxyInstance(
                                        Home.class.getClassLoader(),
                                        new Class<?>[] {Configuration.class},
                                        (proxy, method, arguments) -> candidate),
                        Map.of());
        expiry = expiryOf(store);
    }

    /** Expiry beside another store. */
    ExpiryService expiryOf(MessageStore other) {
        ExpiryService service =
                new ExpiryService(
                        framework.context(),
                        other,
                        ComponentSettings.of(
                                ExpirySettings.class,
                                Map.of(
                                        "archiveDirectory",
                                        directory.resolve("expired").toString())),
                        new Moved());
        rest.push(service::close);
        return service;
    }

    /** Puts rules in force. */
    Home rules(String... lines) {
        expiry.activate(Written.generation(lines));
        return this;
    }

    static MailboxName box(String owner, String folder) {
        return new MailboxName(owner, folder);
    }

    void later(int days) {
        now = now.plus(Duration.ofDays(days));
    }

    long append(String owner, String folder, String text, String... flags) throws Exception {
        store.list(OpenStore.user(owner), owner);
        return open.append(box(owner, folder), text.getBytes(UTF_8), Flags.of(flags), now);
    }

    /** Has a mailbox hold many copies of one message. */
    void fill(String owner, String folder, int doublings) throws Exception {
        append(owner, folder, "a: b\r\n\r\nc");
        try (Mailbox mailbox = open(owner, folder)) {
            for (int i = 0; i < doublings; i++) {
                mailbox.copyTo(uids(owner, folder), mailbox.name());
            }
        }
    }

    Mailbox open(String owner, String folder) throws Exception {
        return store.open(OpenStore.user(owner), box(owner, folder), false);
    }

    void flag(String owner, String folder, long uid, String flag) throws Exception {
        try (Mailbox mailbox = open(owner, folder)) {
            mailbox.changeFlags(
                    List.of(uid), new FlagChange(FlagChange.Action.ADD, Flags.of(flag)), -1);
        }
    }

    List<Long> uids(String owner, String folder) throws Exception {
        try (Mailbox mailbox = open(owner, folder)) {
            List<Long> uids = new ArrayList<>();
            for (int i = 0; i < mailbox.view().size(); i++) {
                uids.add(mailbox.view().get(i).uid());
            }
            return uids;
        }
    }

    ExpiryReport run() throws Exception {
        return expiry.run(Order.ALL, stoppedAfter(Long.MAX_VALUE));
    }

    ExpiryReport trial() throws Exception {
        return expiry.run(
                new Order(Optional.empty(), Optional.empty(), true, List.of()),
                stoppedAfter(Long.MAX_VALUE));
    }

    /** Wants no more when rules have applied to so many messages. */
    ExpiryMonitor stoppedAfter(long most) {
        return new ExpiryMonitor() {
            @Override
            public void at(String where, long messages, long octets) {
                // Only what is found counts.
            }

            @Override
            public boolean isStopped() {
                return found.size() >= most;
            }

            @Override
            public void found(
                    MailboxName mailbox, long uidValidity, long uid, String rule, String action) {
                found.add(mailbox + " " + uid + " " + rule + " " + action);
            }
        };
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : rest) {
            each.close();
        }
    }

    private final class Moved extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
