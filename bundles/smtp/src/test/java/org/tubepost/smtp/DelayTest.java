// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tubepost.api.message.Reply;

/** Answers that access tables hold back. */
class DelayTest {

    private static Dialogue slow(String address, int seconds) {
        return Dialogue.with(
                rooms ->
                        rooms.delays =
                                who -> Duration.ofSeconds(who.equals(address) ? seconds : 0));
    }

    @Test
    void anAnswerWaitsAndWhatWasPipelinedBehindItIsNotLookedAt() {
        Dialogue dialogue = slow("slow@e.f", 5);
        assertThat(
                        dialogue.say(
                                "MAIL FROM:<a@b.c>\r\nRCPT TO:<slow@e.f>\r\n"
                                        + "RCPT TO:<nobody@e.f>\r\nDATA\r\n"))
                .isEqualTo("250 2.1.0 sender ok\r\n");
        assertThat(dialogue.connection.worker).isEmpty();
        dialogue.clock.move(Duration.ofSeconds(4));
        assertThat(dialogue.say("x\r\n")).isEmpty();
        dialogue.clock.move(Duration.ofSeconds(1));
        dialogue.connection.settle();
        assertThat(dialogue.connection.heard())
                .isEqualTo("250 2.1.5 recipient ok\r\n550 5.1.1 no such user\r\n354 go on\r\n");
        assertThat(dialogue.say(".\r\n")).startsWith("250 2.0.0");
        assertThat(dialogue.rooms.taken.get(0).data()).isEqualTo("x\r\n");
    }

    @Test
    void everyDelayedAnswerWaitsForItself() {
        Dialogue dialogue = slow("slow@e.f", 5);
        assertThat(dialogue.say("MAIL FROM:<a@b.c>\r\n" + "RCPT TO:<slow@e.f>\r\n".repeat(2)))
                .startsWith("250 2.1.0");
        for (int i = 0; i < 2; i++) {
            dialogue.clock.move(Duration.ofSeconds(5));
            dialogue.connection.settle();
            assertThat(dialogue.connection.heard()).isEqualTo("250 2.1.5 recipient ok\r\n");
        }
        assertThat(dialogue.clock.open()).isZero();
    }

    @Test
    void theAnswerToMailWaitsToo() {
        Dialogue dialogue = slow("a@b.c", 30);
        assertThat(dialogue.say("MAIL FROM:<a@b.c>\r\n")).isEmpty();
        dialogue.clock.move(Duration.ofSeconds(30));
        dialogue.connection.settle();
        assertThat(dialogue.connection.heard()).isEqualTo("250 2.1.0 sender ok\r\n");
    }

    @Test
    void noAnswerWaitsLongerThanTheClientMayBeSilent() {
        Dialogue dialogue = slow("a@b.c", 100_000);
        dialogue.say("MAIL FROM:<a@b.c>\r\n");
        dialogue.clock.move(Duration.ofSeconds(300));
        dialogue.connection.settle();
        assertThat(dialogue.connection.heard()).isEqualTo("250 2.1.0 sender ok\r\n");
    }

    @Test
    void aClientThatGivesUpMeanwhileLeavesNothingBehind() {
        Dialogue dialogue = slow("slow@e.f", 5);
        dialogue.say("MAIL FROM:<a@b.c>\r\nRCPT TO:<slow@e.f>\r\n");
        assertThat(dialogue.rooms.openLeases).isOne();
        dialogue.connection.close();
        dialogue.connection.settle();
        assertThat(dialogue.rooms.openLeases).isZero();
        assertThat(dialogue.clock.open()).isZero();
    }

    @Test
    void aSessionThatMustEndDoesNotWait() {
        Dialogue dialogue = slow("slow@e.f", 5);
        dialogue.say("MAIL FROM:<a@b.c>\r\nRCPT TO:<slow@e.f>\r\n");
        dialogue.session.ending();
        dialogue.connection.settle();
        assertThat(dialogue.connection.heard()).startsWith("421 4.3.2");
        assertThat(dialogue.connection.closing).isTrue();
        assertThat(dialogue.rooms.openLeases).isZero();
    }

