// SPDX-License-Identifier: Apache-2.0
package org.tubepost.channel.autoreply;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.DirectoryUnavailableException;
import org.tubepost.api.directory.Domain;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.message.HeaderBlock;
import org.tubepost.testkit.ChannelContract;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.MemoryContent;
import org.tubepost.testkit.RecordingDoor;
import org.tubepost.testkit.SmallFramework;

/** Answers for anna@example.test, who is away. */
class AutoreplyChannelTest extends ChannelContract {
    private static final String PLAIN =
            "From: S <sender@else.test>\r\nTo: Anna@example.test\r\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\r\n"
                    + "Message-ID: <1@else.test>\r\nReferences: <0@else.test>\r\n\r\nhello\r\n";

    @TempDir Path memory;
    private final RecordingDoor door = new RecordingDoor();
    private final Map<String, List<String>> entry = new HashMap<>();
    private final MovedClock clock = new MovedClock();
    private SmallFramework framework;
    private AutoreplyChannel channel;
    private long number = 1000;
    private boolean away;

    /** A clock that the test moves. */
    private static final class MovedClock extends Clock {
        private Instant now = Instant.parse("2026-06-10T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void open(@TempDir Path cache) throws Exception {
        set("mailAutoReplyText", "Back on Monday.");
        set("cn", "Anna Müller");
        framework = SmallFramework.start(cache);
        framework.register(Acceptance.class, door, Map.of());
        framework.register(Directory.class, directory(), Map.of());
        channel = channel(memory);
    }

    private AutoreplyChannel channel(Path folder) {
        return new AutoreplyChannel(
                framework.context(),
                ComponentSettings.of(
                        AutoreplySettings.class,
                        Map.of(
                                "directory",
                                folder.toString(),
                                "hostName",
                                "mx.example.test",
                                "echoBelow",
                                500)),
                clock);
    }

    @AfterEach
    void close() throws Exception {
        channel.close();
        framework.close();
    }

    private void set(String attribute, String... values) {
        entry.put(attribute, List.of(values));
    }

    private Directory directory() {
        return (Directory)
                Proxy.newProxyInstance(
                        Directory.class.getClassLoader(),
                        new Class<?>[] {Directory.class},
                        (proxy, method, arguments) -> {
                            if (away) {
                                throw new DirectoryUnavailableException("away", null);
                            }
                            return method.getName().equals("find")
                                    ? Optional.of(account((MailAddress) arguments[0]))
                                    : domain((String) arguments[0]);
                        });
    }

    private Account account(MailAddress mail) {
        String uid = mail.localPart();
        return new Account(
                "uid=" + uid,
                uid + "@example.test",
                uid,
                "example.test",
                mail,
                List.of(Deliveries.address("a.mueller@example.test")),
                Status.ACTIVE,
                "",
                "",
                Set.of("autoreply"),
                List.of(),
                -1,
                -1,
                new DirectoryRecord("uid=" + uid, entry));
    }

    private static Optional<Domain> domain(String name) {
        return name.endsWith("example.test")
                ? Optional.of(
                        new Domain(
                                "example.test",
                                List.of("sub.example.test"),
                                "o=x",
                                Status.ACTIVE,
                                List.of(),
                                "",
                                "",
                                new DirectoryRecord("o=x", Map.of())))
                : Optional.empty();
    }

    @Override
    protected Channel channel() {
        return channel;
    }

    private String deliver(String sender, String message) throws Exception {
        return deliver(number++, sender, message);
    }

    private String deliver(long key, String sender, String message) throws Exception {
        try (MemoryContent content =
                MemoryContent.of(message.getBytes(StandardCharsets.ISO_8859_1))) {
            Delivery plain =
                    Deliveries.delivery(
                            key, "autoreply", "", List.of("anna@example.test"), content);
            Envelope envelope = plain.envelope();
            ReversePath path =
                    sender.isEmpty()
                            ? ReversePath.NULL
                            : ReversePath.of(Deliveries.address(sender));
            Outcome outcome =
                    channel.deliver(
                                    new Delivery(
                                            key,
                                            1,
                                            plain.channel(),
                                            "",
                                            new Envelope(
                                                    envelope.id(),
                                                    envelope.origin(),
                                                    path,
                                                    envelope.dsn(),
                                                    envelope.requirements(),
                                                    envelope.priority(),
                                                    envelope.recipients()),
                                            content,
                                            plain.deadline()))
                            .get(0);
            return outcome.getClass().getSimpleName() + " " + outcome.reply().text();
        }
    }

