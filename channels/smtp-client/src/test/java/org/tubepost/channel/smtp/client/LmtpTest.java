// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.ReversePath;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.MemoryContent;

/** The keyword {@code lmtp} (RFC 2033). */
class LmtpTest {
    private static final SourceLocation HERE = new SourceLocation("test", 1, 1);

    private final SmtpClientChannel channel =
            new SmtpClientChannel(
                    new TestRooms(new Names()),
                    ComponentSettings.of(SmtpClientSettings.class, Map.of("hostName", "mx.test")));
    private ScriptedServer server;

    @AfterEach
    void close() throws IOException {
        channel.close();
        server.close();
    }

    /** Answers behind data as given; knows LHLO only. */
    private static UnaryOperator<String> store(String extension, String... verdicts) {
        return line -> {
            if (line.equals("greeting")) {
                return "220 ready";
            } else if (line.startsWith("LHLO")) {
                return "250-store\r\n250 " + extension;
            } else if (line.startsWith("EHLO") || line.startsWith("HELO")) {
                return "500 5.5.1 this is LMTP";
            } else if (line.equals("DATA")) {
                return "354 go on";
            } else if (line.startsWith("RCPT TO:<no")) {
                return "550 5.1.1 nobody";
            }
            return line.equals(".") ? String.join("\r\n", verdicts) : "250 2.0.0 ok";
        };
    }

    private List<Outcome> deliver(UnaryOperator<String> answers, String... recipients)
            throws Exception {
        if (server == null) {
            server = new ScriptedServer(answers);
        }
        List<Recipient> to = new ArrayList<>();
        for (String local : recipients) {
            MailAddress address = new MailAddress(local, "y.test");
            to.add(new Recipient(address, address, "tcp", "[127.0.0.1]", RecipientDsn.NONE));
        }
        Envelope envelope =
                new Envelope(
                        new MessageId("m1"),
                        Origin.internal("tcp_local", Instant.now(), ""),
                        ReversePath.of(MailAddress.parse("a@b.test")),
                        DsnRequest.NONE,
                        Set.of(),
                        Priority.NORMAL,
                        to);
        List<Keyword> keywords =
                List.of(
                        new Keyword("lmtp", List.of(), HERE),
                        new Keyword("port", List.of(Integer.toString(server.port())), HERE));
        ChannelDefinition definition =
                new ChannelDefinition("tcp_lmtpcs", keywords, "tcp_lmtpcs-daemon", List.of(), HERE);
        return channel.deliver(
                new Delivery(
                        1,
                        1,
                        definition,
                        "[127.0.0.1]",
                        envelope,
                        MemoryContent.of("Subject: x\r\n\r\nx\r\n"),
                        Instant.now().plus(Duration.ofMinutes(1))));
    }

    private static List<String> words(List<Outcome> outcomes) {
        return outcomes.stream()
                .map(
                        o ->
                                o.recipient().address().localPart()
                                        + " "
                                        + o.getClass().getSimpleName()
                                        + " "
                                        + o.reply().status())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "HELP"})
    void eachRecipientHasTheAnswerThatWasGivenForIt(String extension) throws Exception {
        List<Outcome> outcomes =
                deliver(
                        store(extension, "250 2.1.5 ok", "452 4.2.2 full", "552 5.2.2 full"),
                        "ada",
                        "nobody",
                        "bob",
                        "eve");
        assertThat(words(outcomes))
                .containsExactlyInAnyOrder(
                        "ada Delivered 2.1.5",
                        "nobody Failed 5.1.1",
                        "bob Deferred 4.2.2",
                        "eve Failed 5.2.2");
        assertThat(server.lines).contains("LHLO mx.test").doesNotContain("EHLO mx.test");
    }

    @Test
    void theAnswerIsFinalSoTheReportIsOurs() throws Exception {
        Outcome outcome = deliver(store("PIPELINING", "250 2.1.5 ok"), "ada").get(0);
        assertThat(((Outcome.Delivered) outcome).action()).isEqualTo(Outcome.Action.DELIVERED);
    }

    @Test
    void theConnectionIsUsedForTheNextMessage() throws Exception {
        UnaryOperator<String> store = store("PIPELINING", "250 2.1.5 ok", "250 2.1.5 ok");
        deliver(store, "ada", "bob");
        assertThat(words(deliver(store, "eve", "bob"))).hasSize(2);
        assertThat(server.connections).hasValue(1);
    }

    @Test
    void recipientsWithoutAnAnswerAreTriedAgainAndOthersNot() throws Exception {
        String[] said = {"250 2.1.5 ok", "421 4.3.2 going"};
        assertThat(words(deliver(store("PIPELINING", said), "ada", "bob", "eve")))
                .containsExactlyInAnyOrder(
                        "ada Delivered 2.1.5", "bob Deferred 4.3.2", "eve Deferred 4.3.2");
        assertThat(server.connections).hasValue(1);
    }

    @Test
    void aMessageThatNobodyTakesEndsWithoutData() throws Exception {
        UnaryOperator<String> store = store("PIPELINING");
        UnaryOperator<String> strict =
                line ->
                        line.equals("DATA") && server.lines.stream().noneMatch("RSET"::equals)
                                ? "503 5.5.1 no valid recipient"
                                : store.apply(line);
        assertThat(words(deliver(strict, "nobody"))).containsExactly("nobody Failed 5.1.1");
        assertThat(server.lines).contains("RSET");
    }

    @Test
    void anAnswerToAnEndWithoutRecipientsIsNotTakenForTheNextMessagesOne() throws Exception {
        AtomicInteger ends = new AtomicInteger();
        UnaryOperator<String> store = store("PIPELINING", "250 2.1.5 ok");
        UnaryOperator<String> talkative =
                line ->
                        line.equals(".") && ends.getAndIncrement() == 0
                                ? "554 5.5.1 no valid recipients"
                                : store.apply(line);
        assertThat(words(deliver(talkative, "nobody"))).containsExactly("nobody Failed 5.1.1");
        assertThat(words(deliver(talkative, "ada"))).containsExactly("ada Delivered 2.1.5");
        assertThat(server.connections).hasValue(2);
    }

    @Test
    void aHostThatDoesNotKnowLmtpIsTriedAgain() throws Exception {
        UnaryOperator<String> smtp =
                line -> line.equals("greeting") ? "220 x" : "500 5.5.1 what is that?";
        assertThat(words(deliver(smtp, "ada"))).containsExactly("ada Deferred 4.3.2");
        assertThat(server.lines).doesNotContain("HELO mx.test");
    }
}
