// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.dns.MailHosts;
import org.tubepost.api.dns.MailHosts.MailHost;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.DsnRequest.Returned;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.RecipientDsn.Notify;
import org.tubepost.api.message.ReversePath;
import org.tubepost.auth.scram.ScramHash;
import org.tubepost.auth.scram.ScramVerifier;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.Keys;
import org.tubepost.testkit.MemoryContent;

/** What keywords, policies and accounts change on the wire. */
class ClientKeywordsTest {
    private static final SourceLocation HERE = new SourceLocation("test", 1, 1);

    private final Names names = new Names();
    private final TestRooms rooms = new TestRooms(names);
    private final List<ScriptedServer> servers = new ArrayList<>();
    private SmtpClientChannel channel;
    private Path accounts;
    private String message = "Subject: x\r\n\r\nhello\r\n";
    private RecipientDsn wishes = RecipientDsn.NONE;
    private int seconds = 20;

    @BeforeEach
    void open(@TempDir Path folder) {
        accounts = folder.resolve("client_accounts");
        channel =
                new SmtpClientChannel(
                        rooms,
                        ComponentSettings.of(
                                SmtpClientSettings.class,
                                Map.of(
                                        "hostName",
                                        "me.test",
                                        "accountsFile",
                                        accounts.toString())));
        names.addresses.put("mx.y.test", "127.0.0.1");
        names.addresses.put("other.y.test", "127.0.0.1");
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    private ScriptedServer server(UnaryOperator<String> answers) throws IOException {
        ScriptedServer server = new ScriptedServer(answers);
        servers.add(server);
        return server;
    }

    private ScriptedServer polite(String... extensions) throws IOException {
        return server(ScriptedServer.polite(extensions));
    }

    private static Keyword keyword(String name, String... arguments) {
        return new Keyword(name, List.of(arguments), HERE);
    }

    private List<Outcome> deliver(
            ScriptedServer to, String destination, List<String> recipients, Keyword... keywords)
            throws Exception {
        List<Keyword> all = new ArrayList<>(List.of(keywords));
        all.add(keyword("port", Integer.toString(to.port())));
        List<Recipient> list = new ArrayList<>();
        for (String recipient : recipients) {
            MailAddress address = Deliveries.address(recipient);
            list.add(new Recipient(address, address, "tcp", destination, wishes));
        }
        Envelope envelope =
                new Envelope(
                        new MessageId("m1"),
                        Origin.internal("tcp_local", Instant.now(), ""),
                        ReversePath.of(Deliveries.address("a@b.test")),
                        new DsnRequest(Returned.HEADERS, "env 1"),
                        Set.of(),
                        Priority.NORMAL,
                        list);
        try (MemoryContent content = MemoryContent.of(message)) {
            return channel.deliver(
                    new Delivery(
                            1,
                            1,
                            new ChannelDefinition(
                                    "tcp_test", all, "127.0.0.1", List.of("alias.test"), HERE),
                            destination,
                            envelope,
                            content,
                            Instant.now().plus(Duration.ofSeconds(seconds))));
        }
    }

    private String fate(ScriptedServer to, String destination, Keyword... keywords)
            throws Exception {
        Outcome outcome = deliver(to, destination, List.of("x@y.test"), keywords).get(0);
        return outcome.getClass().getSimpleName()
                + " "
                + outcome.reply().code()
                + " "
                + outcome.reply().status();
    }

    private static long count(ScriptedServer server, String verb) {
        return server.lines.stream().filter(l -> l.startsWith(verb)).count();
    }

    @Test
    void recipientsAreSplitAsKeywordsSay() throws Exception {
        List<String> three = List.of("a@y.test", "b@y.test", "c@y.test");
        ScriptedServer server = polite("PIPELINING");
        assertThat(deliver(server, "[127.0.0.1]", three, keyword("single"))).hasSize(3);
        assertThat(count(server, "MAIL")).isEqualTo(3);
        assertThat(server.connections).hasValue(1);
        ScriptedServer other = polite("PIPELINING");
        deliver(other, "[127.0.0.1]", three, keyword("addrsperfile", "2"));
        assertThat(count(other, "MAIL")).isEqualTo(2);
        ScriptedServer third = polite("PIPELINING");
        deliver(third, "[127.0.0.1]", three, keyword("single"), keyword("single_sys"));
        assertThat(count(third, "MAIL")).isEqualTo(1);
    }

    @Test
    void extensionsThatAreSwitchedOffAreNotUsed() throws Exception {
        wishes = new RecipientDsn(Set.of(Notify.SUCCESS, Notify.FAILURE), "rfc822;o=p@y.test");
        ScriptedServer server = polite("CHUNKING", "DSN");
        Outcome plain =
                deliver(
                                server,
                                "[127.0.0.1]",
                                List.of("x@y.test"),
                                keyword("nochunkingclient"),
                                keyword("nonotary"))
                        .get(0);
        assertThat(server.lines).contains("DATA", "RCPT TO:<x@y.test>");
        assertThat(((Outcome.Delivered) plain).action()).isEqualTo(Outcome.Action.RELAYED);
    }

    @Test
    void wishesForReportsAreHandedOnInXtext() throws Exception {
        wishes = new RecipientDsn(Set.of(Notify.SUCCESS, Notify.FAILURE), "rfc822;o=p@y.test");
        ScriptedServer server = polite("CHUNKING", "DSN");
        Outcome outcome = deliver(server, "[127.0.0.1]", List.of("x@y.test")).get(0);
        assertThat(server.lines)
                .contains(
                        "MAIL FROM:<a@b.test> RET=HDRS ENVID=env+201",
                        "RCPT TO:<x@y.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;o+3Dp@y.test");
        assertThat(((Outcome.Delivered) outcome).action()).isEqualTo(Outcome.Action.FORWARDED);
    }

    private static final String EIGHT_BIT =
            "Subject: gr\u00fcn\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    + "Content-Transfer-Encoding: 8bit\r\n\r\ngr\u00fc\u00df\r\n.\r\n";

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eightnegotiate", "eightstrict"})
    void messageIsConvertedForAHostWithout8BitMime(String keyword) throws Exception {
        message = EIGHT_BIT;
        for (String other : List.of("PIPELINING", "HELP")) {
            ScriptedServer server = polite(other);
            assertThat(fate(server, "[127.0.0.1]", keyword(keyword))).startsWith("Delivered");
            assertThat(server.lines)
                    .contains(
                            "MAIL FROM:<a@b.test>",
                            "Subject: =?ISO-8859-1?Q?gr=FCn?=",
                            "Content-Transfer-Encoding: quoted-printable",
                            "gr=C3=BC=C3=9F")
                    .doesNotContain(octets("gr\u00fc\u00df"));
        }
        ScriptedServer able = polite("8BITMIME");
        assertThat(fate(able, "[127.0.0.1]", keyword(keyword))).startsWith("Delivered");
        assertThat(able.lines)
                .contains("MAIL FROM:<a@b.test> BODY=8BITMIME", octets("gr\u00fc\u00df"));
    }

    @Test
    void sizeAndChunkAreThoseOfTheConvertedMessage() throws Exception {
        message = EIGHT_BIT;
        ScriptedServer server = polite("SIZE 140", "CHUNKING");
        assertThat(fate(server, "[127.0.0.1]")).isEqualTo("Failed 552 5.3.4");
        ScriptedServer larger = polite("SIZE 1000", "CHUNKING");
        assertThat(fate(larger, "[127.0.0.1]")).startsWith("Delivered");
        String chunk = larger.lines.stream().filter(l -> l.contains("gr=C3")).findFirst().get();
        assertThat(chunk).endsWith("gr=C3=BC=C3=9F\r\n.\r\n");
        assertThat(larger.lines)
                .contains("MAIL FROM:<a@b.test> SIZE=" + chunk.length())
                .contains("BDAT " + chunk.length() + " LAST");
    }

    @Test
    void eightBitSendsToAnyHostAndSevenBitConvertsForAll() throws Exception {
        message = EIGHT_BIT;
        ScriptedServer raw = polite();
        assertThat(fate(raw, "[127.0.0.1]", keyword("eightbit"))).startsWith("Delivered");
        assertThat(raw.lines).contains(octets("gr\u00fc\u00df"));
        ScriptedServer able = polite("8BITMIME", "SMTPUTF8");
        assertThat(fate(able, "[127.0.0.1]", keyword("sevenbit"))).startsWith("Delivered");
        assertThat(able.lines).contains("MAIL FROM:<a@b.test>", "gr=C3=BC=C3=9F");
    }

    @Test
    void whatCannotBeConvertedFailsUnlessItIsSentAsItIs() throws Exception {
        message = "Content-Transfer-Encoding: x-other\r\n\r\n\u00fc\r\n";
        ScriptedServer server = polite();
        assertThat(fate(server, "[127.0.0.1]")).isEqualTo("Failed 554 5.6.3");
        assertThat(count(server, "MAIL")).isZero();
        assertThat(fate(polite("8BITMIME"), "[127.0.0.1]")).startsWith("Delivered");
        assertThat(fate(polite(), "[127.0.0.1]", keyword("eightbit"))).startsWith("Delivered");
    }

    @Test
    void connectionComesFromTheAddressThatIsSet() throws Exception {
        ScriptedServer server = polite();
        assertThat(fate(server, "[127.0.0.1]", keyword("interfaceaddress", "127.0.0.9")))
                .startsWith("Delivered");
        assertThat(server.peers).containsExactly("127.0.0.9");
    }

    @Test
    void otherNameServersAreAsked() throws Exception {
        fate(polite(), "mx.y.test", keyword("nomx"), keyword("nameservers", "192.0.2.53"));
        assertThat(rooms.asked).hasSize(1).first().hasToString("/192.0.2.53");
    }

    @Test
    void aliasOfTheChannelStandsForItsHost() throws Exception {
        assertThat(fate(polite(), "alias.test", keyword("connectcanonical")))
                .startsWith("Delivered");
        assertThat(fate(polite(), "alias.test", keyword("connectalias")))
                .startsWith("Failed 550 5.1.2");
    }

    @Test
    void exchangerWithOurOwnNameIsALoop() throws Exception {
        names.mx("y.test", "mx.y.test", "mx.y.test");
        UnaryOperator<String> good = ScriptedServer.polite();
        UnaryOperator<String> self =
                line -> line.startsWith("EHLO") ? "250 ME.test hello" : good.apply(line);
        assertThat(fate(server(self), "y.test")).isEqualTo("Failed 554 5.4.6");
        assertThat(fate(server(self), "[127.0.0.1]")).startsWith("Delivered");
    }

    @Test
    void openConnectionIsUsedBeforeAnotherEquallyGoodHost() throws Exception {
        names.exchangers.put(
                "y.test",
                new MailHosts(
                        List.of(new MailHost(1, "mx.y.test"), new MailHost(1, "other.y.test")),
                        false));
        ScriptedServer server = polite();
        for (int i = 0; i < 12; i++) {
            assertThat(fate(server, "y.test")).startsWith("Delivered");
        }
        assertThat(server.connections).hasValue(1);
    }

    private void account(String line) throws IOException {
        Files.writeString(accounts, "! at other hosts\n" + line + "\n");
        Files.setPosixFilePermissions(accounts, PosixFilePermissions.fromString("rw-------"));
    }

    /** Asks for CRAM-MD5 and checks the example of RFC 2195. */
    private static UnaryOperator<String> asking() {
        UnaryOperator<String> polite = ScriptedServer.polite("AUTH CRAM-MD5 PLAIN");
        String right =
                Base64.getEncoder()
                        .encodeToString(
                                "tim b913a602c7eda7a495b4e6e7334d3890"
                                        .getBytes(StandardCharsets.UTF_8));
        return line -> {
            if (line.equals("AUTH CRAM-MD5")) {
                return "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+";
            }
            if (line.equals(right)) {
                return "235 2.7.0 welcome";
            }
            return line.startsWith("dGlt") ? "535 5.7.8 no" : polite.apply(line);
        };
    }

    @Test
    void clientLogsInWithoutShowingItsPassword() throws Exception {
        account("smart tim tanstaaftanstaaf");
        ScriptedServer server = server(asking());
        assertThat(
                        fate(
                                server,
                                "[127.0.0.1]",
                                keyword("client_auth", "SMART"),
                                keyword("mustsaslclient")))
                .startsWith("Delivered");
        assertThat(server.lines).contains("AUTH CRAM-MD5").doesNotContain("AUTH PLAIN");
    }

    /** Offers SCRAM; proves itself with another key if it is to lie. */
    private static UnaryOperator<String> scram(boolean honest) {
        ScramVerifier verifier =
                ScramVerifier.of(ScramHash.SHA_256, "tanstaaf", new byte[16], 4096);
        UnaryOperator<String> polite = ScriptedServer.polite("AUTH SCRAM-SHA-256 CRAM-MD5");
        StringBuilder transcript = new StringBuilder();
        return line -> {
            if (line.startsWith("AUTH SCRAM-SHA-256 ")) {
                String bare = decoded(line.split(" ")[2]).substring("n,,".length());
                String first =
                        bare.substring(bare.indexOf("r="))
                                + "server,s=AAAAAAAAAAAAAAAAAAAAAA==,i=4096";
                transcript.append(bare).append(',').append(first).append(',');
                return "334 " + encoded(first);
            }
            if (line.startsWith("Yz1")) {
                String proof = decoded(line);
                int at = proof.lastIndexOf(",p=");
                transcript.append(proof, 0, at);
                byte[] octets = Base64.getDecoder().decode(proof.substring(at + 3));
                if (!verifier.proves(octets, transcript.toString())) {
                    return "535 5.7.8 no";
                }
                byte[] signature = verifier.serverSignature(transcript.toString());
                signature[0] = (byte) (signature[0] ^ (honest ? 0 : 1));
                return "334 " + encoded("v=" + Base64.getEncoder().encodeToString(signature));
            }
            return line.isEmpty() ? "235 2.7.0 welcome" : polite.apply(line);
        };
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }

    @Test
    void scramIsPreferredAndTheServerHasToProveItselfToo() throws Exception {
        Keyword must = keyword("mustsaslclient");
        account("127.0.0.1 tim tanstaaf");
        ScriptedServer server = server(scram(true));
        assertThat(fate(server, "[127.0.0.1]", must)).startsWith("Delivered");
        assertThat(server.lines).doesNotContain("AUTH CRAM-MD5");
        assertThat(fate(server(scram(false)), "[127.0.0.1]", must)).isEqualTo("Deferred 451 4.7.0");
        account("127.0.0.1 tim wrong");
        assertThat(fate(server(scram(true)), "[127.0.0.1]", must)).isEqualTo("Deferred 451 4.7.0");
    }

    @Test
    void mailWaitsWhereALoginIsDemandedAndFails() throws Exception {
        Keyword must = keyword("mustsaslclient");
        assertThat(fate(server(asking()), "[127.0.0.1]", must)).isEqualTo("Deferred 451 4.7.0");
        account("127.0.0.1 tim wrong");
        assertThat(fate(server(asking()), "[127.0.0.1]", must)).isEqualTo("Deferred 451 4.7.0");
        assertThat(fate(server(asking()), "[127.0.0.1]", keyword("maysaslclient")))
                .startsWith("Delivered");
        assertThat(fate(polite("AUTH PLAIN"), "[127.0.0.1]", must)).isEqualTo("Deferred 451 4.7.0");
    }

    @Test
    void accountsThatOthersCanReadAreNotUsed() throws Exception {
        account("127.0.0.1 tim tanstaaftanstaaf");
        Files.setPosixFilePermissions(accounts, PosixFilePermissions.fromString("rw-r-----"));
        Outcome outcome =
                deliver(
                                server(asking()),
                                "[127.0.0.1]",
                                List.of("x@y.test"),
                                keyword("mustsaslclient"))
                        .get(0);
        assertThat(outcome.reply().text()).contains("chmod 600");
    }

    private ScriptedServer secret(String... extensions) throws Exception {
        UnaryOperator<String> polite = ScriptedServer.polite(extensions);
        ScriptedServer server =
                server(
                        line ->
                                line.equals("STARTTLS")
                                        ? "220 go"
                                        : line.startsWith("AUTH") ? "235 ok" : polite.apply(line));
        server.keys = Optional.of(Keys.context("mx.y.test"));
        rooms.keys = server.keys;
        names.mx("y.test", "mx.y.test", "mx.y.test");
        names.mx("z.test", "other.y.test", "other.y.test");
        return server;
    }

    @Test
    void certificateMustBearTheNameThatThePolicySays() throws Exception {
        ScriptedServer server = secret("STARTTLS");
        rooms.policies.put("TLS_POLICY tcp_test|y.test|mx.y.test", "verify");
        rooms.policies.put("TLS_POLICY tcp_test|z.test|other.y.test", "verify");
        assertThat(fate(server, "y.test")).startsWith("Delivered");
        assertThat(fate(server, "z.test")).isEqualTo("Deferred 451 4.7.5");
        rooms.policies.put("TLS_POLICY tcp_test|z.test|other.y.test", "verify mx.y.test");
        assertThat(fate(server, "z.test")).startsWith("Delivered");
        rooms.policies.put("TLS_POLICY tcp_test|z.test|other.y.test", "must");
        assertThat(fate(server, "z.test")).startsWith("Delivered");
    }

    @Test
    void policyOfADestinationStandsBeforeTheChannels() throws Exception {
        ScriptedServer server = secret("STARTTLS");
        rooms.policies.put("TLS_POLICY tcp_test|y.test|mx.y.test", "none");
        assertThat(fate(server, "y.test", keyword("musttlsclient"))).startsWith("Delivered");
        assertThat(server.lines).doesNotContain("STARTTLS");
        ScriptedServer clear = polite();
        rooms.policies.put("TLS_POLICY tcp_test|y.test|mx.y.test", "must");
        assertThat(fate(clear, "y.test", keyword("notlsclient"))).isEqualTo("Deferred 451 4.7.4");
    }

    @Test
    void passwordGoesUnderTls() throws Exception {
        account("y.test tim secret");
        ScriptedServer server = secret("STARTTLS", "AUTH LOGIN PLAIN");
        assertThat(fate(server, "y.test", keyword("mustsaslclient"))).startsWith("Delivered");
        assertThat(server.lines).contains("AUTH PLAIN AHRpbQBzZWNyZXQ=");
    }

    @Test
    void whatIsDeliveredStaysDeliveredWhenARoomGoesAway() throws Exception {
        UnaryOperator<String> polite = ScriptedServer.polite();
        ScriptedServer server =
                server(
                        line -> {
                            rooms.tableAway = rooms.tableAway || line.equals(".");
                            return polite.apply(line);
                        });
        assertThat(
                        deliver(
                                server,
                                "[127.0.0.1]",
                                List.of("a@y.test", "b@y.test"),
                                keyword("single")))
                .extracting(o -> o.getClass().getSimpleName())
                .containsExactly("Delivered", "Deferred");
    }

    @Test
    void successBeforeTheMessageWasSentIsNone() throws Exception {
        for (String extension : List.of("PIPELINING", "HELP")) {
            UnaryOperator<String> polite = ScriptedServer.polite(extension);
            ScriptedServer server =
                    server(line -> line.equals("DATA") ? "250 2.0.0 fine" : polite.apply(line));
            assertThat(fate(server, "[127.0.0.1]")).isEqualTo("Deferred 451 4.5.0");
        }
    }

    @Test
    @Timeout(60)
    void noiseOfAServerNeverLosesARecipient() throws Exception {
        seconds = 2;
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            UnaryOperator<String> polite =
                    ScriptedServer.polite("PIPELINING", "SIZE 100", "DSN", "CHUNKING");
            ScriptedServer server =
                    server(line -> random.nextInt(3) > 0 ? polite.apply(line) : noise(random));
            List<Outcome> outcomes =
                    deliver(server, "[127.0.0.1]", List.of("x@y.test", "z@y.test"));
            assertThat(outcomes).as("seed " + seed).hasSize(2);
            for (Outcome outcome : outcomes) {
                int kind =
                        outcome instanceof Outcome.Delivered
                                ? 2
                                : outcome instanceof Outcome.Failed ? 5 : 4;
                assertThat(outcome.reply().code() / 100).as("seed " + seed).isEqualTo(kind);
            }
            server.close();
        }
    }

    /** Always ends a reply, or the connection: a silent server is a matter of time-outs. */
    private static String noise(Random random) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        text.append(random.nextInt(600)).append(random.nextBoolean() ? " " : "");
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append((char) random.nextInt(256));
        }
        return text.append("\r\n421 closing").toString();
    }
}
