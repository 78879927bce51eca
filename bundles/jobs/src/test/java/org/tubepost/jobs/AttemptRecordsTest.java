// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.log.MailEvent;
import org.tubepost.api.log.MailEvent.Kind;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Priority;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.Settlement;
import org.tubepost.testkit.Deliveries;
import org.tubepost.testkit.MemoryContent;
import org.tubepost.testkit.RecordedLog;

/** What an attempt tells the mail log. */
class AttemptRecordsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private final Envelope envelope =
            Deliveries.envelope(
                    "tcp", "x.test", List.of("a@x.test", "b@x.test", "c@x.test", "d@x.test"));

    private final RecordedLog log = new RecordedLog();
    private final List<MailEvent> records = log.records();

    private record TestLease(QueueEntry entry, Envelope envelope, Content content)
            implements QueueLease {
        @Override
        public void close() {
            content.close();
        }
    }

    private void settle(int noticesBefore, int notices) {
        List<Recipient> to = envelope.recipients();
        QueueEntry entry =
                new QueueEntry(
                        7,
                        new MessageId("M-1"),
                        "tcp",
                        "x.test",
                        Priority.NORMAL,
                        4,
                        10,
                        NOW,
                        NOW,
                        1,
                        noticesBefore,
                        QueueEntry.State.ACTIVE,
                        "");
        List<Outcome> outcomes =
                List.of(
                        new Outcome.Delivered(
                                to.get(0),
                                Reply.of(250, "2.1.5", "ok"),
                                "mx.test",
                                Outcome.Action.RELAYED),
                        new Outcome.Deferred(to.get(1), Reply.of(451, "4.4.1", "down"), "mx.test"),
                        new Outcome.Failed(to.get(2), Reply.of(550, "5.1.1", "nobody"), "mx.test"),
                        new Outcome.Held(to.get(3), Reply.of(250, "2.0.0", "held"), ""));
        AttemptRecords told;
        try (QueueLease lease =
                new TestLease(entry, envelope, MemoryContent.of("Subject: x\r\n\r\ny\r\n"))) {
            told = new AttemptRecords(log, lease);
        }
        told.settled(new Settlement(outcomes, NOW, notices), NOW);
    }

    @Test
    void eachRecipientHasARecordOfItsOwnFate() {
        settle(0, 0);
        assertThat(records)
                .extracting(MailEvent::kind)
                .containsExactly(Kind.DEQUEUED, Kind.DEFERRED, Kind.RETURNED, Kind.HELD);
        MailEvent deferred = records.get(1);
        assertThat(deferred.source()).isEqualTo("tcp");
        assertThat(deferred.message()).isEqualTo("M-1");
        assertThat(deferred.entry()).isEqualTo(7);
        assertThat(deferred.recipient()).isEqualTo("b@x.test");
        assertThat(deferred.transport()).isEqualTo("mx.test");
        assertThat(deferred.diagnostic()).isEqualTo("451 4.4.1 down");
        assertThat(deferred.size()).isPositive();
    }

    @Test
    void aNoticeOfDelayIsRecordedForWhoWaits() {
        settle(1, 2);
        assertThat(records)
                .filteredOn(e -> e.kind() == Kind.WARNED)
                .extracting(MailEvent::recipient)
                .containsExactly("b@x.test");
    }
}
