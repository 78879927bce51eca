// SPDX-License-Identifier: Apache-2.0
package org.tubepost.message.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.junit.jupiter.api.Test;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Summary;
import org.tubepost.message.BytesContent;
import org.tubepost.message.HeaderBlock;
import org.tubepost.message.HeaderField;
import org.tubepost.message.report.DeliveryReport.Action;
import org.tubepost.message.report.DeliveryReport.RecipientStatus;
import org.tubepost.message.report.DeliveryReport.Wording;

class DeliveryReportWriterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String ORIGINAL =
            "From: a@b.c\r\nMessage-ID: <orig@b.c>\r\nSubject: x\r\n\r\nsecret body\r\n";

    private static RecipientStatus status(String address, String orcpt, Action action, Reply reply)
            throws Exception {
        MailAddress parsed = MailAddress.parse(address);
        return new RecipientStatus(
                new Recipient(
                        parsed,
                        parsed,
                        "tcp_local",
                        "",
                        new RecipientDsn(java.util.Set.of(), orcpt)),
                parsed,
                action,
                reply,
                "mx.far.example",
                NOW,
                action == Action.DELAYED ? Optional.of(NOW.plusSeconds(3600)) : Optional.empty());
    }

    private static DeliveryReport report(boolean full, RecipientStatus... recipients)
            throws Exception {
        return new DeliveryReport(
                "mx.example.com",
                MailAddress.parse("postmaster@example.com"),
                "Mail Delivery System",
                MailAddress.parse("a@b.c"),
                NOW,
                "<dsn@example.com>",
                Origin.internal("tcp_local", NOW, ""),
                new DsnRequest(DsnRequest.Returned.UNSPECIFIED, "envelope 1"),
                full,
                new Wording("en", "Delivery failed", "It did not arrive.\r\n"),
                List.of(recipients));
    }

    private static BytesContent write(DeliveryReport report, String original) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DeliveryReportWriter(report, BytesContent.of(original), "b")
                .write(Channels.newChannel(out));
        return new BytesContent(out.toByteArray());
    }

    private static String body(BytesContent message, int part) throws Exception {
        var p = message.summary().root().children().get(part);
        return new String(
                message.newInputStream(p.bodyStart(), p.end()).readAllBytes(),
                StandardCharsets.UTF_8);
    }

    private static String decoded(BytesContent message, int part) throws Exception {
        return new String(
                Base64.getMimeDecoder().decode(body(message, part)), StandardCharsets.UTF_8);
    }

    private static final Reply NO_USER = Reply.of(550, "5.1.1", "No such user\nhere, sorry");

    @Test
    void aFailureReportHasTheThreeParts() throws Exception {
        BytesContent message =
                write(
                        report(
                                false,
                                status(
                                        "x@far.example",
                                        "rfc822;X@far.example",
                                        Action.FAILED,
                                        NO_USER),
                                status(
                                        "y@far.example",
                                        "",
                                        Action.DELAYED,
                                        Reply.of(451, "4.4.1", "later"))),
                        ORIGINAL);
        Summary summary = message.summary();
        assertThat(summary.binary()).isFalse();
        assertThat(summary.root().mediaType()).isEqualTo("multipart/report");
        assertThat(summary.root().children())
                .extracting(p -> p.mediaType())
                .containsExactly("text/plain", "message/delivery-status", "text/rfc822-headers");
        HeaderBlock header = HeaderBlock.of(message);
        assertThat(header.first("subject").orElseThrow().body()).isEqualTo("Delivery failed");
        assertThat(header.first("from").orElseThrow().body())
                .isEqualTo("Mail Delivery System <postmaster@example.com>");
        assertThat(header.first("references").orElseThrow().body()).isEqualTo("<orig@b.c>");
        assertThat(header.first("auto-submitted").orElseThrow().body()).isEqualTo("auto-replied");
        assertThat(body(message, 0)).isEqualTo("It did not arrive.\r\n");
        assertThat(body(message, 2))
                .isEqualTo("From: a@b.c\r\nMessage-ID: <orig@b.c>\r\nSubject: x\r\n");
        String[] groups = body(message, 1).split("\r\n\r\n");
        assertThat(groups).hasSize(3);
        HeaderBlock first = HeaderBlock.parse(groups[1].getBytes(StandardCharsets.UTF_8));
        assertThat(first.fields())
                .extracting(HeaderField::toString)
                .contains(
                        "Original-Recipient: rfc822; X@far.example",
                        "Final-Recipient: rfc822; x@far.example",
                        "Action: failed",
                        "Status: 5.1.1",
                        "Remote-MTA: dns; mx.far.example",
                        "Diagnostic-Code: smtp; 550 5.1.1 No such user here, sorry");
        assertThat(groups[0])
                .contains("Original-Envelope-Id: envelope 1", "Reporting-MTA: dns; mx");
        assertThat(groups[2]).contains("Action: delayed", "Will-Retry-Until: ");
    }

    @Test
    void anotherParserReadsIt() throws Exception {
        BytesContent content =
                write(report(true, status("x@y.z", "", Action.FAILED, NO_USER)), ORIGINAL);
        Message parsed =
                new DefaultMessageBuilder()
                        .parseMessage(
                                new ByteArrayInputStream(content.newInputStream().readAllBytes()));
        Multipart report = (Multipart) parsed.getBody();
        assertThat(parsed.getMimeType()).isEqualTo("multipart/report");
        assertThat(report.getCount()).isEqualTo(3);
        Message returned = (Message) report.getBodyParts().get(2).getBody();
        assertThat(returned.getSubject()).isEqualTo("x");
    }

    @Test
    void internationalReportsUseTheirOwnTypes() throws Exception {
        RecipientStatus status =
                status("jürgen@müller.de", "utf-8;jürgen@müller.de", Action.FAILED, NO_USER);
        BytesContent message = write(report(true, status), "Subject: ü\r\n\r\nx\r\n");
        assertThat(message.summary().root().children())
                .extracting(p -> p.mediaType())
                .containsExactly("text/plain", "message/global-delivery-status", "message/global");
        assertThat(decoded(message, 1)).contains("Final-Recipient: utf-8; jürgen@müller.de");
        assertThat(decoded(message, 2)).isEqualTo("Subject: ü\r\n\r\nx\r\n");
        assertThat(message.summary().internationalHeader()).isFalse();
        assertThat(message.summary().eightBit()).isFalse();
    }

    @Test
    void anAsciiReportHasNoOtherOctets() throws Exception {
        Reply reply = Reply.of(550, "5.1.1", "Benutzer unbekannt, schöne Grüße");
        BytesContent message =
                write(report(false, status("x@y.z", "", Action.FAILED, reply)), ORIGINAL);
        assertThat(message.summary().eightBit()).isFalse();
    }

    @Test
    void wordsOfAnyLanguageGoInAscii() throws Exception {
        DeliveryReport plain = report(false, status("x@y.z", "", Action.FAILED, NO_USER));
        DeliveryReport german =
                new DeliveryReport(
                        plain.host(),
                        plain.from(),
                        "Poststelle Köln",
                        plain.to(),
                        plain.written(),
                        plain.messageId(),
                        plain.origin(),
                        plain.dsn(),
                        false,
                        new Wording(
                                "de",
                                "Zustellung unmöglich " + "langer Betreff ".repeat(9) + "!",
                                "Schöne Grüße\r\n"),
                        plain.recipients());
        BytesContent message = write(german, ORIGINAL);
        assertThat(message.summary().eightBit()).isFalse();
        assertThat(message.summary().internationalHeader()).isFalse();
        assertThat(body(message, 0)).isEqualTo("Sch=C3=B6ne Gr=C3=BC=C3=9Fe\r\n");
        Message parsed =
                new DefaultMessageBuilder()
                        .parseMessage(
                                new ByteArrayInputStream(message.newInputStream().readAllBytes()));
        assertThat(parsed.getSubject())
                .isEqualTo("Zustellung unmöglich " + "langer Betreff ".repeat(9) + "!");
        assertThat(message.summary().longestLine()).isLessThanOrEqualTo(76);
        assertThat(parsed.getFrom().get(0).getName()).isEqualTo("Poststelle Köln");
    }

    @Test
    void binaryMessagesAreNotReturnedWhole() throws Exception {
        BytesContent message =
                write(
                        report(true, status("x@y.z", "", Action.FAILED, NO_USER)),
                        "Subject: x\r\n\r\n\0");
        assertThat(message.summary().binary()).isFalse();
        assertThat(body(message, 2)).isEqualTo("Subject: x\r\n");
    }

    @Test
    void longRepliesAreFolded() throws Exception {
        Reply reply = Reply.of(550, "5.1.1", "word ".repeat(500) + "x".repeat(3000));
        BytesContent message =
                write(report(false, status("x@y.z", "", Action.FAILED, reply)), ORIGINAL);
        assertThat(message.summary().longestLine()).isLessThan(500);
    }

    @Test
    void aMessageWithoutBodyOrHeaderIsReported() throws Exception {
        for (String original : new String[] {"Subject: x\r\n", "\r\n", "", "\r\nbody"}) {
            BytesContent message =
                    write(report(false, status("x@y.z", "", Action.FAILED, NO_USER)), original);
            assertThat(body(message, 2)).isEqualTo(original.startsWith("S") ? original : "");
        }
    }
}
