// SPDX-License-Identifier: Apache-2.0
package org.tubepost.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.RecipientPlan;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.DeliveryReports.Kind;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.Origin;
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

    private final List<Origin> origins = new ArrayList<>();
    private final List<String> recipients = new ArrayList<>();
    private final List<String> senders = new ArrayList<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private Reply commit = Reply.of(250, "2.0.0", "ok");
    private SmallFramework framework;
    private ReportSender sender;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        framework = SmallFramework.start(folder);
        framework.register(Acceptance.class, door(), Map.of());
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

    private Acceptance door() {
        return (Acceptance)
                Proxy.newProxyInstance(
                        Acceptance.class.getClassLoader(),
                        new Class<?>[] {Acceptance.class},
                        (proxy, method, arguments) -> {
                            origins.add((Origin) arguments[0]);
                            return Proxy.newProxyInstance(
                                    Transaction.class.getClassLoader(),
                                    new Class<?>[] {Transaction.class},
                                    (inner, called, with) -> step(called, with));
                        });
    }

    private Object step(Method method, Object[] arguments) throws IOException {
        Reply ok = Reply.of(250, "2.0.0", "ok");
        switch (method.getName()) {
            case "sender":
                senders.add(arguments[0].toString());
                return ok;
            case "recipient":
                recipients.add(arguments[0].toString());
                return new RecipientPlan(ok, List.of());
            case "beginData":
                return Reply.of(354, "2.0.0", "go on");
            case "write":
                ByteBuffer slice = (ByteBuffer) arguments[0];
                byte[] octets = new byte[slice.remaining()];
                slice.get(octets);
                written.writeBytes(octets);
                return null;
            case "writeAll":
                written.writeBytes(MemoryContent.octets((Content) arguments[0]));
                return null;
            case "commit":
                return CompletableFuture.completedFuture(commit);
            default:
                return null;
        }
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
                new DefaultMessageBuilder()
                        .parseMessage(new ByteArrayInputStream(written.toByteArray()));
        assertThat(message.getMimeType()).isEqualTo("multipart/report");
        Multipart parts = (Multipart) message.getBody();
        assertThat(parts.getBodyParts()).hasSize(3);
        assertThat(parts.getBodyParts().get(1).getMimeType()).isEqualTo("message/delivery-status");
        String text = written.toString(StandardCharsets.UTF_8);
        assertThat(text)
                .contains("Reporting-MTA: dns; mta.test", "Original-Envelope-Id: env-1")
                .contains("Final-Recipient: rfc822; gone@x.test", "Action: failed")
                .contains("Status: 5.1.1", "Remote-MTA: dns; mx.x.test", "body of it");
        assertThat(senders).containsExactly("");
        assertThat(recipients).containsExactly("a@b.test");
    }

    @Test
    void onlyTheHeaderComesBackWhenThatWasAsked() throws Exception {
        failure(new DsnRequest(DsnRequest.Returned.HEADERS, ""));
        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("Subject: lost", "text/rfc822-headers")
                .doesNotContain("body of it");
    }

    @Test
    void neverMeansNeverAndDelayOnlyWhereItIsWanted() throws Exception {
        ReversePath from = ReversePath.of(Deliveries.address("a@b.test"));
        report(from, DsnRequest.NONE, new RecipientDsn(Set.of(Notify.NEVER), ""), Kind.FAILURE);
        report(from, DsnRequest.NONE, new RecipientDsn(Set.of(Notify.FAILURE), ""), Kind.DELAY);
        assertThat(recipients).isEmpty();
        report(from, DsnRequest.NONE, new RecipientDsn(Set.of(Notify.DELAY), ""), Kind.DELAY);
        assertThat(recipients).containsExactly("a@b.test");
    }

    @Test
    void nullSenderIsNeverToldTheWorldsPostmasterIs() throws Exception {
        report(ReversePath.NULL, DsnRequest.NONE, RecipientDsn.NONE, Kind.DELAY);
        assertThat(recipients).isEmpty();
        report(ReversePath.NULL, DsnRequest.NONE, RecipientDsn.NONE, Kind.FAILURE);
        assertThat(recipients).hasSize(1);
        assertThat(recipients.get(0)).startsWith("postmaster");
    }

    @Test
    void reportOfOursThatFailsGoesToThePostmasterAlthoughItHasNotifyNever() throws Exception {
        report(
                ReversePath.NULL,
                DsnRequest.NONE,
                new RecipientDsn(Set.of(Notify.NEVER), ""),
                Kind.FAILURE);
        assertThat(recipients).hasSize(1);
        assertThat(recipients.get(0)).startsWith("postmaster");
    }

    @Test
    void repeatedReportHasTheSameCause() throws Exception {
        failure(DsnRequest.NONE);
        failure(DsnRequest.NONE);
        assertThat(origins.get(0).cause()).isEqualTo(origins.get(1).cause()).contains("9", "3");
    }

    @Test
    void reportThatIsNotTakenNowIsAnException() {
        commit = Reply.of(451, "4.3.0", "later");
        assertThatThrownBy(() -> failure(DsnRequest.NONE)).isInstanceOf(IOException.class);
    }
}
