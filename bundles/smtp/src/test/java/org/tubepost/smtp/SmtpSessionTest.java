// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;

class SmtpSessionTest {
    private static final String ENVELOPE = "MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\n";

    @Test
    void aMessageIsTakenWithItsOrigin() throws Exception {
        Dialogue dialogue = new Dialogue(Map.of("CHANNEL", "tcp_other"), Map.of());
        assertThat(dialogue.connection.heard()).isEqualTo("220 mx.example.com ESMTP Tubepost\r\n");
        assertThat(dialogue.say("EHLO client.example.org\r\n"))
                .isEqualTo(
                        "250-mx.example.com\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250-8BITMIME\r\n"
                                + "250-SMTPUTF8\r\n250-CHUNKING\r\n250-ENHANCEDSTATUSCODES\r\n"
                                + "250-DSN\r\n250-STARTTLS\r\n250-AUTH ECHO\r\n250 HELP\r\n");
        assertThat(dialogue.say("MAIL FROM:<a@b.c> BODY=8BITMIME\r\n"))
                .isEqualTo("250 2.1.0 sender ok\r\n");
        assertThat(dialogue.say("RCPT TO:<d@e.f>\r\n")).isEqualTo("250 2.1.5 recipient ok\r\n");
        assertThat(dialogue.say("DATA\r\n")).isEqualTo("354 go on\r\n");
        assertThat(dialogue.say("Subject: x\r\n\r\n..dot\r\n.\r\n"))
                .isEqualTo("250 2.0.0 taken\r\n");
        assertThat(dialogue.say("QUIT\r\n")).isEqualTo("221 2.0.0 bye\r\n");
        FakeRooms.Taken taken = dialogue.rooms.taken.get(0);
        assertThat(taken.data()).isEqualTo("Subject: x\r\n\r\n.dot\r\n");
        assertThat(taken.recipients()).containsExactly(MailAddress.parse("d@e.f"));
        assertThat(taken.origin().protocol()).isEqualTo("ESMTP");
        assertThat(taken.origin().channel()).isEqualTo("tcp_other");
        assertThat(taken.origin().helo()).isEqualTo("client.example.org");
        assertThat(taken.origin().clientName()).isEqualTo("client.example.org");
        assertThat(taken.origin().received()).isEqualTo(Dialogue.NOON);
        assertThat(dialogue.rooms.openLeases).isZero();
        assertThat(dialogue.connection.closing).isTrue();
    }