    private String field(String name) {
        byte[] octets = door.taken().get(door.taken().size() - 1).octets();
        return HeaderBlock.parse(octets).first(name).map(f -> f.decoded()).orElse("-");
    }

    private String body() {
        String text = door.taken().get(door.taken().size() - 1).text();
        return text.substring(text.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void theAnswerIsWhatRfc3834Asks() throws Exception {
        assertThat(deliver("sender@else.test", PLAIN)).startsWith("Delivered answered");
        RecordingDoor.Taken answer = door.taken().get(0);
        assertThat(answer.sender().isNull()).isTrue();
        assertThat(answer.recipients()).containsExactly(Deliveries.address("sender@else.test"));
        assertThat(answer.wishes().get(0).wantsFailure()).isFalse();
        assertThat(answer.origin().cause()).matches("autoreply-[a-z]+:1000:1");
        assertThat(field("From")).isEqualTo("Anna Müller <anna@example.test>");
        assertThat(field("Subject")).isEqualTo("Automatic reply: Grüße");
        assertThat(field("Auto-Submitted")).isEqualTo("auto-replied");
        assertThat(field("In-Reply-To")).isEqualTo("<1@else.test>");
        assertThat(field("References")).isEqualTo("<0@else.test> <1@else.test>");
        assertThat(field("Date")).contains("10 Jun 2026");
        assertThat(field("Content-Type")).isEqualTo("text/plain; charset=us-ascii");
        assertThat(body()).isEqualTo("Back on Monday.\r\n");
        assertThat(answer.text().chars()).allMatch(c -> c < 128);
    }

    @Test
    void aSenderIsAnsweredOnceInAPeriodAlsoAfterARestart() throws Exception {
        set("mailAutoReplyTimeOut", "24");
        deliver("sender@else.test", PLAIN);
        assertThat(deliver("Sender@Else.test", PLAIN)).contains("answered already");
        deliver("other@else.test", PLAIN);
        channel.close();
        channel = channel(memory);
        clock.now = clock.now.plus(Duration.ofHours(23));
        assertThat(deliver("sender@else.test", PLAIN)).contains("answered already");
        clock.now = clock.now.plus(Duration.ofHours(1));
        assertThat(deliver("sender@else.test", PLAIN)).startsWith("Delivered answered");
        assertThat(door.taken()).hasSize(3);
    }

    @Test
    void aCrashBeforeTheMemoryDoublesNothing() throws Exception {
        deliver(7, "sender@else.test", PLAIN);
        try (Stream<Path> files = Files.walk(memory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        deliver(7, "sender@else.test", PLAIN);
        assertThat(door.taken()).hasSize(1);
    }

    @Test
    void whatHasExpiredIsRemoved() throws Exception {
        deliver("a@else.test", PLAIN);
        deliver("b@else.test", PLAIN);
        clock.now = clock.now.plus(Duration.ofDays(8));
        deliver("c@else.test", PLAIN);
        try (Stream<Path> files = Files.walk(memory)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "owner-list@else.test",
                "list-request@else.test",
                "MAILER-DAEMON@else.test",
                "list-bounces@else.test",
                "anna@example.test",
                "A.Mueller+x@example.test"
            })
    void machinesAndTheUserAreNotAnswered(String sender) throws Exception {
        assertThat(deliver(sender, PLAIN)).startsWith("Delivered not answered");
        assertThat(door.taken()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-generated",
                "Auto-Submitted: auto-replied; x=y",
                "List-Id: <l.else.test>",
                "List-Unsubscribe: <mailto:x@else.test>",
                "Precedence: bulk",
                "Precedence: List",
                "X-Auto-Response-Suppress: DR, OOF, AutoReply",
                "Content-Type: multipart/report; boundary=x"
            })
    void whatMachinesAndListsWriteIsNotAnswered(String field) throws Exception {
        assertThat(deliver("sender@else.test", field + "\r\n" + PLAIN))
                .startsWith("Delivered not answered: its field");
        assertThat(deliver("sender@else.test", "Auto-Submitted: no (by hand)\r\n" + PLAIN))
                .startsWith("Delivered answered");
    }

    @Test
    void onlyAMessageThatNamesTheUserIsAnswered() throws Exception {
        String hidden = PLAIN.replace("Anna@example.test", "team@example.test");
        assertThat(deliver("sender@else.test", hidden)).contains("not addressed to the user");
        String copy = "Cc: \"A, M\" <a.mueller@Example.Test>\r\n" + hidden;
        assertThat(deliver("sender@else.test", copy)).startsWith("Delivered answered");
    }

    @Test
    void onlyBetweenTheDates() throws Exception {
        set("vacationStartDate", "20260611000000Z");
        set("vacationEndDate", "20260615000000Z");
        assertThat(deliver("sender@else.test", PLAIN)).contains("not away");
        clock.now = Instant.parse("2026-06-11T00:00:00Z");
        assertThat(deliver("sender@else.test", PLAIN)).startsWith("Delivered answered");
        clock.now = Instant.parse("2026-06-15T00:00:00Z");
        assertThat(deliver("third@else.test", PLAIN)).contains("not away");
    }

    @Test
    void colleaguesHaveATextOfTheirOwn() throws Exception {
        set("mailAutoReplyTextInternal", "Ask Bert.");
        deliver("sender@else.test", PLAIN);
        assertThat(body()).isEqualTo("Back on Monday.\r\n");
        deliver("bert@sub.example.test", PLAIN);
        assertThat(body()).isEqualTo("Ask Bert.\r\n");
        entry.remove("mailAutoReplyText");
        assertThat(deliver("other@else.test", PLAIN)).contains("written no text");
    }

    @Test
    void theTextIsInALanguageThatTheSenderReads() throws Exception {
        set("mailAutoReplyText;lang-de", "Zurück am Montag.");
        set("mailAutoReplySubject;lang-de", "Abwesend: $[subject]");
        deliver("a@else.test", "Accept-Language: fr;q=0.9, de-AT, en;q=0.5\r\n" + PLAIN);
        assertThat(field("Content-Language")).isEqualTo("de");
        assertThat(field("Subject")).isEqualTo("Abwesend: Grüße");
        assertThat(field("Content-Transfer-Encoding")).isEqualTo("base64");
        assertThat(new String(Base64.getMimeDecoder().decode(body()), StandardCharsets.UTF_8))
                .isEqualTo("Zurück am Montag.\r\n");
        deliver("b@else.test", "Accept-Language: ;;;\r\n" + PLAIN);
        assertThat(field("Content-Language")).isEqualTo("-");
    }

    @Test
    void onlyKnownWordsArePutIn() throws Exception {
        set("vacationEndDate", "20260615000000Z");
        set("mailAutoReplyText", "$[sender] $[recipient] $[name] $[end] $[other] $SUBJECT $1");
        set("mailAutoReplySubject", "x\r\nBcc: evil@else.test");
        set("cn", "Anna");
        deliver("sender@else.test", PLAIN);
        assertThat(body())
                .isEqualTo(
                        "sender@else.test anna@example.test Anna 2026-06-15 $[other] $SUBJECT $1\r\n");
        assertThat(field("Subject")).isEqualTo("x Bcc: evil@else.test");
        assertThat(field("Bcc")).isEqualTo("-");
    }

    @Test
    void echoEnclosesTheMessageOrTheHeaderOfALargeOne() throws Exception {
        set("mailAutoReplyMode", "echo");
        deliver("a@else.test", PLAIN);
        assertThat(body()).contains("Back on Monday.\r\n", "message/rfc822", PLAIN);
        deliver("b@else.test", PLAIN + "x".repeat(600) + "\r\n");
        assertThat(body()).contains("text/rfc822-headers", "References:").doesNotContain("xxx");
    }

    @Test
    void aDirectoryOrADoorThatIsAwayIsWaitedFor() throws Exception {
        away = true;
        assertThat(deliver("sender@else.test", PLAIN)).startsWith("Deferred");
        away = false;
        door.answer(Reply.of(451, "4.3.0", "later"));
        assertThat(deliver("sender@else.test", PLAIN)).startsWith("Deferred");
        door.answer(Reply.of(550, "5.7.1", "never"));
        assertThat(deliver("sender@else.test", PLAIN)).startsWith("Delivered not answered");
        door.answer(Reply.of(250, "2.0.0", "ok"));
        assertThat(deliver("sender@else.test", PLAIN)).startsWith("Delivered answered");
    }

    @Test
    void severalUsersOfAnEntryAnswerEachForThemselves() throws Exception {
        String both = PLAIN.replace("Anna@", "anna@example.test, otto@");
        List<String> to = new ArrayList<>(List.of("anna@example.test", "otto@example.test"));
        try (MemoryContent content = MemoryContent.of(both)) {
            channel.deliver(Deliveries.delivery(5, "autoreply", "", to, content));
        }
        assertThat(door.taken()).hasSize(2);
    }
}
