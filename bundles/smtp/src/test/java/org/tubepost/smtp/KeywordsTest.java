// SPDX-License-Identifier: Apache-2.0
package org.tubepost.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tubepost.api.config.Generation;
import org.tubepost.api.message.MessageId;
import org.tubepost.api.message.Priority;
import org.tubepost.api.queue.QueueEntry;

/** What the keywords of the listener's channel do. */
class KeywordsTest {
    private static final String ENVELOPE = "MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\n";
    private static final String ALICE =
            Base64.getEncoder().encodeToString("\0alice\0secret".getBytes(StandardCharsets.UTF_8));

    private static List<String> offers(String keywords) {
        Dialogue dialogue = Dialogue.with(rooms -> rooms.channel("tcp_local", keywords));
        return dialogue.say("EHLO c\r\n").lines().map(l -> l.substring(4).split(" ")[0]).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "notls, STARTTLS",
        "notlsserver, STARTTLS",
        "maytls notlsserver, STARTTLS",
        "nosasl, AUTH",
        "maysaslserver nosaslserver, AUTH",
        "musttlsserver, AUTH",
        "nopipelining, PIPELINING",
        "nochunkingserver, CHUNKING",
        "nodsn, DSN",
        "sevenbit, 8BITMIME",
        "sevenbit, SMTPUTF8",
        "allowetrn disableetrn, ETRN"
    })
    void aKeywordTakesAnExtensionAway(String keywords, String extension) {
        assertThat(offers(keywords)).doesNotContain(extension);
    }

    @ParameterizedTest
    @CsvSource({
        "notls maytlsserver, STARTTLS",
        "musttls, STARTTLS",
        "notlsclient, STARTTLS",
        "nosasl maysaslserver, AUTH",
        "mustsasl, AUTH",
        "nopipelining pipelining, PIPELINING",
        "nochunkingclient, CHUNKING",
        "sevenbit eightnegotiate, 8BITMIME",
        "eightstrict, 8BITMIME",
        "allowetrn, ETRN",
        "silentetrn, ETRN"
    })
    void theLastKeywordCounts(String keywords, String extension) {
        assertThat(offers(keywords)).contains(extension);
    }

    @Test
    void mustTlsServerTakesNothingInClear() {
        Dialogue dialogue = Dialogue.on("musttlsserver vrfyallow");
        assertThat(dialogue.say("NOOP\r\n")).startsWith("250 ");
        for (String command : List.of("MAIL FROM:<>", "AUTH ECHO", "VRFY a@b.c")) {
            assertThat(dialogue.say(command + "\r\n")).startsWith("530 5.7.0 say STARTTLS");
        }
        dialogue.say("STARTTLS\r\n");
        dialogue.connection.completeHandshake();
        assertThat(dialogue.say("EHLO c\r\n" + ENVELOPE)).contains("AUTH", "250 2.1.5");
    }

    @Test
    void whatAKeywordTakesAwayIsRefused() {
        assertThat(Dialogue.on("notlsserver").say("STARTTLS\r\n")).startsWith("502 5.5.1");
        assertThat(Dialogue.on("nosaslserver").say("AUTH ECHO\r\n")).startsWith("502 5.5.1");
        Dialogue dsn = Dialogue.on("nodsn");
        assertThat(dsn.say("MAIL FROM:<> RET=HDRS\r\n")).startsWith("555 5.5.4");
        assertThat(dsn.say("MAIL FROM:<> ENVID=x\r\nMAIL FROM:<>\r\n")).startsWith("555 5.5.4");
        assertThat(dsn.say("RCPT TO:<d@e.f> NOTIFY=NEVER\r\n")).startsWith("555 5.5.4");
        assertThat(dsn.say("RCPT TO:<d@e.f>\r\n")).startsWith("250 2.1.5");
        Dialogue seven = Dialogue.on("sevenbit");
        assertThat(seven.say("MAIL FROM:<> BODY=8BITMIME\r\n")).startsWith("555 5.5.4");
        assertThat(seven.say("MAIL FROM:<> SMTPUTF8\r\n")).startsWith("555 5.5.4");
    }

    @Test
    void chunksThatAreNotOfferedNeverBecomeCommands() {
        Dialogue dialogue = Dialogue.on("nochunkingserver");
        assertThat(dialogue.say(ENVELOPE + "BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n"))
                .endsWith("502 5.5.1 command not offered\r\n250 2.0.0 ok\r\n");
        assertThat(dialogue.say("DATA\r\nx\r\n.\r\n")).endsWith("250 2.0.0 taken\r\n");
    }

    @Test
    void mustSaslServerDemandsALogin() {
        Dialogue dialogue = Dialogue.on("mustsaslserver");
        assertThat(dialogue.say("MAIL FROM:<>\r\n")).startsWith("530 5.7.0 a login");
        dialogue.say("AUTH ECHO\r\n");
        assertThat(dialogue.say(ALICE + "\r\nMAIL FROM:<>\r\n"))
                .isEqualTo("235 2.7.0 logged in\r\n250 2.1.0 sender ok\r\n");
    }

    @Test
    void theListenerMayTakeLoginsAwayFromItsChannel() {
        Dialogue dialogue =
                new Dialogue(
                        Map.of("AUTH", "0"),
                        Map.of(),
                        rooms -> rooms.channel("tcp_local", "maysaslserver"));
        assertThat(dialogue.say("EHLO c\r\n")).doesNotContain("AUTH");
    }

    @Test
    void badCommandsAreBorneAsOftenAsTheChannelSays() {
        Dialogue dialogue = Dialogue.on("disconnectbadcommandlimit 2");
        assertThat(dialogue.say("A\r\nB\r\nC\r\n").lines().map(l -> l.substring(0, 9)))
                .containsExactly("500 5.5.1", "500 5.5.1", "421 4.7.0");
    }

    @Test
    void failedLoginsAreBorneAsOftenAsTheChannelSays() {
        Dialogue dialogue = Dialogue.on("disconnectbadauthlimit 1");
        dialogue.say("AUTH ECHO\r\n");
        assertThat(dialogue.say("AAAA\r\n"))
                .isEqualTo("535 5.7.8 wrong\r\n421 4.7.0 too many errors\r\n");
    }

    @Test
    void refusedRecipientsAreBorneAsOftenAsTheChannelSays() {
        Dialogue dialogue = Dialogue.on("disconnectrejectlimit 2");
        dialogue.say("MAIL FROM:<>\r\nRCPT TO:<nobody@e.f>\r\n");
        assertThat(dialogue.connection.closing).isFalse();
        assertThat(dialogue.say("RCPT TO:<nobody@e.f>\r\n"))
                .isEqualTo("550 5.1.1 no such user\r\n421 4.7.0 too many errors\r\n");
    }

    @Test
    void recipientsAndTransactionsAreCountedOffBetweenMessagesOnly() {
        Dialogue recipients = Dialogue.on("disconnectrecipientlimit 2");
        recipients.say("MAIL FROM:<>\r\n" + "RCPT TO:<d@e.f>\r\n".repeat(3));
        assertThat(recipients.say("DATA\r\nx\r\n.\r\n")).endsWith("250 2.0.0 taken\r\n");
        assertThat(recipients.say("MAIL FROM:<>\r\n")).startsWith("421 4.7.0");
        Dialogue transactions = Dialogue.on("disconnecttransactionlimit 1");
        transactions.say("MAIL FROM:<>\r\n");
        assertThat(transactions.say("RSET\r\n")).startsWith("421 4.7.0");
        assertThat(transactions.rooms.openLeases).isZero();
    }

    @Test
    void zeroIsNoLimit() {
        Dialogue dialogue = Dialogue.on("disconnectbadcommandlimit 0");
        assertThat(dialogue.say("A\r\n".repeat(100)).lines()).hasSize(100);
    }

    @Test
    void afterSwitchingTheLimitsOfTheNewChannelCount() {
        Dialogue dialogue =
                Dialogue.with(
                        rooms -> {
                            rooms.channel("tcp_local", "disconnectrejectlimit 2");
                            rooms.channel("tcp_intranet", "disconnectrejectlimit 4");
                            rooms.switched = Optional.of("tcp_intranet");
                        });
        dialogue.say("MAIL FROM:<>\r\n" + "RCPT TO:<nobody@e.f>\r\n".repeat(3));
        assertThat(dialogue.connection.closing).isFalse();
        dialogue.rooms.switched = Optional.empty();
        assertThat(dialogue.say("RSET\r\nMAIL FROM:<>\r\nRCPT TO:<nobody@e.f>\r\n"))
                .endsWith("421 4.7.0 too many errors\r\n");
    }

    private static String sent(String keywords, String data) {
        Dialogue dialogue = Dialogue.on(keywords);
        dialogue.rooms.messageSize = 100_000;
        dialogue.say(ENVELOPE + "DATA\r\n");
        String answer = dialogue.say(data + "\r\n.\r\n");
        assertThat(dialogue.rooms.openLeases).isZero();
        return answer
                + dialogue.rooms.taken.stream().map(FakeRooms.Taken::data).findAny().orElse("");
    }

    @Test
    void longLinesAreTakenRefusedWrappedOrTruncated() {
        String taken = "250 2.0.0 taken\r\n";
        String full = "X: y\r\n\r\n" + "x".repeat(998);
        String more = full + "z";
        assertThat(sent("maytls", more)).isEqualTo(taken + more + "\r\n");
        assertThat(sent("rejectsmtplonglines", full)).isEqualTo(taken + full + "\r\n");
        assertThat(sent("rejectsmtplonglines", more)).isEqualTo(Replies.LONG_LINE + "\r\n");
        assertThat(sent("wrapsmtplonglines", more)).isEqualTo(taken + full + "\r\nz\r\n");
        assertThat(sent("truncatesmtplonglines", more)).isEqualTo(taken + full + "\r\n");
    }

    @Test
    void dataIsTreatedAsTheSwitchedChannelSays() {
        Dialogue dialogue =
                Dialogue.with(
                        rooms -> {
                            rooms.channel("tcp_intranet", "eightstrict");
                            rooms.switched = Optional.of("tcp_intranet");
                        });
        dialogue.say(ENVELOPE + "DATA\r\n");
        assertThat(dialogue.say("ü\r\n.\r\n")).startsWith("554 5.6.1");
    }

    @Test
    void eightStrictRefusesOctetsThatWereNotAnnounced() {
        assertThat(sent("eightstrict", "plain")).startsWith("250 2.0.0");
        assertThat(sent("eightstrict", "ü")).isEqualTo(Replies.EIGHT_BIT_UNDECLARED + "\r\n");
        assertThat(sent("eightbit", "ü")).startsWith("250 2.0.0");
        Dialogue announced = Dialogue.on("eightstrict");
        announced.say("MAIL FROM:<> BODY=8BITMIME\r\nRCPT TO:<d@e.f>\r\nDATA\r\n");
        assertThat(announced.say("ü\r\n.\r\n")).startsWith("250 2.0.0");
    }

    @Test
    void vrfyTellsWhatRcptWouldAndNothingWithoutTheKeyword() {
        Dialogue open = Dialogue.on("vrfyallow disconnectrejectlimit 2");
        assertThat(open.say("VRFY <d@e.f>\r\n")).isEqualTo("250 2.1.5 <d@e.f>\r\n");
        assertThat(open.say("VRFY d@e.f\r\nVRFY a b\r\n"))
                .isEqualTo("250 2.1.5 <d@e.f>\r\n501 5.1.3 expected '@' (column 2)\r\n");
        assertThat(open.say("VRFY nobody@e.f\r\nVRFY nobody@e.f\r\n"))
                .isEqualTo(
                        "550 5.1.1 no such user\r\n".repeat(2) + "421 4.7.0 too many errors\r\n");
        assertThat(open.rooms.openLeases).isZero();
        assertThat(open.rooms.taken).isEmpty();
        for (String keyword : List.of("vrfyhide", "vrfydefault", "vrfyallow vrfyhide")) {
            assertThat(Dialogue.on(keyword).say("VRFY nobody@e.f\r\n")).startsWith("252 2.5.0");
        }
    }

    private static QueueEntry entry(long number, String destination, QueueEntry.State state) {
        return new QueueEntry(
                number,
                new MessageId("m" + number),
                "tcp_local",
                destination,
                Priority.NORMAL,
                1,
                1,
                Instant.EPOCH,
                Instant.MAX,
                1,
                0,
                state,
                "");
    }

    private static Dialogue withQueue(String keywords) {
        return Dialogue.with(
                rooms -> {
                    rooms.channel("tcp_local", keywords);
                    rooms.queued =
                            List.of(
                                    entry(1, "example.org", QueueEntry.State.READY),
                                    entry(2, "sub.example.org", QueueEntry.State.READY),
                                    entry(3, "example.org", QueueEntry.State.HELD),
                                    entry(4, "example.net", QueueEntry.State.READY));
                });
    }

    @Test
    void etrnMakesWhatWaitsForADomainDue() {
        Dialogue dialogue = withQueue("allowetrn");
        assertThat(dialogue.say("ETRN Example.ORG\r\n")).startsWith("253 2.0.0 1 messages");
        assertThat(dialogue.rooms.rescheduled).containsExactly(1L);
        assertThat(dialogue.say("ETRN @example.org\r\n")).startsWith("253 2.0.0 2 messages");
        assertThat(dialogue.say("ETRN example.com\r\n")).startsWith("251 2.0.0");
        assertThat(dialogue.say("ETRN #queue\r\n")).startsWith("501 5.5.4");
        dialogue.say("ETRN a\r\nETRN a\r\n");
        assertThat(dialogue.say("ETRN example.org\r\n")).startsWith("458 4.7.0");
        assertThat(dialogue.rooms.openLeases).isZero();
    }

    @Test
    void etrnIsSilentBlockedOrUnknownAsTheChannelSays() {
        Dialogue silent = withQueue("silentetrn");
        assertThat(silent.say("ETRN example.org\r\n")).isEqualTo("250 2.0.0 ok\r\n");
        assertThat(silent.rooms.rescheduled).containsExactly(1L);
        Dialogue blocked = withQueue("blocketrn");
        assertThat(blocked.say("ETRN example.org\r\n")).startsWith("459 4.7.1");
        assertThat(withQueue("disableetrn").say("ETRN example.org\r\n")).startsWith("502 ");
        assertThat(blocked.rooms.rescheduled).isEmpty();
    }

    @Test
    void numericIdentLeavesTheNameOfTheClientOut() {
        List<String> names = new ArrayList<>();
        for (String keyword : List.of("identnone", "identnonenumeric", "identtcpnumeric")) {
            Dialogue dialogue = Dialogue.on(keyword);
            dialogue.say(ENVELOPE + "DATA\r\n.\r\n");
            names.add(dialogue.rooms.taken.get(0).origin().clientName());
        }
        assertThat(names).isEqualTo(Arrays.asList("client.example.org", "", ""));
    }

    @Test
    void keywordsAreCompiledOnceForEachGeneration() {
        FakeRooms rooms = new FakeRooms(() -> true);
        SmtpSettings settings = Dialogue.settings(Map.of());
        rooms.channel("tcp_local", "disconnectbadcommandlimit 7");
        Generation[] inForce = {rooms.generation().orElseThrow()};
        KeywordsInForce keywords =
                new KeywordsInForce(() -> Optional.ofNullable(inForce[0]), settings);
        ServerKeywords first = keywords.of("tcp_local");
        assertThat(first.limits().badCommands()).isEqualTo(7);
        assertThat(keywords.of("tcp_local")).isSameAs(first);
        assertThat(keywords.of("absent")).isEqualTo(ServerKeywords.none(settings));
        rooms.channel("tcp_local", "disconnectbadcommandlimit 8");
        inForce[0] = rooms.generation().orElseThrow();
        assertThat(keywords.of("tcp_local").limits().badCommands()).isEqualTo(8);
        inForce[0] = null;
        assertThat(keywords.of("tcp_local")).isEqualTo(ServerKeywords.none(settings));
    }
}
