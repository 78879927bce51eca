// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.security.SubmissionRates;

class SecurityTest {
    private static final String ALICE = base64("\0alice\0secret");

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Dialogue encrypted(Map<String, String> parameters) {
        Dialogue dialogue = Dialogue.greeted(parameters, Map.of());
        assertThat(dialogue.say("STARTTLS\r\n")).isEqualTo("220 2.0.0 begin TLS\r\n");
        assertThat(dialogue.connection.handshaking).isTrue();
        dialogue.connection.completeHandshake();
        return dialogue;
    }

    @Test
    void whatWasSaidBeforeTlsIsForgotten() {
        Dialogue dialogue = encrypted(Map.of());
        assertThat(dialogue.say("MAIL FROM:<a@b.c>\r\n")).startsWith("503 5.5.1");
        assertThat(dialogue.say("EHLO again\r\n"))
                .contains("AUTH ECHO PLAIN")
                .doesNotContain("STARTTLS");
        assertThat(dialogue.say("STARTTLS\r\n")).startsWith("503 5.5.1");
    }

    @Test
    void commandsBehindStarttlsAreNeverLookedAt() {
        Dialogue dialogue = Dialogue.greeted();
        assertThat(dialogue.say("STARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@b.c>\r\nRC"))
                .isEqualTo("220 2.0.0 begin TLS\r\n");
        dialogue.say("PT TO:<d@e.f>\r\n");
        dialogue.connection.completeHandshake();
        assertThat(dialogue.connection.heard()).isEmpty();
        assertThat(dialogue.say("NOOP\r\n")).isEqualTo("250 2.0.0 ok\r\n");
        assertThat(dialogue.say("RCPT TO:<d@e.f>\r\n")).startsWith("503 5.5.1");
    }

