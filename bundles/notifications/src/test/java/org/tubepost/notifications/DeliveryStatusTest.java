// SPDX-License-Identifier: Apache-2.0
package org.tubepost.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.angus.mail.dsn.DeliveryStatus;
import org.eclipse.angus.mail.dsn.MessageHeaders;
import org.eclipse.angus.mail.dsn.MultipartReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.DeliveryReports.Kind;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.channel.Outcome.Action;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.Configuration;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.SourceLocation;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.DsnRequest.Returned;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.RecipientDsn.Notify;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.routing.MappingTable;
import org.tubepost.api.routing.MappingTables;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.FixedConfiguration;
import org.tubepost.testkit.MemoryContent;
import org.tubepost.testkit.SmallFramework;

/** Every field of every kind of report as another library reads it, and what keywords change. */
class DeliveryStatusTest {
    private static final SourceLocation HERE = new SourceLocation("test", 1, 1);
    private static final Instant RECEIVED = Instant.parse("2026-11-20T10:00:00Z");
    private static final String MESSAGE =
            "Subject: =?utf-8?Q?caf=C3=A9?=\r\nMessage-ID: <1@x.test>\r\n\r\nbody of it\r\n";

    private final RecordingDoor door = new RecordingDoor();
    private final Map<String, String> options = new HashMap<>();
    private final List<String> probes = new ArrayList<>();
    private String languageOfTable = "";
    private String message = MESSAGE;
    private Optional<Instant> givenUp = Optional.empty();
    private ReversePath from = ReversePath.of(Deliveries.address("a@b.test"));
    private DsnRequest request = new DsnRequest(Returned.UNSPECIFIED, "env+1");
    private Optional<ReversePath> returnPath = Optional.empty();
    private RecipientDsn wishes = new RecipientDsn(Set.of(), "rfc822;orig+box@y.test");
    private SmallFramework framework;
    private ReportSender sender;
    private Path locale;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        locale = folder.resolve("locale");
        framework = SmallFramework.start(folder.resolve("framework"));
        framework.register(Acceptance.class, door.service(), Map.of());
        framework.register(
                Configuration.class,
                new FixedConfiguration(
                        () -> Generation.builder(1, RECEIVED).options(options).build()),
                Map.of());
        framework.register(
                MappingTables.class,
                (generation, table, probe) -> {
                    probes.add(table + " " + probe.input());
                    return languageOfTable.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new MappingTable.Result(languageOfTable, "I"));
                },
                Map.of());
        sender =
                new ReportSender(
                        framework.context(),
                        ComponentSettings.of(
                                NotificationSettings.class,
                                Map.of("hostName", "mta.test", "localeFolder", locale.toString())));
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
        framework.close();
    }

    private static Keyword keyword(String name, String... arguments) {
        return new Keyword(name, List.of(arguments), HERE);
    }

    private void report(Kind kind, Action action, String reply, Keyword... keywords)
            throws IOException {
        Recipient recipient =
                new Recipient(
                        Deliveries.address("final@store.test"),
                        Deliveries.address("gone@x.test"),
                        "tcp_test",
                        "x.test",
                        wishes,
                        returnPath);
        Envelope envelope =
                new Envelope(
                        new MessageId("m1"),
                        new Origin(
                                "tcp_local",
                                "ESMTP",
                                Optional.of(
                                        new InetSocketAddress(
                                                InetAddress.getLoopbackAddress(), 4000)),
                                Optional.empty(),
                                "client.b.test",
                                "",
                                "",
                                Optional.empty(),
                                RECEIVED,
                                ""),
                        from,
                        request,
                        Set.of(),
                        Priority.NORMAL,
                        List.of(recipient));
        Reply said =
                Reply.of(
                        Integer.parseInt(reply.substring(0, 3)), reply.substring(4, 9), "so it is");
        Outcome outcome =
                switch (kind) {
                    case FAILURE -> new Outcome.Failed(recipient, said, "mx.x.test");
                    case DELAY -> new Outcome.Deferred(recipient, said, "mx.x.test");
                    case SUCCESS -> new Outcome.Delivered(recipient, said, "mx.x.test", action);
                };
        ChannelDefinition channel =
                new ChannelDefinition("tcp_test", List.of(keywords), "tcp-daemon", List.of(), HERE);
        try (MemoryContent content = MemoryContent.of(message)) {
            sender.report(
                    new Delivery(9, 3, channel, "x.test", envelope, content, Instant.MAX, givenUp),
                    List.of(outcome),
                    kind);
        }
    }

    private void failure(Keyword... keywords) throws IOException {
        report(Kind.FAILURE, Action.DELIVERED, "550 5.1.1", keywords);
    }

    private MultipartReport parsed() throws Exception {
        return (MultipartReport) door.parsed().getContent();
    }

    private static String field(InternetHeaders headers, String name) {
        return headers.getHeader(name, "|");
    }

    @Test
    void failureIsToldFieldByField() throws Exception {
        failure();
        MimeMessage whole = door.parsed();
        assertThat(whole.getContentType())
                .startsWith("multipart/report; report-type=delivery-status;");
        assertThat(whole.getSubject()).isEqualTo("Delivery failed: café");
        assertThat(whole.getFrom()[0].toString())
                .isEqualTo("Mail Delivery Subsystem <postmaster@mta.test>");
        assertThat(whole.getAllRecipients()[0].toString()).isEqualTo("a@b.test");
        assertThat(whole.getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(whole.getMessageID()).isEqualTo("<dsn-failure.9.3@mta.test>");
        assertThat(whole.getSentDate()).isNotNull();
        MultipartReport report = parsed();
        assertThat(report.getCount()).isEqualTo(3);
        assertThat(report.getText()).contains("<gone@x.test>", "mx.x.test: 550 5.1.1 so it is");
        DeliveryStatus status = (DeliveryStatus) report.getReport();
        assertThat(status.getRecipientDSNCount()).isEqualTo(1);
        InternetHeaders about = status.getMessageDSN();
        assertThat(field(about, "Original-Envelope-Id")).isEqualTo("env+1");
        assertThat(field(about, "Reporting-MTA")).isEqualTo("dns; mta.test");
        assertThat(field(about, "Received-From-MTA")).isEqualTo("dns; client.b.test");
        assertThat(field(about, "Arrival-Date")).contains("20 Nov 2026");
        InternetHeaders gone = status.getRecipientDSN(0);
        assertThat(field(gone, "Original-Recipient")).isEqualTo("rfc822; orig+box@y.test");
        assertThat(field(gone, "Final-Recipient")).isEqualTo("rfc822; gone@x.test");
        assertThat(field(gone, "Action")).isEqualTo("failed");
        assertThat(field(gone, "Status")).isEqualTo("5.1.1");
        assertThat(field(gone, "Remote-MTA")).isEqualTo("dns; mx.x.test");
        assertThat(field(gone, "Diagnostic-Code")).isEqualTo("smtp; 550 5.1.1 so it is");
        assertThat(field(gone, "Last-Attempt-Date")).isNotNull();
        assertThat(field(gone, "Will-Retry-Until")).isNull();
        assertThat(report.getReturnedMessage().getSubject()).isEqualTo("café");
        assertThat(report.getReturnedMessage().getContent()).isEqualTo("body of it\r\n");
        assertThat(door.senders).containsExactly("");
    }

    @Test
    void delaySaysHowLongItIsTried() throws Exception {
        givenUp = Optional.of(RECEIVED.plus(Duration.ofDays(4)));
        report(Kind.DELAY, Action.DELIVERED, "451 4.4.1");
        InternetHeaders late = ((DeliveryStatus) parsed().getReport()).getRecipientDSN(0);
        assertThat(field(late, "Action")).isEqualTo("delayed");
        assertThat(field(late, "Status")).isEqualTo("4.4.1");
        assertThat(field(late, "Will-Retry-Until")).contains("24 Nov 2026");
        assertThat(parsed().getReturnedMessage()).isInstanceOf(MessageHeaders.class);
    }

    @Test
    void messageThatIsTooOldHasItsOwnText() throws Exception {
        report(Kind.FAILURE, Action.DELIVERED, "550 5.4.7");
        assertThat(door.parsed().getSubject()).isEqualTo("Delivery given up: café");
    }

    @Test
    void successIsToldOnlyWhereItWasAskedForAndNobodyElseTells() throws Exception {
        report(Kind.SUCCESS, Action.DELIVERED, "250 2.0.0");
        assertThat(door.messages).isEmpty();
        wishes = new RecipientDsn(Set.of(Notify.SUCCESS), "");
        report(Kind.SUCCESS, Action.FORWARDED, "250 2.0.0");
        assertThat(door.messages).isEmpty();
        for (Map.Entry<Action, String> each :
                Map.of(
                                Action.DELIVERED, "delivered",
                                Action.RELAYED, "relayed",
                                Action.EXPANDED, "expanded")
                        .entrySet()) {
            report(Kind.SUCCESS, each.getKey(), "250 2.0.0");
            InternetHeaders done = ((DeliveryStatus) parsed().getReport()).getRecipientDSN(0);
            assertThat(field(done, "Action")).isEqualTo(each.getValue());
            assertThat(field(done, "Status")).isEqualTo("2.0.0");
            assertThat(field(done, "Diagnostic-Code")).isNull();
            assertThat(field(done, "Original-Recipient")).isNull();
            assertThat(parsed().getReturnedMessage()).isInstanceOf(MessageHeaders.class);
        }
    }

    @Test
    void keywordsSayWhatThePostmasterReads() throws Exception {
        Map<String, List<String>> told =
                Map.of(
                        "logging", List.of("a@b.test"),
                        "errsendpost", List.of("a@b.test"),
                        "nosendpost", List.of("a@b.test"),
                        "copysendpost", List.of("a@b.test", "postmaster"),
                        "sendpost", List.of("a@b.test", "postmaster"));
        for (Map.Entry<String, List<String>> each : told.entrySet()) {
            door.recipients.clear();
            failure(keyword(each.getKey()));
            assertThat(door.recipients)
                    .as(each.getKey())
                    .containsExactlyElementsOf(each.getValue());
        }
        door.recipients.clear();
        wishes = new RecipientDsn(Set.of(Notify.NEVER), "");
        failure(keyword("copysendpost"));
        assertThat(door.recipients).isEmpty();
        failure(keyword("sendpost"));
        assertThat(door.recipients).containsExactly("postmaster");
        from = ReversePath.NULL;
        failure(keyword("nosendpost"));
        assertThat(door.recipients).containsExactly("postmaster");
    }

    @Test
    void postmasterReadsOfDelaysOnlyWhereAKeywordSaysSo() throws Exception {
        for (String keyword : List.of("logging", "nowarnpost", "errwarnpost", "copysendpost")) {
            report(Kind.DELAY, Action.DELIVERED, "451 4.4.1", keyword(keyword));
        }
        assertThat(door.recipients).containsOnly("a@b.test");
        report(Kind.DELAY, Action.DELIVERED, "451 4.4.1", keyword("copywarnpost"));
        assertThat(door.recipients).contains("postmaster");
    }

    @Test
    void reportThatIsRefusedForGoodGoesToThePostmaster() throws Exception {
        door.commit = Reply.of(550, "5.7.1", "no");
        failure();
        assertThat(door.recipients).containsExactly("a@b.test", "postmaster");
        assertThat(door.origins.get(0).cause()).isNotEqualTo(door.origins.get(1).cause());
    }

    @Test
    void postmasterGetsTheHeaderOnlyUnlessToldOtherwise() throws Exception {
        failure(keyword("copysendpost"));
        assertThat(door.text()).doesNotContain("body of it");
        failure(keyword("copysendpost"), keyword("postheadbody"));
        assertThat(door.text()).contains("body of it");
        failure(keyword("copysendpost"), keyword("postheadbody"), keyword("postheadonly"));
        assertThat(door.text()).doesNotContain("body of it");
    }

    @Test
    void returnedContentIsBounded() throws Exception {
        request = new DsnRequest(Returned.FULL, "");
        message = "Subject: x\r\n\r\n" + "line\r\n".repeat(400);
        options.put("CONTENT_RETURN_BLOCK_LIMIT", "2");
        failure();
        assertThat(parsed().getReturnedMessage()).isInstanceOf(MessageHeaders.class);
        options.put("CONTENT_RETURN_BLOCK_LIMIT", "3");
        failure();
        assertThat(parsed().getReturnedMessage()).isNotInstanceOf(MessageHeaders.class);
    }

    @Test
    void addressesAreShownAsKeywordsSay() throws Exception {
        failure(keyword("includefinal"));
        assertThat(finalRecipient()).isEqualTo("rfc822; final@store.test");
        failure(keyword("suppressfinal"));
        assertThat(finalRecipient()).isEqualTo("rfc822; orig+box@y.test");
        assertThat(door.text()).doesNotContain("gone@x.test");
        failure(keyword("useintermediate"));
        assertThat(finalRecipient()).isEqualTo("rfc822; gone@x.test");
    }

    @Test
    void ownerOfAListIsToldTheMember() throws Exception {
        returnPath = Optional.of(ReversePath.of(Deliveries.address("owner@list.test")));
        failure();
        assertThat(finalRecipient()).isEqualTo("rfc822; final@store.test");
    }

    private String finalRecipient() throws Exception {
        return field(((DeliveryStatus) parsed().getReport()).getRecipientDSN(0), "Final-Recipient");
    }

    @Test
    void reportComesFromWhomKeywordsName() throws Exception {
        failure(
                keyword("returnaddress", "bounces@b.test"),
                keyword("returnpersonal", "Köln Post"),
                keyword("notificationchannel", "process_reports"));
        assertThat(door.parsed().getFrom()[0])
                .hasToString("=?ISO-8859-1?Q?K=F6ln_Post?= <bounces@b.test>");
        assertThat(door.origins.get(0).channel()).isEqualTo("process_reports");
        options.put("RETURN_ADDRESS", "option@b.test");
        failure(keyword("returnaddress", "bounces@b.test"), keyword("noreturnaddress"));
        assertThat(door.parsed().getFrom()[0].toString()).contains("option@b.test");
        assertThat(door.origins.get(1).channel()).isEqualTo("process");
    }

    private void german(String text) throws IOException {
        Files.createDirectories(locale.resolve("de"));
        Files.writeString(locale.resolve("de/return_bounced.txt"), text);
    }

    @Test
    void tableChoosesTheLanguage() throws Exception {
        german("Subject: Unmöglich: %S\n\n100%% für %L:\n%R");
        languageOfTable = "de";
        message = "Accept-Language: fr-CH, de;q=0.5\r\n" + MESSAGE;
        failure();
        assertThat(probes)
                .containsExactly(
                        "NOTIFICATION_LANGUAGE failed|tcp_local|fr-ch|a@b.test|gone@x.test");
        assertThat(door.parsed().getSubject()).isEqualTo("Unmöglich: café");
        assertThat(parsed().getBodyPart(0).getContent().toString())
                .contains("100% für mta.test:\r\n  <gone@x.test>");
        assertThat(parsed().getBodyPart(0).getHeader("Content-Language")).containsExactly("de");
        assertThat(new String(door.last(), StandardCharsets.ISO_8859_1)).isEqualTo(door.text());
    }

    @Test
    void headerChoosesWhereTheTableDoesNotAndOnlyAmongWhatThereIs() throws Exception {
        german("Subject: Unmöglich\n\n%R");
        message = "Accept-Language: ../../etc, fr, de-AT;q=0.5\r\n" + MESSAGE;
        failure();
        assertThat(door.parsed().getSubject()).isEqualTo("Unmöglich");
        languageOfTable = "../de";
        message = MESSAGE;
        failure();
        assertThat(door.parsed().getSubject()).startsWith("Delivery failed");
    }

    @Test
    void changedTextIsUsedAtOnceAndABrokenOneNever() throws Exception {
        languageOfTable = "de";
        german("Subject: eins\n\n");
        failure();
        german("Subject: zwei!\n\n");
        failure();
        assertThat(door.parsed().getSubject()).isEqualTo("zwei!");
        Files.write(locale.resolve("de/return_bounced.txt"), new byte[] {'S', (byte) 0xff, 'x'});
        failure();
        assertThat(door.parsed().getSubject()).startsWith("Delivery failed");
    }
}