    @Test
    void acceptanceThatLeavesIsLetGoAtOnceAndTheAnswerStillWaits() {
        Dialogue dialogue = slow("slow@e.f", 5);
        dialogue.say("MAIL FROM:<a@b.c>\r\nRCPT TO:<slow@e.f>\r\nDATA\r\n");
        dialogue.session.acceptanceLeaving();
        dialogue.connection.settle();
        assertThat(dialogue.rooms.openLeases).isZero();
        assertThat(dialogue.connection.heard()).isEmpty();
        dialogue.clock.move(Duration.ofSeconds(5));
        dialogue.connection.settle();
        assertThat(dialogue.connection.heard()).startsWith("250 2.1.5 recipient ok\r\n451 4.3.2");
    }

    @Test
    void silenceWhileTheServerWaitsIsNotTheClients() {
        Dialogue dialogue = slow("a@b.c", 5);
        dialogue.say("MAIL FROM:<a@b.c>\r\n");
        dialogue.session.idle();
        dialogue.connection.settle();
        assertThat(dialogue.connection.closing).isFalse();
    }

    @Test
    void floodingBehindADelayedAnswerStopsReading() {
        Dialogue dialogue =
                new Dialogue(
                        Map.of(),
                        Map.of("maxWaitingOctets", 100),
                        rooms -> rooms.delays = who -> Duration.ofSeconds(5));
        dialogue.say("EHLO c\r\nMAIL FROM:<a@b.c>\r\n");
        dialogue.say("NOOP\r\n".repeat(100));
        assertThat(dialogue.connection.suspended).isTrue();
        assertThat(dialogue.connection.heard()).isEmpty();
        dialogue.clock.move(Duration.ofSeconds(5));
        dialogue.connection.settle();
        assertThat(dialogue.connection.suspended).isFalse();
        assertThat(dialogue.connection.heard().lines()).hasSize(101);
    }

    @Test
    void theLastRefusalThatIsBorneIsDelayedBeforeGoodbye() {
        Dialogue dialogue =
                Dialogue.with(
                        rooms -> {
                            rooms.channel("tcp_local", "disconnectrejectlimit 1");
                            rooms.delays = who -> Duration.ofSeconds(who.isEmpty() ? 0 : 5);
                        });
        dialogue.say("MAIL FROM:<>\r\nRCPT TO:<nobody@e.f>\r\n");
        assertThat(dialogue.connection.closing).isFalse();
        dialogue.clock.move(Duration.ofSeconds(5));
        dialogue.connection.settle();
        assertThat(dialogue.connection.heard())
                .isEqualTo("550 5.1.1 no such user\r\n421 4.7.0 too many errors\r\n");
    }

    @Test
    void whoMayNotConnectHearsWhyWithTheClassOfTheDecision() {
        Reply banned = Reply.of(550, "5.7.1", "not from there");
        Dialogue permanent = new Dialogue(Map.of(), Map.of(), r -> r.denial = Optional.of(banned));
        permanent.connection.settle();
        assertThat(permanent.connection.heard()).isEqualTo("554 5.7.1 not from there\r\n");
        Reply busy = Reply.of(450, "4.7.1", "come back tomorrow");
        Dialogue temporary = new Dialogue(Map.of(), Map.of(), r -> r.denial = Optional.of(busy));
        temporary.connection.settle();
        assertThat(temporary.connection.heard()).isEqualTo("421 4.7.1 come back tomorrow\r\n");
        assertThat(temporary.say("EHLO c\r\n")).isEmpty();
    }

    @Test
    void whereNoLoginIsOfferedTheTableIsNotAskedAgain() {
        assertThat(Dialogue.greeted().rooms.denialsAsked).isOne();
        assertThat(Dialogue.on("nosaslserver").rooms.denialsAsked).isZero();
    }
}
