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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.ReversePath;
import org.tubepost.testkit.ChannelContract;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.MemoryContent;
import org.tubepost.testkit.UnreadableContent;

/** What goes over the wire, and what is told about each recipient. */
class SmtpClientChannelTest extends ChannelContract {
    private static final SourceLocation HERE = new SourceLocation("test", 1, 1);

    private static final String TEXT = "Subject: x\r\n\r\n.dot\r\nend\r\n";

    private final Names names = new Names();
    private final SmtpClientChannel channel =
            new SmtpClientChannel(new TestRooms(names), settings());
    private final List<ScriptedServer> servers = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        channel.close();
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    private final ScriptedServer contractServer;

    SmtpClientChannelTest() throws IOException {
        contractServer = server(new ScriptedServer(ScriptedServer.polite("PIPELINING")));
    }

    @Override
    protected Channel channel() {
        return channel;
    }

    @Override
    protected List<Keyword> keywords() {
        return List.of(Deliveries.keyword("port", Integer.toString(contractServer.port())));
    }

    @Override
    protected String destination() {
        return "[127.0.0.1]";
    }

    private ScriptedServer server(ScriptedServer server) {
        servers.add(server);
        return server;
    }

    private List<Outcome> deliver(String keywords, String destination, String... recipients)
            throws Exception {
        return deliver(MemoryContent.of(TEXT), keywords, destination, recipients);
    }

    private List<Outcome> deliver(
            Content content, String keywords, String destination, String... recipients)
            throws Exception {
        List<Recipient> list = new ArrayList<>();
        for (String recipient : recipients) {
            MailAddress address = MailAddress.parse(recipient);
            list.add(new Recipient(address, address, "tcp", destination, RecipientDsn.NONE));
        }
        Envelope envelope =
                new Envelope(
                        new MessageId("m1"),
                        Origin.internal("tcp_local", Instant.now(), ""),
                        ReversePath.of(MailAddress.parse("a@b.test")),
                        DsnRequest.NONE,
                        Set.of(),
                        Priority.NORMAL,
                        list);
        return channel.deliver(
                new Delivery(
                        1,
                        1,
                        definition(keywords),
                        destination,
                        envelope,
                        content,
                        Instant.now().plus(Duration.ofSeconds(20))));
    }

    /** Words; a word that is no keyword is the argument of the one before. */
    private static ChannelDefinition definition(String text) {
        List<Keyword> keywords = new ArrayList<>();
        for (String word : text.split(" ")) {
            if (word.matches("[a-z]+")) {
                keywords.add(new Keyword(word, List.of(), HERE));
            } else if (!word.isEmpty()) {
                Keyword last = keywords.remove(keywords.size() - 1);
                keywords.add(new Keyword(last.name(), List.of(word), HERE));
            }
        }
        return new ChannelDefinition("tcp_test", keywords, "tcp_test-daemon", List.of(), HERE);
    }