    @Test
    void starttlsBehindPipelinedWorkRunsOnTheIoThread() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.hand("MAIL FROM:<>\r\nRSET\r\nSTARTTLS\r\nNOOP\r\n");
        dialogue.connection.workOnce();
        assertThat(dialogue.connection.handshaking).isFalse();
        assertThat(dialogue.connection.io).hasSize(1);
        dialogue.connection.settle();
        assertThat(dialogue.connection.handshaking).isTrue();
        assertThat(dialogue.connection.heard())
                .isEqualTo("250 2.1.0 sender ok\r\n250 2.0.0 ok\r\n220 2.0.0 begin TLS\r\n");
    }

    @Test
    void starttlsWithinAMessageIsRefused() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.say("MAIL FROM:<>\r\n");
        assertThat(dialogue.say("STARTTLS\r\n")).startsWith("503 5.5.1");
    }

    @Test
    void aLoginWithInitialResponseIsSeenInTheOrigin() {
        Dialogue dialogue = encrypted(Map.of());
        dialogue.say("EHLO c\r\n");
        assertThat(dialogue.say("AUTH PLAIN " + ALICE + "\r\n"))
                .isEqualTo("235 2.7.0 logged in\r\n");
        assertThat(dialogue.say("AUTH PLAIN " + ALICE + "\r\n")).startsWith("503 5.5.1");
        assertThat(dialogue.say("EHLO c\r\n")).doesNotContain("AUTH");
        dialogue.say("MAIL FROM:<>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n.\r\n");
        assertThat(dialogue.rooms.taken.get(0).origin().protocol()).isEqualTo("ESMTPSA");
        assertThat(dialogue.rooms.taken.get(0).origin().authenticated()).contains("alice");
        assertThat(dialogue.rooms.taken.get(0).origin().tls()).startsWith("TLSv1.3");
        assertThat(dialogue.rooms.openLeases).isZero();
    }

    @Test
    void challengesAreAnsweredLineByLine() {
        Dialogue dialogue = Dialogue.greeted();
        assertThat(dialogue.say("AUTH ECHO\r\n")).isEqualTo("334 " + base64("say") + "\r\n");
        assertThat(dialogue.say(ALICE.substring(0, 4))).isEmpty();
        assertThat(dialogue.say(ALICE.substring(4) + "\r\n")).startsWith("235 2.7.0");
        Dialogue empty = Dialogue.greeted();
        assertThat(empty.say("AUTH ECHO =\r\n")).startsWith("334 ");
        assertThat(empty.say(ALICE + "\r\nNOOP\r\n"))
                .startsWith("235 ")
                .endsWith("250 2.0.0 ok\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*:501 5.7.0", "!!!:501 5.5.2", "AAAA:535 5.7.8"})
    void aLoginThatComesToNothingLeavesTheSessionAsItWas(String test) {
        String[] parts = test.split(":");
        Dialogue dialogue = Dialogue.greeted();
        dialogue.say("AUTH ECHO\r\n");
        assertThat(dialogue.say(parts[0] + "\r\n")).startsWith(parts[1]);
        assertThat(dialogue.rooms.openLeases).isZero();
        assertThat(dialogue.say("NOOP\r\n")).isEqualTo("250 2.0.0 ok\r\n");
    }

    @Test
    void whatIsNotOfferedCannotBeUsed() {
        Dialogue dialogue = Dialogue.greeted();
        assertThat(dialogue.say("AUTH PLAIN " + ALICE + "\r\n")).startsWith("504 5.5.4");
        assertThat(dialogue.say("AUTH FOO\r\n")).startsWith("504 5.5.4");
        Dialogue without = Dialogue.greeted(Map.of("AUTH", "0"), Map.of());
        assertThat(without.say("EHLO c\r\n")).doesNotContain("AUTH");
        assertThat(without.say("AUTH ECHO\r\n")).startsWith("502 5.5.1");
    }

    @Test
    void aDirectoryThatIsDownIsNoFailedLogin() {
        Dialogue dialogue = Dialogue.greeted();
        String down = base64("\0down\0x");
        for (int i = 0; i < 5; i++) {
            dialogue.say("AUTH ECHO\r\n");
            assertThat(dialogue.say(down + "\r\n")).startsWith("454 4.7.0");
        }
        dialogue.rooms.authenticatorAway = true;
        assertThat(dialogue.say("AUTH ECHO\r\n")).startsWith("454 4.7.0");
    }

    @Test
    void failedLoginsEndTheSession() {
        Dialogue dialogue = Dialogue.greeted();
        String answers = "";
        for (int i = 0; i < 3; i++) {
            dialogue.say("AUTH ECHO\r\n");
            answers = dialogue.say("AAAA\r\n");
        }
        assertThat(answers).contains("535 5.7.8").contains("421 4.7.0");
        assertThat(dialogue.connection.closing).isTrue();
    }

    @Test
    void longLoginLinesPassAndTooLongOnesEndTheLogin() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.say("AUTH ECHO\r\n");
        assertThat(dialogue.say("A".repeat(12_000) + "\r\n")).startsWith("535 ");
        dialogue.say("AUTH ECHO\r\n");
        assertThat(dialogue.say("A".repeat(20_000) + "\r\n")).startsWith("500 5.5.6");
        assertThat(dialogue.say("NOOP\r\n")).startsWith("250 ");
    }

    @Test
    void aLoginLetsGoOfAnAuthenticatorThatLeaves() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.say("AUTH ECHO\r\n");
        assertThat(dialogue.rooms.openLeases).isEqualTo(1);
        dialogue.session.loginsLeaving();
        dialogue.connection.settle();
        assertThat(dialogue.rooms.openLeases).isZero();
        assertThat(dialogue.say(ALICE + "\r\n")).startsWith("454 4.7.0");
    }

    @Test
    void submissionDemandsALoginAndCompletesTheMessage() {
        Dialogue dialogue = encrypted(Map.of("SUBMISSION", "1", "CHANNEL", "tcp_submit"));
        dialogue.say("EHLO c\r\n");
        assertThat(dialogue.say("MAIL FROM:<alice@b.c>\r\n")).startsWith("530 5.7.0");
        dialogue.say("AUTH PLAIN " + ALICE + "\r\n");
        dialogue.say("MAIL FROM:<alice@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n");
        dialogue.say("Subject: x\r\n\r\nbody\r\n.\r\n");
        assertThat(dialogue.rooms.taken.get(0).data())
                .startsWith("Subject: x\r\nDate: Mon, 23 Nov 2026 ")
                .matches("(?s).*Message-ID: <\\S+@mx.example.com>\r\n\r\nbody\r\n");
        assertThat(dialogue.rooms.taken.get(0).origin().channel()).isEqualTo("tcp_submit");
    }

    @Test
    void headerThatWasHeldBackIsPassedOnByAWorkerIfItMustBeWritten() {
        Dialogue dialogue = encrypted(Map.of("SUBMISSION", "1", "CHANNEL", "tcp_submit"));
        dialogue.rooms.messageSize = 100_000;
        dialogue.say("EHLO c\r\nAUTH PLAIN " + ALICE + "\r\n");
        dialogue.say("MAIL FROM:<alice@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n");
        String field = "X-Field: " + "x".repeat(500) + "\r\n";
        for (int i = 0; i < 20; i++) {
            dialogue.say(field);
        }
        assertThat(dialogue.say("\r\nbody\r\n.\r\n")).startsWith("250 ");
        assertThat(dialogue.rooms.taken.get(0).data()).startsWith(field.repeat(20));
    }

    @Test
    void transferLeavesTheMessageAsItIs() {
        Dialogue dialogue = Dialogue.inData();
        dialogue.say("Subject: x\r\n\r\nbody\r\n.\r\n");
        assertThat(dialogue.rooms.taken.get(0).data()).isEqualTo("Subject: x\r\n\r\nbody\r\n");
        assertThat(dialogue.rooms.taken.get(0).origin().authenticated())
                .isEqualTo(Optional.empty());
    }

    /** Permits so many of each, of any account. */
    private static final class Allowed implements SubmissionRates {
        private final List<String> counted = new ArrayList<>();
        private int messages;
        private int recipients;

        Allowed(int messages, int recipients) {
            this.messages = messages;
            this.recipients = recipients;
        }

        @Override
        public Optional<Duration> message(String account) {
            counted.add(account);
            return messages-- > 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(29));
        }

        @Override
        public Optional<Duration> recipient(String account) {
            return recipients-- > 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(9));
        }
    }

    @Test
    void anAccountThatHasSentEnoughIsRefusedForNow() {
        Dialogue dialogue = encrypted(Map.of());
        Allowed allowed = new Allowed(1, 2);
        dialogue.rooms.rates = Optional.of(allowed);
        dialogue.say("EHLO c\r\nAUTH PLAIN " + ALICE + "\r\nMAIL FROM:<a@b.c>\r\n");
        dialogue.say("RCPT TO:<d@e.f>\r\nRCPT TO:<g@e.f>\r\n");
        assertThat(dialogue.say("RCPT TO:<h@e.f>\r\n"))
                .isEqualTo(
                        "450 4.7.0 too many recipients of this account in an hour, try again in 10"
                                + " seconds\r\n");
        assertThat(dialogue.say("DATA\r\n.\r\n")).contains("\r\n250 ");
        assertThat(dialogue.rooms.taken.get(0).recipients()).hasSize(2);
        assertThat(dialogue.say("MAIL FROM:<a@b.c>\r\n"))
                .isEqualTo(
                        "450 4.7.0 too many messages of this account in an hour, try again in 30"
                                + " seconds\r\n");
        assertThat(dialogue.say("RCPT TO:<d@e.f>\r\n")).startsWith("503 5.5.1");
        assertThat(allowed.counted).containsExactly("alice", "alice");
    }

    @Test
    void messageThatCannotBeginIsNotCounted() {
        Dialogue dialogue = encrypted(Map.of());
        dialogue.rooms.rates = Optional.of(new Allowed(1, 1));
        dialogue.rooms.acceptanceAway = true;
        dialogue.say("EHLO c\r\nAUTH PLAIN " + ALICE + "\r\n");
        assertThat(dialogue.say("MAIL FROM:<a@b.c>\r\n")).startsWith("451 4.3.2");
        dialogue.rooms.acceptanceAway = false;
        assertThat(dialogue.say("MAIL FROM:<a@b.c>\r\nRSET\r\n")).startsWith("250 2.1.0");
        assertThat(dialogue.say("MAIL FROM:<a@b.c>\r\n")).startsWith("450 4.7.0");
        assertThat(dialogue.rooms.openLeases).isZero();
    }

    @Test
    void recipientTooManyDoesNotWaitLikeTheOneBefore() {
        Dialogue dialogue = encrypted(Map.of());
        dialogue.rooms.rates = Optional.of(new Allowed(1, 1));
        dialogue.rooms.delays = who -> Duration.ofSeconds(who.equals("slow@e.f") ? 5 : 0);
        dialogue.say("EHLO c\r\nAUTH PLAIN " + ALICE + "\r\nMAIL FROM:<a@b.c>\r\n");
        dialogue.say("RCPT TO:<slow@e.f>\r\n");
        dialogue.clock.move(Duration.ofSeconds(5));
        dialogue.connection.settle();
        dialogue.connection.heard();
        assertThat(dialogue.say("RCPT TO:<h@e.f>\r\n")).startsWith("450 4.7.0");
    }

    @Test
    void clientsWithoutLoginAreNotCounted() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.rooms.rates = Optional.of(new Allowed(0, 0));
        dialogue.say("MAIL FROM:<a@b.c>\r\n");
        assertThat(dialogue.say("RCPT TO:<d@e.f>\r\n")).startsWith("250 ");
    }
}
