// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.tubepost.api.lease.Lease;
import org.tubepost.api.security.Authenticator;
import org.tubepost.api.store.MessageStore;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.DirectConnection;

/** Whatever a client sends, in whatever slices: answers are lines, leases come back. */
class CommandFuzzTest {

    /** The store is away, so nobody gets past the login. */
    private static final class Gate implements Rooms {
        private final AtomicInteger open = new AtomicInteger();

        @Override
        public Optional<Lease<Authenticator>> authenticator() {
            open.incrementAndGet();
            Passwords passwords = new Passwords();
            return Optional.of(
                    new Lease<>() {
                        private boolean closed;

                        @Override
                        public Authenticator service() {
                            return passwords;
                        }

                        @Override
                        public void close() {
                            open.addAndGet(closed ? 0 : -1);
                            closed = true;
                        }
                    });
        }

        @Override
        public Optional<Lease<MessageStore>> store() {
            return Optional.empty();
        }

        @Override
        public PollTimes pollTimes() {
            return new PollTimes(Duration.ZERO, Clock.systemUTC());
        }
    }

    private static String heard(byte[] octets, int slice) {
        DirectConnection connection = new DirectConnection("pop3", 110);
        Gate gate = new Gate();
        Pop3Settings settings =
                ComponentSettings.of(Pop3Settings.class, Map.of("maxLoginLineOctets", 1000));
        Conversation conversation =
                new Conversation(connection, "pop.example.com", settings, gate, new Counters());
        Pop3Session session = new Pop3Session(connection, 1000, conversation, s -> {});
        conversation.greet();
        for (int at = 0; at < octets.length; at += slice) {
            int count = Math.min(slice, octets.length - at);
            session.received(ByteBuffer.wrap(octets, at, count));
        }
        assertThat(connection.isSuspended() && !connection.isClosed())
                .as("reading is suspended")
                .isFalse();
        session.closed();
        assertThat(gate.open.get()).as("open leases").isZero();
        return new String(connection.take(), StandardCharsets.ISO_8859_1);
    }

    @Provide
    Arbitrary<String> dialogues() {
        return Arbitraries.of(
                        "CAPA\r\n",
                        "USER x\r\n",
                        "USER ",
                        "USER down\r\n",
                        "PASS secret word\r\n",
                        "PASS \r\n",
                        "AUTH\r\n",
                        "AUTH PLAIN\r\n",
                        "AUTH PLAIN =\r\n",
                        "AUTH BREAK\r\n",
                        "AUTH PLAIN AGEAc2VjcmV0IHdvcmQ=\r\n",
                        "AGEAYg==\r\n",
                        "*\r\n",
                        "STAT\n",
                        "STLS\r\n",
                        "QUIT\r\n",
                        "\r\n",
                        "\n",
                        "\r",
                        " ",
                        "\0",
                        "\u00e4\u00ff",
                        "RETR 1\r\n",
                        "x".repeat(600),
                        "x".repeat(1200) + "\r\n")
                .list()
                .ofMaxSize(30)
                .map(words -> String.join("", words));
    }

    @Property(tries = 1000)
    void slicesDoNotMatter(
            @ForAll("dialogues") String text, @ForAll @IntRange(min = 1, max = 9) int slice) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        String whole = heard(octets, Math.max(1, octets.length));
        assertThat(heard(octets, slice)).isEqualTo(whole);
        assertAnswers(whole);
    }

    @Property(tries = 1000)
    void anyOctetsAreAnsweredWithLines(@ForAll @Size(max = 3000) byte[] octets) {
        assertAnswers(heard(octets, 100));
    }

    private static void assertAnswers(String heard) {
        assertThat(heard).startsWith("+OK ").endsWith("\r\n");
        List<String> lines = List.of(heard.split("\r\n"));
        assertThat(lines).allMatch(line -> line.length() <= 510 && line.matches("[ -~]+"));
    }
}
