// SPDX-License-Identifier: Apache-2.0
package org.tubepost.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tubepost.api.channel.Channel;
import org.tubepost.api.channel.Delivery;
import org.tubepost.api.channel.DeliveryReports;
import org.tubepost.api.channel.Outcome;
import org.tubepost.api.config.ChannelDefinition;
import org.tubepost.api.config.ChannelProgramDefinition;
import org.tubepost.api.config.Generation;
import org.tubepost.api.config.Keyword;
import org.tubepost.api.config.PoolDefinition;
import org.tubepost.api.config.Problem;
import org.tubepost.api.config.SourceLocation;
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
import org.tubepost.testkit.UnreadableContent;

/** What becomes of an attempt: outcomes, pauses, notices, giving up, reports before settlement. */
class AttemptTest {
    private static final Instant QUEUED = Instant.parse("2026-01-01T00:00:00Z");
    private static final SourceLocation HERE = new SourceLocation("test", 1, 1);
    private static final List<String> BOTH = List.of("a@x.test", "b@x.test");

    private static final Generation GENERATION =
            Generation.builder(1, QUEUED)
                    .programs(List.of(new ChannelProgramDefinition("*", "test", Map.of(), HERE)))
                    .build();

    private final List<String> reports = new ArrayList<>();
    private Content content = MemoryContent.of("x");
    private boolean reportsFail;
    private double random;

    private final DeliveryReports reporter =
            (delivery, outcomes, kind) -> {
                if (reportsFail) {
                    throw new IOException("no door");
                }
                reports.add(
                        kind
                                + " "
                                + outcomes.stream()
                                        .map(o -> o.recipient().address().localPart())
                                        .toList());
            };

    /** A lease without a queue. */
    private record TestLease(QueueEntry entry, Envelope envelope, Content content)
            implements QueueLease {
        @Override
        public void close() {
            content.close();
        }
    }

