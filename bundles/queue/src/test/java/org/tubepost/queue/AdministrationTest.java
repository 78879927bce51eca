// SPDX-License-Identifier: Apache-2.0
package org.tubepost.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.queue.QueueFixture.NOW;
import static org.tubepost.queue.QueueFixture.change;
import static org.tubepost.queue.QueueFixture.envelope;
import static org.tubepost.queue.QueueFixture.recipient;
import static org.tubepost.queue.QueueFixture.sealed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.Envelope;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Recipient;
import org.tubepost.api.message.Reply;
import org.tubepost.api.queue.EntryChange;
import org.tubepost.api.queue.QueueEntry;
import org.tubepost.api.queue.QueueFilter;
import org.tubepost.api.queue.QueueLease;
import org.tubepost.api.queue.Settlement;
import org.tubepost.api.queue.Submission;
import org.tubepost.journal.JournalOptions;
import org.tubepost.testkit.ComponentSettings;
import org.tubepost.testkit.RecordedLog;

class AdministrationTest {
    @TempDir Path folder;

    private static long put(JournaledQueue queue, Recipient... to) throws IOException {
        Envelope envelope = envelope(queue, "", to);
        try (Content content = sealed(queue, new byte[300])) {
            queue.enqueue(List.of(new Submission(envelope, content, false)))
                    .toCompletableFuture()
                    .join();
        }
        return queue.entries().mapToLong(QueueEntry::number).max().orElseThrow();
    }

    private static QueueFilter addresses(String sender, String recipient) {
        return new QueueFilter(
                "", "", sender, recipient, Optional.empty(), Optional.empty(), 0, 0, Set.of(), "");
    }

    private static List<Long> select(JournaledQueue queue, QueueFilter filter, long after) {
        return queue.select(filter, after).map(QueueEntry::number).toList();
    }

    @Test
    void entriesAreSelectedByTheAddressesOfTheirEnvelopes() throws Exception {
        try (JournaledQueue queue = QueueFixture.open(folder)) {
            long alice = put(queue, recipient("alice", "tcp"));
            long bob = put(queue, recipient("bob", "tcp"), recipient("carl", "ims"));
            assertThat(select(queue, addresses("", "ALICE@*"), 0)).containsExactly(alice);
            assertThat(select(queue, addresses("", "carl@example.com"), 0)).containsExactly(bob);
            assertThat(select(queue, addresses("s@example.org", ""), 0)).hasSize(3);
            assertThat(select(queue, addresses("<>", ""), 0)).isEmpty();
            assertThat(select(queue, QueueFilter.ALL, alice)).containsExactly(bob - 1, bob);
        }
    }

    @Test
    void whatComesInWhileASelectionIsReadIsNotInIt() throws Exception {
        try (JournaledQueue queue = QueueFixture.open(folder)) {
            for (int i = 0; i < 100; i++) {
                put(queue, recipient("a", "tcp"));
            }
            var each = queue.select(QueueFilter.ALL, 0).iterator();
            int count = 0;
            while (each.hasNext()) {
                each.next();
                count++;
                put(queue, recipient("later", "tcp"));
            }
            assertThat(count).isEqualTo(100);
        }
    }

    @Test
    void entryToBeReturnedIsHeldAndItsIntentSurvivesRestartAndReclaim() throws Exception {
        long number;
        EntryChange.Redirect to =
                new EntryChange.Redirect(MailAddress.parse("\"a b\"@example.net"));
        try (JournaledQueue queue = QueueFixture.open(folder)) {
            number = put(queue, recipient("a", "tcp"));
            long other = put(queue, recipient("b", "tcp"));
            assertThat(change(queue, number, to)).isTrue();
            assertThat(change(queue, number, new EntryChange.Return("no"))).isFalse();
            assertThat(change(queue, number, new EntryChange.Release())).isFalse();
            assertThat(change(queue, other, new EntryChange.Return("not wanted here"))).isTrue();
            assertThat(queue.lease(number)).isEmpty();
            fillSegmentAndReclaim(queue);
        }
        try (JournaledQueue queue = QueueFixture.open(folder)) {
            assertThat(queue.intended()).containsExactly(number, number + 1);
            assertThat(queue.intent(number)).contains(to);
            assertThat(queue.intent(number + 1))
                    .contains(new EntryChange.Return("not wanted here"));
            assertThat(queue.entry(number).orElseThrow().state()).isEqualTo(QueueEntry.State.HELD);
            queue.leaseIntended(number).orElseThrow().close();
            assertThat(queue.intended()).containsExactly(number, number + 1);
        }
    }

    /** Writes and deletes so much that the first segments are rewritten. */
    private static void fillSegmentAndReclaim(JournaledQueue queue) throws IOException {
        for (int i = 0; i < 200; i++) {
            change(queue, put(queue, recipient("x", "tcp")), new EntryChange.Delete("gone"));
        }
        queue.reclaim();
    }

