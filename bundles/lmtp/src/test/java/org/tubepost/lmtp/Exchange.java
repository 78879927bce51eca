// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.tubepost.api.config.TlsMode;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.PlayedConnection;

/** A client's side of a session, with real octets. */
final class Exchange {
    final PlayedConnection connection;
    final FakeRooms rooms;
    final LmtpSession session;
    final Counters counters = new Counters();

    Exchange(FakeRooms rooms, Map<String, String> parameters, Map<String, Object> settings) {
        this.rooms = rooms;
        this.connection = new PlayedConnection("lmtp", TlsMode.STARTTLS, parameters);
        Rules rules =
                Rules.of(
                        connection.listener(),
                        new ServedNetworks().of(connection.listener()),
                        "store1.example.com",
                        ComponentSettings.of(LmtpSettings.class, settings),
                        Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC));
        session = new LmtpSession(connection, rules, rooms, counters, new MessageIds(), s -> {});
        connection.session(session);
        session.begin();
    }

    /** A session that has been greeted. */
    static Exchange greeted(FakeRooms rooms, Map<String, Object> settings) {
        Exchange exchange = new Exchange(rooms, Map.of("CLIENTS", "192.0.2.0/24"), settings);
        exchange.say("LHLO mx.example.com\r\n");
        return exchange;
    }

    static Exchange greeted() {
        return greeted(new FakeRooms(), Map.of());
    }

    /** Sends octets and returns what comes back when all is quiet. */
    String say(String text) {
        hand(text);
        connection.settle();
        return connection.heard();
    }

    /** Sends octets and lets no worker work. */
    void hand(String text) {
        session.received(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Replies without their texts. */
    static String codes(String replies) {
        return replies.replaceAll("(?m)^(\\d{3} \\d\\.\\d\\.\\d+) .*$", "$1").replace("\r\n", "|");
    }
}
