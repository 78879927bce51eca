// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.store.MailboxListener;
import org.tubepost.api.store.MessageStore;
import org.tubepost.api.store.QuotaLimits;
import org.tubepost.store.OpenStore;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.SmallFramework;

/** The protocol over the real store in a folder; only network and passwords are made up. */
final class Post implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final SmallFramework framework;
    final FakeLimits limits = new FakeLimits();
    final Passwords passwords = new Passwords();
    final ImapProtocol protocol;

    Post(Path directory, Map<String, Object> settings) throws Exception {
        this(directory, settings, Clock.systemUTC());
    }

    Post(Path directory, Map<String, Object> settings, Clock clock) throws Exception {
        this(directory, settings, Map.of(), clock);
    }

    private Post(
            Path directory, Map<String, Object> settings, Map<String, Object> store, Clock clock)
            throws Exception {
        framework = SmallFramework.start(directory.resolve("felix"));
        parts.push(framework);
        framework.register(Authenticator.class, passwords, Map.of());
        framework.register(QuotaLimits.class, limits, Map.of());
        parts.push(OpenStore.in(framework, directory, store));
        Map<String, Object> all = new HashMap<>(settings);
        all.put("directory", directory.resolve("imap").toString());
        protocol =
                new ImapProtocol(
                        framework.context(), ComponentSettings.of(ImapSettings.class, all), clock);
        framework.register(MailboxListener.class, protocol, Map.of());
        parts.push(protocol::close);
    }

    static Post open(Path directory) throws Exception {
        return new Post(directory, Map.of());
    }

    /** With settings of the store. */
    static Post withStore(Path directory, Map<String, Object> store) throws Exception {
        return new Post(directory, Map.of(), store, Clock.systemUTC());
    }

    /** Where other rooms are registered. */
    SmallFramework framework() {
        return framework;
    }

    /** The store itself. */
    MessageStore store() {
        return framework.service(MessageStore.class);
    }

    /** A client that has not logged in. */
    Talk connect() {
        return new Talk(protocol);
    }

    /** A client that has logged in. */
    Talk login(String name) {
        Talk talk = connect();
        talk.ok("LOGIN " + name + " secret");
        return talk;
    }

    /** A client of alice with a folder selected. */
    Talk selected(String folder) {
        Talk talk = login("alice");
        talk.ok("SELECT " + folder);
        return talk;
    }

    /** Puts messages with these subjects into a folder of alice. */
    void fill(String folder, String... subjects) {
        try (Talk talk = login("alice")) {
            for (String subject : subjects) {
                String message = "Subject: " + subject + "\r\n\r\nText of " + subject + "\r\n";
                String answer = talk.append(folder, message);
                if (!answer.startsWith("OK")) {
                    throw new AssertionError(answer);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception failed) {
                throw new IOException(failed);
            }
        }
    }
}
