// SPDX-License-Identifier: Apache-2.0
package org.tubepost.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.junit.PaxExam;
import org.tubepost.api.acceptance.Acceptance;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.RecipientPlan;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.Directory;
import org.tubepost.api.directory.Provisioning;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Origin;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.RecipientDsn;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.queue.JobControl;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueView;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageStore;

/**
 * A message goes the one way through the house, seen from inside at each station: the door takes
 * it, the queue holds it while its channel is stopped, the store has it when the channel runs.
 */
@RunWith(PaxExam.class)
public class AcceptanceIT {
    private static final Duration AT_MOST = Duration.ofSeconds(20);
    private static final String DOMAIN = "container.example";
    private static final String CHANNEL = "ims-ms";
    private static final String BODY = "in by the door, out to the store\r\n";
    private static final String MESSAGE =
            "From: <sender@container.example>\r\n"
                    + "To: <reader@container.example>\r\n"
                    + "Subject: one way\r\n"
                    + "Date: Thu, 1 Jan 2026 00:00:00 +0000\r\n"
                    + "Message-ID: <one-way@container.example>\r\n"
                    + "\r\n"
                    + BODY;

    @Rule public final Booted booted = new Booted();

    @Inject private Acceptance acceptance;
    @Inject private Directory directory;
    @Inject private JobControl jobs;
    @Inject private Provisioning provisioning;
    @Inject private QueueView queue;
    @Inject private MessageStore store;

    @Test
    public void acceptedMessageWaitsInTheQueueAndEndsInTheStore() throws Exception {
        provisioning.addDomain(DOMAIN);
        provisioning.addUser(
                DOMAIN,
                "reader",
                "Reader",
                "a password of the test".getBytes(StandardCharsets.UTF_8),
                Map.of());
        Account reader = directory.login("reader@" + DOMAIN).orElseThrow();
        assertThat(jobs.stop(CHANNEL)).isTrue();
        try {
            assertThat(send("reader").code()).isEqualTo(250);
            assertThat(queued()).hasSize(1);
            QueueEntry entry = queued().get(0);
            assertThat(queue.envelope(entry.number()).orElseThrow().recipients())
                    .extracting(Recipient::original)
                    .containsExactly(address("reader"));
            assertThat(store.owners()).doesNotContain(reader.id());
        } finally {
            jobs.start(CHANNEL);
        }
        Waiting.until(AT_MOST, "the queue is empty", () -> queued().isEmpty(), this::queued);
        assertThat(onlyMessage(reader)).contains("Subject: one way\r\n").endsWith("\r\n" + BODY);
    }

    @Test
    public void unknownUserOfAHostedDomainIsRefusedAtTheDoor() throws Exception {
        provisioning.addDomain("other." + DOMAIN);
        try (Transaction transaction = acceptance.begin(origin(), Trace.OFF)) {
            transaction.sender(ReversePath.NULL, MailParameters.NONE);
            RecipientPlan plan =
                    transaction.recipient(
                            new MailAddress("nobody", "other." + DOMAIN), RecipientDsn.NONE);
            assertThat(plan.reply().toString()).startsWith("550 5.1.1 ");
            assertThat(plan.recipients()).isEmpty();
        }
    }

    private Reply send(String user) throws Exception {
        try (Transaction transaction = acceptance.begin(origin(), Trace.OFF)) {
            ReversePath sender = ReversePath.of(new MailAddress("sender", "outside.example"));
            assertThat(transaction.sender(sender, MailParameters.NONE).code()).isEqualTo(250);
            RecipientPlan plan = transaction.recipient(address(user), RecipientDsn.NONE);
            assertThat(plan.recipients()).extracting(Recipient::channel).containsExactly(CHANNEL);
            assertThat(transaction.beginData().code()).isEqualTo(354);
            transaction.write(ByteBuffer.wrap(MESSAGE.getBytes(StandardCharsets.US_ASCII)));
            return transaction
                    .commit()
                    .toCompletableFuture()
                    .get(AT_MOST.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private List<QueueEntry> queued() {
        return queue.entries().filter(entry -> entry.channel().equals(CHANNEL)).toList();
    }

    private String onlyMessage(Account reader) throws Exception {
        try (Mailbox inbox = store.open(Identity.HOUSE, MailboxName.inbox(reader.id()), true)) {
            assertThat(inbox.view().size()).isEqualTo(1);
            try (Content content = inbox.content(inbox.view().get(0).uid())) {
                return text(content);
            }
        }
    }

    private static String text(Content content) throws IOException {
        return new String(content.newInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private static MailAddress address(String user) {
        return new MailAddress(user, DOMAIN);
    }

    /** An outside host on the listener of port 25. */
    private static Origin origin() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return new Origin(
                "tcp_local",
                "ESMTP",
                Optional.of(new InetSocketAddress(loopback, 40_000)),
                Optional.of(new InetSocketAddress(loopback, 25)),
                "client.outside.example",
                "",
                "",
                Optional.empty(),
                Instant.now(),
                "");
    }
}