    private static String replies(List<Outcome> outcomes) {
        StringBuilder all = new StringBuilder();
        outcomes.forEach(
                o ->
                        all.append(o.recipient().address().localPart())
                                .append(' ')
                                .append(o.getClass().getSimpleName())
                                .append(' ')
                                .append(o.reply().code())
                                .append(' ')
                                .append(o.reply().status())
                                .append('\n'));
        return all.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8BITMIME", "CHUNKING", "PIPELINING"})
    void messageThatCannotBeReadIsDeferredAndTheHostIsNotToBlame(String extension)
            throws Exception {
        ScriptedServer server = server(new ScriptedServer(ScriptedServer.polite(extension)));
        String keywords = "port " + server.port();
        deliver(keywords, "[127.0.0.1]", "x@y.test");
        for (int again = 0; again < 2; again++) {
            List<Outcome> outcomes =
                    deliver(new UnreadableContent(TEXT), keywords, "[127.0.0.1]", "x@y.test");
            assertThat(replies(outcomes)).isEqualTo("x Deferred 451 4.3.0\n");
            assertThat(outcomes.get(0).reply().text()).contains("the record is damaged");
        }
        assertThat(replies(deliver(keywords, "[127.0.0.1]", "x@y.test")))
                .isEqualTo("x Delivered 250 2.0.0\n");
    }

    @Test
    void messageGoesWithDoubledDotsAndIsAcknowledged() throws Exception {
        ScriptedServer server = server(new ScriptedServer(ScriptedServer.polite()));
        List<Outcome> outcomes = deliver("port " + server.port(), "[127.0.0.1]", "x@y.test");
        assertThat(replies(outcomes)).isEqualTo("x Delivered 250 2.0.0\n");
        assertThat(((Outcome.Delivered) outcomes.get(0)).action())
                .isEqualTo(Outcome.Action.RELAYED);
        assertThat(server.lines)
                .containsSubsequence(
                        "MAIL FROM:<a@b.test>",
                        "RCPT TO:<x@y.test>",
                        "DATA",
                        "Subject: x",
                        "",
                        "..dot",
                        "end",
                        ".");
    }

    @Test
    void chunksAreSentWhereTheyAreOffered() throws Exception {
        ScriptedServer server =
                server(
                        new ScriptedServer(
                                ScriptedServer.polite("CHUNKING", "PIPELINING", "DSN", "SIZE")));
        List<Outcome> outcomes = deliver("port " + server.port(), "[127.0.0.1]", "x@y.test");
        assertThat(((Outcome.Delivered) outcomes.get(0)).action())
                .isEqualTo(Outcome.Action.FORWARDED);
        assertThat(server.lines)
                .contains("MAIL FROM:<a@b.test> SIZE=25", "BDAT 25 LAST")
                .contains("Subject: x\r\n\r\n.dot\r\nend\r\n");
    }

    @Test
    void eachRecipientHasItsOwnFate() throws Exception {
        for (String extensions : List.of("PIPELINING", "HELP")) {
            var polite = ScriptedServer.polite(extensions);
            ScriptedServer server =
                    server(
                            new ScriptedServer(
                                    line ->
                                            line.contains("bad@")
                                                    ? "550 5.1.1 nobody"
                                                    : line.contains("busy@")
                                                            ? "450 4.2.1 later"
                                                            : polite.apply(line)));
            List<Outcome> outcomes =
                    deliver(
                            "port " + server.port(),
                            "[127.0.0.1]",
                            "good@y.test",
                            "bad@y.test",
                            "busy@y.test");
            assertThat(replies(outcomes))
                    .contains("good Delivered 250", "bad Failed 550 5.1.1", "busy Deferred 450");
        }
    }

    @Test
    void refusedPipelinedTransactionSendsNoMessage() throws Exception {
        var polite = ScriptedServer.polite("PIPELINING");
        ScriptedServer server =
                server(
                        new ScriptedServer(
                                line ->
                                        line.startsWith("RCPT")
                                                ? "550 5.1.1 nobody"
                                                : polite.apply(line)));
        assertThat(replies(deliver("port " + server.port(), "[127.0.0.1]", "x@y.test")))
                .isEqualTo("x Failed 550 5.1.1\n");
        assertThat(server.lines).doesNotContain("Subject: x").contains(".");
    }

    @Test
    void connectionIsUsedAgain() throws Exception {
        ScriptedServer server = server(new ScriptedServer(ScriptedServer.polite()));
        for (int i = 0; i < 3; i++) {
            deliver("port " + server.port(), "[127.0.0.1]", "x@y.test");
        }
        assertThat(server.connections).hasValue(1);
    }

    @Test
    void connectionThatBrokeMeanwhileIsReplaced() throws Exception {
        var polite = ScriptedServer.polite();
        ScriptedServer server =
                server(
                        new ScriptedServer(
                                line -> line.startsWith("QUIT") ? null : polite.apply(line)));
        deliver("port " + server.port(), "[127.0.0.1]", "x@y.test");
        assertThat(replies(deliver("port " + server.port(), "[127.0.0.1]", "x@y.test")))
                .startsWith("x Delivered");
    }

    @Test
    void lostAnswerToTheMessageTriesNoOtherHost() throws Exception {
        var polite = ScriptedServer.polite();
        ScriptedServer server =
                server(new ScriptedServer(line -> line.equals(".") ? null : polite.apply(line)));
        names.mx("y.test", "one.y.test", "two.y.test");
        names.addresses.put("one.y.test", "127.0.0.1");
        names.addresses.put("two.y.test", "127.0.0.1");
        assertThat(replies(deliver("mx port " + server.port(), "y.test", "x@y.test")))
                .isEqualTo("x Deferred 451 4.4.2\n");
        assertThat(server.connections).hasValue(1);
    }

    @Test
    void nextExchangerIsTriedWhenOneRefusesToTalk() throws Exception {
        ScriptedServer dead = server(new ScriptedServer(line -> "554 5.3.2 go away"));
        names.mx("y.test", "dead.y.test", "dead.y.test");
        names.addresses.put("dead.y.test", "127.0.0.1");
        assertThat(replies(deliver("mx port " + dead.port(), "y.test", "x@y.test")))
                .isEqualTo("x Deferred 451 4.3.2\n");
        ScriptedServer good = server(new ScriptedServer(ScriptedServer.polite()));
        names.addresses.put("resort.test", "127.0.0.1");
        assertThat(
                        replies(
                                deliver(
                                        "mx lastresort resort.test port " + good.port(),
                                        "unknown-host.test",
                                        "x@y.test")))
                .startsWith("x Failed 550 5.1.2");
    }

    @Test
    void namesDecideWhatIsFinal() throws Exception {
        names.nullMx = "null.test";
        names.broken = "broken.test";
        names.mx("loop.test", "me.test", "worse.test");
        assertThat(replies(deliver("mx", "null.test", "x@y.test"))).contains("Failed 556 5.1.10");
        assertThat(replies(deliver("mx", "none.test", "x@y.test"))).contains("Failed 550 5.1.2");
        assertThat(replies(deliver("mx", "broken.test", "x@y.test")))
                .contains("Deferred 451 4.4.3");
        assertThat(replies(deliver("mx", "loop.test", "x@y.test"))).contains("Failed 554 5.4.6");
    }

    @Test
    void messageThatTheHostCannotTakeFailsBeforeItIsSent() throws Exception {
        ScriptedServer small = server(new ScriptedServer(ScriptedServer.polite("SIZE 10")));
        assertThat(replies(deliver("port " + small.port(), "[127.0.0.1]", "x@y.test")))
                .isEqualTo("x Failed 552 5.3.4\n");
        assertThat(replies(deliver("port " + small.port(), "[127.0.0.1]", "\u00fc@y.test")))
                .contains("Failed 553 5.6.7");
    }

    @Test
    void clearTextIsNotUsedWhereTlsIsRequired() throws Exception {
        ScriptedServer server = server(new ScriptedServer(ScriptedServer.polite()));
        assertThat(
                        replies(
                                deliver(
                                        "musttlsclient port " + server.port(),
                                        "[127.0.0.1]",
                                        "x@y.test")))
                .isEqualTo("x Deferred 451 4.7.4\n");
    }

    @Test
    void hostThatKnowsOnlyHeloIsServed() throws Exception {
        var polite = ScriptedServer.polite();
        ScriptedServer server =
                server(
                        new ScriptedServer(
                                line ->
                                        line.startsWith("EHLO")
                                                ? "502 5.5.1 what?"
                                                : polite.apply(line)));
        assertThat(replies(deliver("port " + server.port(), "[127.0.0.1]", "x@y.test")))
                .startsWith("x Delivered");
    }

    private static SmtpClientSettings settings() {
        return ComponentSettings.of(SmtpClientSettings.class, Map.of("hostName", "me.test"));
    }
}
