// SPDX-License-Identifier: Apache-2.0
package org.tubepost.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.DeliveryReports.Kind;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.RecipientDsn.Notify;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.MemoryContent;
import org.tubepost.testkit.SmallFramework;

/** Who is told what, and that what is told parses as RFC 3464 wants it. */
class ReportSenderTest {
    private static final String MESSAGE =
            "Subject: lost\r\nMessage-ID: <1@x.test>\r\n\r\nbody of it\r\n";

    private final RecordingDoor door = new RecordingDoor();
    private SmallFramework framework;
    private ReportSender sender;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        framework = SmallFramework.start(folder);
        framework.register(Acceptance.class, door.service(), Map.of());
        sender =
                new ReportSender(
                        framework.context(),
                        ComponentSettings.of(
                                NotificationSettings.class, Map.of("hostName", "mta.test")));
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
        framework.close();
    }

    private void report(ReversePath from, DsnRequest request, RecipientDsn dsn, Kind kind)
            throws IOException {
        try (MemoryContent content = MemoryContent.of(MESSAGE)) {
            Envelope plain = Deliveries.envelope("tcp", "x.test", List.of("gone@x.test"));
            Recipient recipient = plain.recipients().get(0);
            Recipient wishing =
                    new Recipient(
                            recipient.address(),
                            recipient.original(),
                            recipient.channel(),
                            recipient.destination(),
                            dsn);
            Envelope envelope =
                    new Envelope(
                            plain.id(),
                            plain.origin(),
                            from,
                            request,
                            plain.requirements(),
                            plain.priority(),
                            List.of(wishing));
            Delivery base = Deliveries.delivery(9, "tcp", "x.test", List.of("a@x.test"), content);
            Delivery delivery =
                    new Delivery(9, 3, base.channel(), "x.test", envelope, content, Instant.MAX);
            Reply reply =
                    kind == Kind.FAILURE
                            ? Reply.of(550, "5.1.1", "nobody here")
                            : Reply.of(451, "4.4.1", "down");
            Outcome outcome =
                    kind == Kind.FAILURE
                            ? new Outcome.Failed(wishing, reply, "mx.x.test")
                            : new Outcome.Deferred(wishing, reply, "mx.x.test");
            sender.report(delivery, List.of(outcome), kind);
        }
    }

    private void failure(DsnRequest request) throws IOException {
        report(
                ReversePath.of(Deliveries.address("a@b.test")),
                request,
                RecipientDsn.NONE,
                Kind.FAILURE);
    }

    @Test
    void reportParsesAndSaysWhatHappened() throws Exception {
        failure(new DsnRequest(DsnRequest.Returned.FULL, "env-1"));
        Message message =
                new DefaultMessageBuilder().parseMessage(new ByteArrayInputStream(door.last()));
        assertThat(message.getMimeType()).isEqualTo("multipart/report");
        Multipart parts = (Multipart) message.getBody();
        assertThat(parts.getBodyParts()).hasSize(3);
        assertThat(parts.getBodyParts().get(1).getMimeType()).isEqualTo("message/delivery-status");
        String text = door.text();
        assertThat(text)
                .contains("Reporting-MTA: dns; mta.test", "Original-Envelope-Id: env-1")
                .contains("Final-Recipient: rfc822; gone@x.test", "Action: failed")
                .contains("Status: 5.1.1", "Remote-MTA: dns; mx.x.test", "body of it");
        assertThat(door.senders).containsExactly("");
        assertThat(door.recipients).containsExactly("a@b.test");
    }

    @Test
    void onlyTheHeaderComesBackWhenThatWasAsked() throws Exception {
        failure(new DsnRequest(DsnRequest.Returned.HEADERS, ""));
        assertThat(door.text())
                .contains("Subject: lost", "text/rfc822-headers")
                .doesNotContain("body of it");
    }

    @Test
    void neverMeansNeverAndDelayOnlyWhereItIsWanted() throws Exception {
        ReversePath from = ReversePath.of(Deliveries.address("a@b.test"));
        report(from, DsnRequest.NONE, new RecipientDsn(Set.of(Notify.NEVER), ""), Kind.FAILURE);
        report(from, DsnRequest.NONE, new RecipientDsn(Set.of(Notify.FAILURE), ""), Kind.DELAY);
        assertThat(door.recipients).isEmpty();
        report(from, DsnRequest.NONE, new RecipientDsn(Set.of(Notify.DELAY), ""), Kind.DELAY);
        assertThat(door.recipients).containsExactly("a@b.test");
    }

    @Test
    void nullSenderIsNeverToldTheWorldsPostmasterIs() throws Exception {
        report(ReversePath.NULL, DsnRequest.NONE, RecipientDsn.NONE, Kind.DELAY);
        assertThat(door.recipients).isEmpty();
        report(ReversePath.NULL, DsnRequest.NONE, RecipientDsn.NONE, Kind.FAILURE);
        assertThat(door.recipients).hasSize(1);
        assertThat(door.recipients.get(0)).startsWith("postmaster");
    }

    @Test
    void reportOfOursThatFailsGoesToThePostmasterAlthoughItHasNotifyNever() throws Exception {
        report(
                ReversePath.NULL,
                DsnRequest.NONE,
                new RecipientDsn(Set.of(Notify.NEVER), ""),
                Kind.FAILURE);
        assertThat(door.recipients).hasSize(1);
        assertThat(door.recipients.get(0)).startsWith("postmaster");
    }

    @Test
    void repeatedReportHasTheSameCause() throws Exception {
        failure(DsnRequest.NONE);
        failure(DsnRequest.NONE);
        assertThat(door.origins.get(0).cause())
                .isEqualTo(door.origins.get(1).cause())
                .contains("9", "3");
    }

    @Test
    void reportThatIsNotTakenNowIsAnException() {
        door.commit = Reply.of(451, "4.3.0", "later");
        assertThatThrownBy(() -> failure(DsnRequest.NONE)).isInstanceOf(IOException.class);
    }
}