    @Test
    void pipelinedCommandsAreAnsweredInOrderByOneTask() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.connection.workerTasks = 0;
        String answers =
                dialogue.say(
                        "MAIL FROM:<a@b.c>\r\nRCPT TO:<nobody@e.f>\r\nNOOP\r\nRCPT TO:<d@e.f>\r\nDATA\r\n");
        assertThat(answers)
                .isEqualTo(
                        "250 2.1.0 sender ok\r\n550 5.1.1 no such user\r\n250 2.0.0 ok\r\n"
                                + "250 2.1.5 recipient ok\r\n354 go on\r\n");
        assertThat(dialogue.connection.workerTasks).isEqualTo(1);
        dialogue.connection.workerTasks = 0;
        assertThat(dialogue.say("x\r\n.\r\n" + ENVELOPE + "RSET\r\nQUIT\r\n"))
                .isEqualTo(
                        "250 2.0.0 taken\r\n250 2.1.0 sender ok\r\n250 2.1.5 recipient ok\r\n"
                                + "250 2.0.0 ok\r\n221 2.0.0 bye\r\n");
    }

    @Test
    void commandsThatNeedNobodyAreAnsweredOnTheIoThread() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.hand("NOOP\r\nVRFY x\r\nHELP\r\nRSET\r\nEXPN x\r\nETRN x\r\nFOO\r\nLHLO x\r\n");
        assertThat(dialogue.connection.worker).isEmpty();
        assertThat(dialogue.connection.heard().replaceAll("(?m)^(...[ -]).*$", "$1"))
                .isEqualTo(
                        "250 \r\n252 \r\n214-\r\n214 \r\n250 \r\n502 \r\n502 \r\n500 \r\n500 \r\n"
                                .replace("\r\n", "\r\n"));
    }

    @Test
    void whatFollowsAMessageWaitsForItsAnswer() {
        Dialogue dialogue = Dialogue.inData();
        dialogue.rooms.commitsWait = true;
        assertThat(dialogue.say("x\r\n.\r\nNOOP\r\nMAIL FROM:<>\r\n")).isEmpty();
        assertThat(dialogue.connection.worker).isEmpty();
        assertThat(dialogue.say("RSET\r\n")).isEmpty();
        dialogue.rooms.lastCommit.complete(Reply.of(451, "4.3.0", "later"));
        dialogue.connection.settle();
        assertThat(dialogue.connection.heard())
                .isEqualTo(
                        "451 4.3.0 later\r\n250 2.0.0 ok\r\n250 2.1.0 sender ok\r\n250 2.0.0 ok\r\n");
        assertThat(dialogue.rooms.openLeases).isZero();
    }

    @Test
    void theAnswerGoesOutBeforeAnyWorkerIsFree() {
        Dialogue dialogue = Dialogue.inData();
        dialogue.rooms.commitsWait = true;
        dialogue.say("x\r\n.\r\n");
        dialogue.rooms.lastCommit.complete(Reply.of(250, "2.0.0", "taken"));
        assertThat(dialogue.connection.heard()).isEqualTo("250 2.0.0 taken\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'MAIL FROM:<a@b.c>', 503",
        "'RCPT TO:<a@b.c>', 503",
        "'DATA', 503",
        "'AUTH PLAIN', 503",
        "'EHLO', 501",
        "'STARTTLS now', 501"
    })
    void commandsOutOfOrderAreRefused(String command, int code) {
        Dialogue dialogue = new Dialogue(Map.of(), Map.of());
        dialogue.connection.heard();
        assertThat(dialogue.say(command + "\r\n")).startsWith(code + " 5.5.");
        assertThat(dialogue.rooms.openLeases).isZero();
    }

    @Test
    void aSecondMailIsRefusedAndEhloEndsTheFirst() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.say(ENVELOPE);
        assertThat(dialogue.say("MAIL FROM:<>\r\n")).startsWith("503 5.5.1");
        assertThat(dialogue.rooms.openLeases).isEqualTo(1);
        dialogue.say("EHLO again\r\n");
        assertThat(dialogue.rooms.openLeases).isZero();
        assertThat(dialogue.say("RCPT TO:<d@e.f>\r\n")).startsWith("503 5.5.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n.\r\nMAIL FROM:<evil@b.c>\r\n",
                "a\r\n.\nMAIL FROM:<evil@b.c>\r\n",
                "a\n.\nMAIL FROM:<evil@b.c>\r\n",
                "a\r.\rMAIL FROM:<evil@b.c>\r\n",
                "a\r\n.\rMAIL FROM:<evil@b.c>\r\n"
            })
    void smuggledCommandsStayDataAndTheMessageIsRefused(String data) {
        Dialogue dialogue = Dialogue.inData();
        assertThat(dialogue.say(data)).isEmpty();
        assertThat(dialogue.say("\r\n.\r\nNOOP\r\n"))
                .isEqualTo(
                        "550 5.6.11 CR and LF may not stand alone in a message\r\n250 2.0.0 ok\r\n");
        assertThat(dialogue.rooms.taken).isEmpty();
        assertThat(dialogue.rooms.openLeases).isZero();
    }

    @Test
    void commandsWithBareLineEndsAreRefused() {
        Dialogue dialogue = Dialogue.greeted();
        assertThat(dialogue.say("NOOP\nNO\rOP\r\nNOOP\r\n"))
                .isEqualTo(
                        "500 5.5.2 lines must end with CR LF\r\n500 5.5.2 lines must end with CR LF\r\n"
                                + "250 2.0.0 ok\r\n");
    }

    @Test
    void aMessageThatGrowsTooLargeIsThrownAwayAndRefused() {
        Dialogue dialogue = Dialogue.inData();
        assertThat(dialogue.say("x".repeat(1500) + "\r\n")).isEmpty();
        assertThat(dialogue.rooms.openLeases).isZero();
        assertThat(dialogue.say("more\r\n.\r\nNOOP\r\n"))
                .isEqualTo("552 5.3.4 message is larger than 1000 octets\r\n250 2.0.0 ok\r\n");
        assertThat(dialogue.rooms.taken).isEmpty();
    }

    @Test
    void chunksMakeAMessage() {
        Dialogue dialogue = Dialogue.greeted();
        assertThat(dialogue.say(ENVELOPE + "BDAT 5\r\nab\r\n.BDAT 3 LAST\r\n\r\n.NOOP\r\n"))
                .isEqualTo(
                        "250 2.1.0 sender ok\r\n250 2.1.5 recipient ok\r\n"
                                + "250 2.0.0 5 octets received\r\n250 2.0.0 taken\r\n250 2.0.0 ok\r\n");
        assertThat(dialogue.rooms.taken.get(0).data()).isEqualTo("ab\r\n.\r\n.");
    }

    @Test
    void anEmptyLastChunkEndsTheMessage() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.say(ENVELOPE + "BDAT 3\r\nabc");
        assertThat(dialogue.say("BDAT 0 LAST\r\n")).isEqualTo("250 2.0.0 taken\r\n");
    }

    @Test
    void chunksNeverBecomeCommands() {
        Dialogue dialogue = Dialogue.greeted();
        assertThat(dialogue.say("BDAT 6\r\nQUIT\r\nNOOP\r\n"))
                .isEqualTo("503 5.5.1 say MAIL first\r\n250 2.0.0 ok\r\n");
        assertThat(
                        dialogue.say(
                                "MAIL FROM:<>\r\nBDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n"))
                .isEqualTo(
                        "250 2.1.0 sender ok\r\n554 5.5.1 no valid recipients\r\n"
                                + "554 5.5.1 no valid recipients\r\n250 2.0.0 ok\r\n");
        assertThat(dialogue.say("BDAT x\r\nQUIT\r\n")).startsWith("421 4.5.4");
        assertThat(dialogue.connection.closing).isTrue();
    }

    @Test
    void chunksAndDataDoNotMixAndBareLineBreaksAreRefused() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.say(ENVELOPE + "BDAT 2\r\na\n");
        assertThat(dialogue.say("DATA\r\n")).startsWith("503 5.5.1");
        assertThat(dialogue.say("RCPT TO:<x@y.z>\r\n")).startsWith("503 5.5.1");
        assertThat(dialogue.say("BDAT 1 LAST\r\nb")).startsWith("550 5.6.11");
        assertThat(dialogue.rooms.taken).isEmpty();
    }

    @Test
    void internationalRecipientsNeedTheParameter() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.say("MAIL FROM:<a@b.c>\r\n");
        assertThat(dialogue.say("RCPT TO:<jürgen@b.c>\r\n")).startsWith("553 5.6.7");
        dialogue.say("RSET\r\nMAIL FROM:<jürgen@b.c> SMTPUTF8\r\n");
        assertThat(dialogue.say("RCPT TO:<jürgen@b.c>\r\nDATA\r\n")).contains("250 2.1.5", "354 ");
        dialogue.say(".\r\n");
        assertThat(dialogue.rooms.taken.get(0).origin().protocol()).isEqualTo("UTF8SMTP");
    }

    @ParameterizedTest
    @CsvSource({
        "u%remote.example@local.example, u%remote.example, local.example",
        "remote.example!u@local.example, remote.example!u, local.example",
        "'@a.example,@[IPv6:::1]:u@c.example', u, c.example",
        "@a.example:u%b.example@c.example, u%b.example, c.example",
        "\"u@remote.example\"@local.example, u@remote.example, local.example",
        "\"u v\"@local.example, u v, local.example",
        "u@[192.0.2.1], u, [192.0.2.1]",
        "u@[IPv6:2001:DB8::1], u, [ipv6:2001:db8::1]",
        "Postmaster, Postmaster, ''"
    })
    void whatReachesAcceptanceIsTheMailboxAsItWasWritten(
            String path, String localPart, String domain) {
        Dialogue dialogue = Dialogue.greeted();
        assertThat(dialogue.say("MAIL FROM:<" + path + ">\r\nRCPT TO:<" + path + ">\r\nDATA\r\n"))
                .contains("250 2.1.0", "250 2.1.5", "354 ");
        dialogue.say(".\r\n");
        MailAddress expected = new MailAddress(localPart, domain);
        assertThat(dialogue.rooms.taken.get(0).recipients()).containsExactly(expected);
        assertThat(dialogue.rooms.taken.get(0).sender().address()).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u@remote.example@local.example",
                "@a.example u@c.example",
                "@a.example:",
                "u@[192.0.2.300]",
                "\"u@local.example",
                "u..v@local.example",
                "<u@local.example>",
                ""
            })
    void malformedRecipientsNeverReachAcceptance(String path) {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.say("MAIL FROM:<>\r\n");
        assertThat(dialogue.say("RCPT TO:<" + path + ">\r\n")).startsWith("501 5.1.3");
        assertThat(dialogue.say("DATA\r\n")).startsWith("554 5.5.1");
    }

    @Test
    void binaryBodiesAreNotOffered() {
        assertThat(Dialogue.greeted().say("MAIL FROM:<> BODY=BINARYMIME\r\n"))
                .startsWith("555 5.5.4");
    }

    @Test
    void withoutAcceptanceTheClientIsAskedToTryAgain() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.rooms.acceptanceAway = true;
        assertThat(dialogue.say("MAIL FROM:<a@b.c>\r\n")).startsWith("451 4.3.2");
        dialogue.rooms.acceptanceAway = false;
        assertThat(dialogue.say("MAIL FROM:<a@b.c>\r\n")).startsWith("250 ");
    }

    @Test
    void aMessageUnderWayLetsGoOfAcceptanceThatLeaves() {
        Dialogue dialogue = Dialogue.inData();
        dialogue.say("half\r\n");
        assertThat(dialogue.rooms.openLeases).isEqualTo(1);
        dialogue.session.acceptanceLeaving();
        dialogue.connection.settle();
        assertThat(dialogue.rooms.openLeases).isZero();
        assertThat(dialogue.say("other half\r\n.\r\n")).startsWith("451 4.3.2");
        assertThat(dialogue.say(ENVELOPE + "DATA\r\nx\r\n.\r\n")).endsWith("250 2.0.0 taken\r\n");
    }

    @Test
    void aMessageThatIsBeingCommittedKeepsItsLease() {
        Dialogue dialogue = Dialogue.inData();
        dialogue.rooms.commitsWait = true;
        dialogue.say("x\r\n.\r\n");
        dialogue.session.acceptanceLeaving();
        dialogue.connection.settle();
        assertThat(dialogue.rooms.openLeases).isEqualTo(1);
        dialogue.rooms.lastCommit.complete(Reply.of(250, "2.0.0", "taken"));
        dialogue.connection.settle();
        assertThat(dialogue.connection.heard()).isEqualTo("250 2.0.0 taken\r\n");
        assertThat(dialogue.rooms.openLeases).isZero();
    }

    @Test
    void endingSendsAnOutstandingAnswerFirst() {
        Dialogue dialogue = Dialogue.inData();
        dialogue.rooms.commitsWait = true;
        dialogue.say("x\r\n.\r\nNOOP\r\n");
        dialogue.session.ending();
        dialogue.connection.settle();
        assertThat(dialogue.connection.heard()).isEmpty();
        assertThat(dialogue.connection.closing).isFalse();
        dialogue.rooms.lastCommit.complete(Reply.of(250, "2.0.0", "taken"));
        dialogue.connection.settle();
        assertThat(dialogue.connection.heard())
                .isEqualTo("250 2.0.0 taken\r\n421 4.3.2 service goes for a moment, try again\r\n");
        assertThat(dialogue.connection.closing).isTrue();
    }

    @Test
    void endingInTheMiddleOfDataTakesNothing() {
        Dialogue dialogue = Dialogue.inData();
        dialogue.say("half");
        dialogue.session.ending();
        dialogue.connection.settle();
        assertThat(dialogue.connection.heard()).startsWith("421 4.3.2");
        assertThat(dialogue.rooms.openLeases).isZero();
        assertThat(dialogue.say("\r\n.\r\n")).isEmpty();
        assertThat(dialogue.rooms.taken).isEmpty();
    }

    @Test
    void endingWhileAWorkerIsUnderWayComesBetweenTwoSteps() {
        Dialogue dialogue = Dialogue.inData();
        dialogue.hand("x\r\n.\r\n");
        dialogue.session.ending();
        dialogue.connection.settle();
        assertThat(dialogue.connection.heard()).startsWith("421 4.3.2");
        assertThat(dialogue.rooms.taken).isEmpty();
        assertThat(dialogue.rooms.openLeases).isZero();
    }

    @Test
    void aConnectionThatBreaksFreesEverything() {
        Dialogue dialogue = Dialogue.inData();
        dialogue.hand("half");
        dialogue.connection.close();
        dialogue.connection.settle();
        assertThat(dialogue.rooms.openLeases).isZero();
        Dialogue committing = Dialogue.inData();
        committing.rooms.commitsWait = true;
        committing.say("x\r\n.\r\n");
        committing.connection.close();
        committing.connection.settle();
        assertThat(committing.rooms.openLeases).isEqualTo(1);
        committing.rooms.lastCommit.complete(Reply.of(250, "2.0.0", "taken"));
        committing.connection.settle();
        assertThat(committing.rooms.openLeases).isZero();
        assertThat(committing.rooms.taken).hasSize(1);
    }

    @Test
    void readingStopsWhileTooMuchWaits() {
        Dialogue dialogue = Dialogue.greeted(Map.of(), Map.of("maxWaitingOctets", 100));
        dialogue.rooms.mostAtOnce = 0;
        dialogue.say(ENVELOPE + "DATA\r\n");
        dialogue.hand("x".repeat(80));
        assertThat(dialogue.connection.suspended).isFalse();
        dialogue.hand("x".repeat(80));
        assertThat(dialogue.connection.suspended).isTrue();
        dialogue.connection.settle();
        assertThat(dialogue.connection.suspended).isFalse();
        assertThat(dialogue.say("\r\n.\r\n")).startsWith("250 2.0.0");
        assertThat(dialogue.rooms.taken.get(0).data()).hasSize(162);
    }

    @Test
    void dataThatNeedsNoDiskIsReadWithoutAWorker() {
        Dialogue dialogue = Dialogue.inData();
        dialogue.hand("first line\r\n");
        dialogue.hand("second line\r\n");
        assertThat(dialogue.connection.worker).isEmpty();
        assertThat(dialogue.say(".\r\n")).startsWith("250 2.0.0");
        assertThat(dialogue.rooms.taken.get(0).data()).isEqualTo("first line\r\nsecond line\r\n");
    }

    @Test
    void whoDoesNotReadAnswersIsCutOff() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.connection.pending = 2_000_000;
        dialogue.say("NOOP\r\n");
        assertThat(dialogue.connection.aborted).isTrue();
    }

    @Test
    void overloadedWorkersAskTheClientToComeBack() {
        Dialogue dialogue = Dialogue.greeted();
        dialogue.connection.rejecting = true;
        assertThat(dialogue.say("MAIL FROM:<>\r\n")).startsWith("421 4.3.2 overloaded");
        assertThat(dialogue.connection.closing).isTrue();
    }

    @Test
    void silenceEndsTheSessionUnlessTheServerIsTheSilentOne() {
        Dialogue dialogue = Dialogue.inData();
        assertThat(dialogue.connection.idleSeconds).isEqualTo(300);
        dialogue.rooms.commitsWait = true;
        dialogue.say("x\r\n.\r\n");
        dialogue.session.idle();
        dialogue.connection.settle();
        assertThat(dialogue.connection.heard()).isEmpty();
        dialogue.rooms.lastCommit.complete(Reply.of(250, "2.0.0", "taken"));
        dialogue.connection.settle();
        dialogue.connection.heard();
        dialogue.session.idle();
        dialogue.connection.settle();
        assertThat(dialogue.connection.heard()).startsWith("421 4.4.2");
        assertThat(dialogue.connection.closing).isTrue();
    }

    @Test
    void earlyTalkersAreRefused() {
        Dialogue patient = new Dialogue(Map.of(), Map.of("greetingDelaySeconds", 2));
        assertThat(patient.connection.heard()).isEmpty();
        assertThat(patient.connection.idleSeconds).isEqualTo(2);
        patient.session.idle();
        assertThat(patient.connection.heard()).startsWith("220 ");
        assertThat(patient.connection.idleSeconds).isEqualTo(300);
        Dialogue hasty = new Dialogue(Map.of(), Map.of("greetingDelaySeconds", 2));
        assertThat(hasty.say("EHLO x\r\n")).startsWith("554 5.5.1");
        assertThat(hasty.connection.closing).isTrue();
    }

    @Test
    void limitsEndTheSession() {
        Dialogue dialogue = Dialogue.greeted(Map.of(), Map.of("maxBadCommands", 3));
        assertThat(dialogue.say("A\r\nB\r\nC\r\nD\r\n").lines().map(l -> l.substring(0, 3)))
                .containsExactly("500", "500", "500", "421");
        Dialogue harvester = Dialogue.greeted(Map.of(), Map.of("maxRefusedRecipients", 2));
        assertThat(harvester.say("MAIL FROM:<>\r\n" + "RCPT TO:<nobody@e.f>\r\n".repeat(3)).lines())
                .hasSize(4)
                .last()
                .asString()
                .startsWith("421 4.7.0");
        assertThat(harvester.rooms.openLeases).isZero();
        Dialogue many = Dialogue.greeted(Map.of(), Map.of("maxTransactions", 1));
        many.say("MAIL FROM:<>\r\nEHLO c\r\n");
        assertThat(many.say("MAIL FROM:<>\r\n")).startsWith("421 4.7.0");
        Dialogue browser = new Dialogue(Map.of(), Map.of());
        browser.connection.heard();
        assertThat(browser.say("POST / HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("421 4.7.0");
    }

    @Test
    void longLinesAreRefusedAndTheNextOneIsUnderstood() {
        Dialogue dialogue = Dialogue.greeted();
        assertThat(dialogue.say("NOOP " + "x".repeat(3000) + "\r\nNOOP\r\n"))
                .isEqualTo("500 5.5.2 line too long\r\n250 2.0.0 ok\r\n");
        assertThat(dialogue.say("NOOP " + "x".repeat(30_000) + "\r\nNOOP\r\n"))
                .isEqualTo("500 5.5.2 line too long\r\n250 2.0.0 ok\r\n");
    }
}