    private static ChannelPlan plan() {
        List<Duration> pauses =
                List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofHours(1));
        List<Duration> ages = List.of(Duration.ofHours(4), Duration.ofDays(1), Duration.ofDays(3));
        List<List<Duration>> backoff = new ArrayList<>();
        List<List<Duration>> notices = new ArrayList<>();
        for (int i = 0; i < Priority.values().length; i++) {
            backoff.add(pauses);
            notices.add(ages);
        }
        return new ChannelPlan(
                new ChannelDefinition("tcp", List.of(), "tcp-daemon", List.of(), HERE),
                "test",
                new PoolDefinition("DEFAULT", 1, HERE),
                1,
                1,
                1,
                new Ranks(List.of(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE), 2),
                Duration.ZERO,
                false,
                backoff,
                notices);
    }

    private Attempt attempt(int number, int noticesSent, Duration age) {
        Envelope envelope = Deliveries.envelope("tcp", "x.test", BOTH);
        QueueEntry entry =
                new QueueEntry(
                        7,
                        new MessageId("m"),
                        "tcp",
                        "x.test",
                        Priority.NORMAL,
                        2,
                        10,
                        QUEUED,
                        QUEUED,
                        number,
                        noticesSent,
                        QueueEntry.State.ACTIVE,
                        "");
        return new Attempt(
                new TestLease(entry, envelope, content),
                plan(),
                Duration.ofMinutes(10),
                Clock.fixed(QUEUED.plus(age), ZoneOffset.UTC),
                () -> random);
    }

    private static Outcome deferred(Recipient recipient) {
        return new Outcome.Deferred(recipient, Reply.of(451, "4.4.1", "down"), "mx.test");
    }

    private static Channel deferring() {
        return delivery ->
                delivery.envelope().recipients().stream().map(AttemptTest::deferred).toList();
    }

    private static List<Outcome> deliver(Attempt attempt, Channel channel) {
        try {
            return attempt.deliver(channel);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private Settlement run(Attempt attempt, Channel channel) {
        return attempt.judge(deliver(attempt, channel), reporter);
    }

    @Test
    void recipientsWithoutOutcomeAreDeferred() {
        List<Outcome> outcomes = deliver(attempt(1, 0, Duration.ZERO), delivery -> List.of());
        assertThat(outcomes).hasSize(2).allMatch(o -> o instanceof Outcome.Deferred);
    }

    @Test
    void channelThatThrowsDefersAndItsWordsAreKept() {
        Channel broken =
                delivery -> {
                    throw new IOException("cable cut");
                };
        assertThat(deliver(attempt(1, 0, Duration.ZERO), broken))
                .allMatch(o -> o.reply().text().equals("cable cut") && o.reply().isTransient());
        Channel buggy =
                delivery -> {
                    throw new IllegalStateException("bug");
                };
        assertThat(deliver(attempt(1, 0, Duration.ZERO), buggy))
                .allMatch(o -> o instanceof Outcome.Deferred);
    }

    @Test
    void deliveryAndItsReportsKnowWhenTheMessageIsGivenUp() {
        List<Optional<Instant>> told = new ArrayList<>();
        Attempt attempt = attempt(1, 0, Duration.ofHours(5));
        attempt.judge(
                deliver(attempt, deferring()),
                (delivery, outcomes, kind) -> told.add(delivery.givenUp()));
        assertThat(told).containsExactly(Optional.of(QUEUED.plus(Duration.ofDays(3))));
    }

    @Test
    void messageThatCannotBeReadSaysNothingAboutItsDestination() {
        content = new UnreadableContent("x");
        Channel reading =
                delivery -> {
                    delivery.content().read(0, ByteBuffer.allocate(1));
                    return List.of();
                };
        List<Outcome> outcomes = deliver(attempt(1, 0, Duration.ZERO), reading);
        assertThat(outcomes)
                .hasSize(2)
                .allMatch(o -> o instanceof Outcome.Deferred)
                .allMatch(o -> o.reply().status().toString().equals("4.3.0"));
        assertThat(Evidence.of(outcomes)).isEqualTo(Evidence.NOTHING);
    }

    @Test
    void pausesGrowAsTheChannelSaysAndTheLastOneRepeats() {
        Duration[] expected = {
            Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofHours(1)
        };
        for (int number = 1; number <= 4; number++) {
            Settlement settlement = run(attempt(number, 0, Duration.ZERO), deferring());
            assertThat(settlement.nextDue()).isEqualTo(QUEUED.plus(expected[number - 1]));
        }
    }

    @Test
    void pausesAreSpreadByUpToATenth() {
        random = 0.5;
        assertThat(run(attempt(3, 0, Duration.ZERO), deferring()).nextDue())
                .isEqualTo(QUEUED.plus(Duration.ofMinutes(63)));
    }

    @Test
    void nextAttemptIsNotLaterThanTheNextNotice() {
        random = 1;
        Duration age = Duration.ofHours(3).plusMinutes(30);
        assertThat(run(attempt(5, 0, age), deferring()).nextDue())
                .isEqualTo(QUEUED.plus(Duration.ofHours(4)));
        assertThat(run(attempt(9, 2, Duration.ofDays(3).minusMillis(1)), deferring()).nextDue())
                .isEqualTo(QUEUED.plus(Duration.ofDays(3)));
    }

    @Test
    void clockThatIsSetBackMakesNobodyOldAndNobodyYoungForEver() {
        Settlement back = run(attempt(2, 0, Duration.ofDays(-300)), deferring());
        assertThat(back.outcomes()).allMatch(o -> o instanceof Outcome.Deferred);
        assertThat(reports).isEmpty();
        // Seventy-one attempts an hour apart, after two shorter pauses.
        Settlement old = run(attempt(75, 2, Duration.ofDays(-300)), deferring());
        assertThat(old.outcomes()).allMatch(o -> o instanceof Outcome.Failed);
    }

    @Test
    void stopOfTheServerLeavesTheEntryAsItIs() {
        assertThatThrownBy(
                        () ->
                                attempt(1, 0, Duration.ZERO)
                                        .deliver(
                                                delivery -> {
                                                    throw new InterruptedException();
                                                }))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void delayIsToldOnceForEachNotice() {
        Settlement first = run(attempt(3, 0, Duration.ofHours(5)), deferring());
        assertThat(reports).containsExactly("DELAY [a, b]");
        assertThat(first.notices()).isEqualTo(1);
        run(attempt(4, 1, Duration.ofHours(6)), deferring());
        assertThat(reports).hasSize(1);
        run(attempt(5, 1, Duration.ofHours(25)), deferring());
        assertThat(reports).hasSize(2);
    }

    @Test
    void messageThatIsTooOldIsGivenUpWithTheLastAnswer() {
        Settlement settlement = run(attempt(9, 2, Duration.ofDays(3)), deferring());
        assertThat(settlement.outcomes())
                .allMatch(o -> o instanceof Outcome.Failed)
                .allMatch(o -> o.reply().status().toString().equals("5.4.7"))
                .allMatch(o -> o.reply().text().contains("451 4.4.1 down"));
        assertThat(reports).containsExactly("FAILURE [a, b]");
    }

    @Test
    void eachRecipientIsReportedByItsOwnFate() {
        Channel mixed =
                delivery -> {
                    List<Recipient> recipients = delivery.envelope().recipients();
                    return List.of(
                            new Outcome.Failed(
                                    recipients.get(0), Reply.of(550, "5.1.1", "nobody"), "mx"),
                            deferred(recipients.get(1)));
                };
        Settlement settlement = run(attempt(1, 0, Duration.ZERO), mixed);
        assertThat(reports).containsExactly("FAILURE [a]");
        assertThat(settlement.outcomes()).hasSize(2);
    }

    @Test
    void failureThatCannotBeReportedStaysInTheQueue() {
        reportsFail = true;
        Channel failing =
                delivery ->
                        delivery.envelope().recipients().stream()
                                .<Outcome>map(
                                        r ->
                                                new Outcome.Failed(
                                                        r, Reply.of(550, "5.1.1", "no"), "mx"))
                                .toList();
        Settlement settlement = run(attempt(1, 0, Duration.ZERO), failing);
        assertThat(settlement.outcomes()).allMatch(o -> o instanceof Outcome.Deferred);
        assertThat(settlement.nextDue()).isEqualTo(QUEUED.plusSeconds(10));
        reportsFail = false;
        assertThat(run(attempt(1, 0, Duration.ZERO), failing).outcomes())
                .allMatch(o -> o instanceof Outcome.Failed);
    }

    @Test
    void deliveryCarriesWhatTheChannelNeeds() {
        List<Delivery> seen = new ArrayList<>();
        deliver(
                attempt(3, 0, Duration.ZERO),
                delivery -> {
                    seen.add(delivery);
                    return List.of();
                });
        assertThat(seen.get(0).entry()).isEqualTo(7);
        assertThat(seen.get(0).attempt()).isEqualTo(3);
        assertThat(seen.get(0).destination()).isEqualTo("x.test");
        assertThat(seen.get(0).deadline()).isEqualTo(QUEUED.plus(Duration.ofMinutes(10)));
    }

    @Test
    void periodThatIsNoneIsNamed() {
        List<Problem> problems = new ArrayList<>();
        for (String wrong : List.of("soon", "99999999999999999999", "pt", "9999999999999999")) {
            ChannelDefinition channel =
                    new ChannelDefinition(
                            "tcp",
                            List.of(new Keyword("backoff", List.of(wrong), HERE)),
                            "tcp-daemon",
                            List.of(),
                            HERE);
            problems.clear();
            ChannelPlan.of(channel, GENERATION, problems);
            assertThat(problems).as(wrong).hasSize(Priority.values().length);
        }
    }
}
