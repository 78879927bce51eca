// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.tubepost.api.config.TlsMode;
import org.tubepost.testkit.PlayedConnection;

/** A client's side of a session, with real octets. */
final class Dialogue {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    final PlayedConnection connection;
    final FakeRooms rooms;
    final SmtpSession session;
    final Counters counters = new Counters();
    final MovedClock clock = new MovedClock();

    Dialogue(Map<String, String> parameters, Map<String, Integer> settings) {
        this(parameters, settings, rooms -> {});
    }

    Dialogue(
            Map<String, String> parameters,
            Map<String, Integer> settings,
            Consumer<FakeRooms> furnish) {
        connection = new PlayedConnection(TlsMode.STARTTLS, parameters);
        rooms = new FakeRooms(() -> connection.onWorker);
        rooms.settings = settings(settings);
        furnish.accept(rooms);
        Rules rules =
                Rules.of(
                        connection.listener(),
                        "mx.example.com",
                        settings(settings),
                        rooms.keywords(Rules.channel(connection.listener())),
                        Clock.fixed(NOON, ZoneOffset.UTC));
        session = new SmtpSession(connection, rules, rooms, clock, counters, s -> {});
        connection.session(session);
        session.begin();
    }

    /** A session that has greeted and been greeted. */
    static Dialogue greeted() {
        return greeted(Map.of(), Map.of());
    }

    static Dialogue greeted(Map<String, String> parameters, Map<String, Integer> settings) {
        Dialogue dialogue = new Dialogue(parameters, settings);
        dialogue.say("EHLO client.example.org\r\n");
        return dialogue;
    }

    /** A session on a channel with keywords, {@code musttlsserver disconnectrejectlimit 2}. */
    static Dialogue on(String keywords) {
        return with(rooms -> rooms.channel("tcp_local", keywords));
    }

    static Dialogue with(Consumer<FakeRooms> furnish) {
        Dialogue dialogue = new Dialogue(Map.of(), Map.of(), furnish);
        dialogue.say("EHLO client.example.org\r\n");
        return dialogue;
    }

    /** A session with a message that waits for its data. */
    static Dialogue inData() {
        Dialogue dialogue = greeted();
        dialogue.say("MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n");
        return dialogue;
    }

    /** Sends octets and returns what comes back when all is quiet. */
    String say(String text) {
        hand(text);
        connection.settle();
        return connection.heard();
    }

    /** Sends octets and lets nobody work. */
    void hand(String text) {
        session.received(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The annotation's own defaults, except where a test says otherwise. */
    static SmtpSettings settings(Map<String, Integer> overrides) {
        Map<String, Object> values = new HashMap<>(overrides);
        return (SmtpSettings)
                java.lang.reflect.Proxy.newProxyInstance(
                        SmtpSettings.class.getClassLoader(),
                        new Class<?>[] {SmtpSettings.class},
                        (proxy, method, arguments) ->
                                values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