    @Test
    void historyIsKeptByReclaimAndWhenManyRecordsArePutTogether() throws Exception {
        Recipient to = recipient("a", "tcp");
        long number;
        try (JournaledQueue queue = QueueFixture.open(folder)) {
            number = put(queue, to);
            for (int attempt = 1; attempt <= 20; attempt++) {
                try (QueueLease lease = queue.lease(number).orElseThrow()) {
                    Outcome later =
                            new Outcome.Deferred(to, Reply.of(451, "4.0.0", "try " + attempt), "");
                    queue.settle(lease, new Settlement(List.of(later), NOW, 0))
                            .toCompletableFuture()
                            .join();
                }
                if (attempt == 12) {
                    fillSegmentAndReclaim(queue);
                }
            }
            assertHistory(queue, number);
        }
        try (JournaledQueue queue = QueueFixture.open(folder)) {
            assertHistory(queue, number);
            assertThat(queue.entry(number).orElseThrow().attempt()).isEqualTo(21);
        }
    }

    private static void assertHistory(JournaledQueue queue, long number) throws IOException {
        List<String> lines = queue.history(number);
        assertThat(lines).hasSize(20);
        for (int i = 0; i < 20; i++) {
            assertThat(lines.get(i)).endsWith("try " + (i + 1));
        }
    }

    @Test
    void messageAcceptedByAClockThatWasSetBackSinceIsDueAtOnce() throws Exception {
        long number;
        try (JournaledQueue queue = QueueFixture.open(folder)) {
            number = put(queue, recipient("a", "tcp"));
        }
        var settings =
                ComponentSettings.of(
                        QueueSettings.class,
                        Map.of("memoryPerMessage", 4_096, "reclaimBelowPercent", 50));
        Clock back = Clock.fixed(NOW.minusSeconds(86_400), ZoneOffset.UTC);
        try (JournaledQueue queue =
                new JournaledQueue(
                        folder,
                        JournalOptions.named("queue"),
                        settings,
                        back,
                        new RecordedLog(),
                        entry -> {})) {
            assertThat(queue.entry(number).orElseThrow().due()).isEqualTo(back.instant());
            assertThat(queue.entry(number).orElseThrow().queued()).isEqualTo(NOW);
        }
    }

    @Test
    void whatAnAdministratorDoesIsLoggedForEachRecipientWithWhoDidIt() throws Exception {
        RecordedLog log = new RecordedLog();
        try (JournaledQueue queue = QueueFixture.open(folder, QueueFixture.SMALL, log)) {
            long number = put(queue, recipient("a", "tcp"), recipient("b", "tcp"));
            List<EntryChange> wishes =
                    List.of(
                            new EntryChange.Hold("wait"),
                            new EntryChange.Release(),
                            new EntryChange.Retry(NOW),
                            new EntryChange.Redirect(MailAddress.parse("c@example.net")),
                            new EntryChange.Delete("gone"));
            for (EntryChange wish : wishes) {
                assertThat(queue.change(number, wish, "anna").toCompletableFuture().join())
                        .isTrue();
            }
            assertThat(log.records())
                    .extracting(r -> r.kind().code() + " " + r.diagnostic())
                    .containsExactly(
                            "H wait",
                            "H wait",
                            "A released",
                            "A released",
                            "A due at " + NOW,
                            "A due at " + NOW,
                            "A is being redirected to c@example.net",
                            "A is being redirected to c@example.net",
                            "A gone",
                            "A gone");
            assertThat(log.records())
                    .allMatch(r -> r.user().equals("anna") && r.entry() == number)
                    .allMatch(r -> r.sender().equals("s@example.org") && r.size() == 300)
                    .extracting(r -> r.recipient() + " " + r.source())
                    .startsWith("a@example.com tcp", "b@example.com tcp");
        }
    }

    @Test
    void refusedChangeAndOneThatTheServerMakesAreNotLogged() throws Exception {
        RecordedLog log = new RecordedLog();
        try (JournaledQueue queue = QueueFixture.open(folder, QueueFixture.SMALL, log)) {
            long number = put(queue, recipient("a", "tcp"));
            assertThat(change(queue, number, new EntryChange.Release())).isFalse();
            assertThat(change(queue, number + 1, new EntryChange.Hold("x"))).isFalse();
            assertThat(queue.reschedule(number, NOW.plusSeconds(1))).isTrue();
            assertThat(log.records()).isEmpty();
        }
    }

    @Test
    void historyNamesTheAdministratorAndTheLastAnswerDoesNot() throws Exception {
        try (JournaledQueue queue = QueueFixture.open(folder)) {
            long number = put(queue, recipient("a", "tcp"));
            queue.change(number, new EntryChange.Hold("wait"), "anna").toCompletableFuture().join();
            assertThat(queue.history(number)).containsExactly(NOW + " wait, by anna");
            assertThat(queue.entry(number).orElseThrow().lastReply()).isEqualTo("wait");
        }
    }

    @Test
    void idsThatTheQueueMadeAndOthersComeBackAsTheyWere() {
        MessageIds ids = new MessageIds();
        for (int i = 0; i < 1_000; i++) {
            String id = ids.next().value();
            assertThat(MessageIds.text(MessageIds.stamp(id), MessageIds.chance(id))).isEqualTo(id);
        }
        for (String other : List.of("a", "A-1", "lowercase0123456789", "ZZZZZZZZZZZZZZZZZZZZZZ")) {
            assertThat(MessageIds.stamp(other)).isZero();
        }
    }
}
