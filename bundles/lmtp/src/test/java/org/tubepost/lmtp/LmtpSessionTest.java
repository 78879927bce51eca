// SPDX-License-Identifier: Apache-2.0
package org.tubepost.lmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.lmtp.Exchange.codes;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.directory.Status;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;

/** RFC 2033, with real octets. */
class LmtpSessionTest {
    private static final String TEXT = "Subject: x\r\n\r\n..dot\r\n.\r\n";

    private final Exchange exchange = Exchange.greeted();
    private final FakeRooms rooms = exchange.rooms;

    private static String envelope(String... recipients) {
        StringBuilder commands = new StringBuilder("MAIL FROM:<a@b.test>\r\n");
        for (String recipient : recipients) {
            commands.append("RCPT TO:<").append(recipient).append(">\r\n");
        }
        return commands.toString();
    }

    private String deliver(String text, String... recipients) {
        return codes(exchange.say(envelope(recipients) + "DATA\r\n" + text));
    }

    @Test
    void helloTellsWhatHolds() {
        String answer = exchange.say("LHLO again\r\n");
        assertThat(answer.lines().map(l -> l.substring(4)))
                .containsExactly(
                        "store1.example.com",
                        "PIPELINING",
                        "SIZE 157286400",
                        "8BITMIME",
                        "SMTPUTF8",
                        "CHUNKING",
                        "ENHANCEDSTATUSCODES",
                        "STARTTLS",
                        "HELP");
        assertThat(codes(exchange.say("EHLO x\r\nHELO x\r\n"))).isEqualTo("500 5.5.1|500 5.5.1|");
    }

    @Test
    void eachRecipientHasAnAnswerBehindTheData() {
        rooms.refusals.put("bob", new StoreException(Code.OVERQUOTA, "full"));
        assertThat(deliver(TEXT, "ada@example.com", "nobody@example.com", "bob@example.com"))
                .isEqualTo(
                        "250 2.1.0|250 2.1.5|550 5.1.1|250 2.1.5|"
                                + "354 end with a dot on a line of its own|"
                                + "250 2.1.5|452 4.2.2|");
        assertThat(rooms.taken).hasSize(1);
        assertThat(rooms.taken.get(0).mailboxes())
                .containsExactly("user/ada/INBOX", "user/bob/INBOX");
        assertThat(rooms.taken.get(0).text())
                .startsWith("Return-Path: <a@b.test>\r\nReceived: from mx.example.com")
                .contains("with LMTP")
                .endsWith("\r\nSubject: x\r\n\r\n.dot\r\n");
        assertThat(rooms.openLeases).isZero();
        assertThat(rooms.openSinks).isZero();
    }

    @Test
    void dataWithoutRecipientIsRefused() {
        assertThat(codes(exchange.say(envelope("nobody@example.com") + "DATA\r\nNOOP\r\n")))
                .isEqualTo("250 2.1.0|550 5.1.1|503 5.5.1|250 2.0.0|");
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, 250 2.1.5",
        "INACTIVE, 450 4.2.1",
        "HOLD, 450 4.2.1",
        "DISABLED, 550 5.2.1",
        "DELETED, 550 5.1.1",
        "REMOVED, 550 5.1.1",
        "OVERQUOTA, 452 4.2.2"
    })
    void statusDecidesAtRcpt(Status status, String expected) {
        rooms.user("eve", status, "");
        assertThat(codes(exchange.say(envelope("eve@example.com"))))
                .isEqualTo("250 2.1.0|" + expected + "|");
    }

    @Test
    void overQuotaIsForGoodIfThePolicySaysSo() {
        FakeRooms house = new FakeRooms();
        house.user("eve", Status.OVERQUOTA, "");
        house.refusals.put("ada", new StoreException(Code.OVERQUOTA, "full"));
        Exchange strict = Exchange.greeted(house, Map.of("refuseOverQuota", true));
        assertThat(codes(strict.say(envelope("eve@example.com", "ada@example.com"))))
                .isEqualTo("250 2.1.0|552 5.2.2|250 2.1.5|");
        assertThat(codes(strict.say("DATA\r\n" + TEXT))).endsWith("|552 5.2.2|");
    }

    @Test
    void onlyMailboxesOfThisHostAreKnown() {
        rooms.user("far", Status.ACTIVE, "store2.example.com");
        rooms.user("near", Status.ACTIVE, "store1.example.com");
        rooms.user("gone", Status.ACTIVE, "", "forward");
        assertThat(
                        codes(
                                exchange.say(
                                        envelope(
                                                "far@example.com",
                                                "near@example.com",
                                                "gone@example.com",
                                                "ada@localhost",
                                                "postmaster@elsewhere.test"))))
                .isEqualTo("250 2.1.0|550 5.1.1|250 2.1.5|550 5.1.1|250 2.1.5|550 5.1.1|");
    }

    @Test
    void aSubAddressNamesAFolder() {
        deliver(TEXT, "ada+lists/osgi@example.com", "bob+/@example.com");
        assertThat(rooms.taken.get(0).mailboxes())
                .containsExactly("user/ada/lists/osgi", "user/bob/INBOX");
    }

    @Test
    void aMessageInChunksIsAnsweredForEachRecipientBehindTheLast() {
        String answers =
                exchange.say(
                        envelope("ada@example.com", "bob@example.com")
                                + "BDAT 12\r\nSubject: x\r\nBDAT 6 LAST\r\n\r\n.x\r\n");
        assertThat(codes(answers))
                .isEqualTo("250 2.1.0|250 2.1.5|250 2.1.5|250 2.0.0|250 2.1.5|250 2.1.5|");
        assertThat(rooms.taken.get(0).text()).endsWith("Subject: x\r\n\r\n.x\r\n");
        assertThat(codes(exchange.say("BDAT 3 LAST\r\nabcNOOP\r\n")))
                .isEqualTo("503 5.5.1|250 2.0.0|");
    }

    @Test
    void aChunkBeforeTheFirstRecipientEndsTheMessage() {
        assertThat(codes(exchange.say(envelope("nobody@example.com") + "BDAT 3\r\nabc")))
                .isEqualTo("250 2.1.0|550 5.1.1|503 5.5.1|");
        assertThat(codes(exchange.say("RCPT TO:<ada@example.com>\r\nBDAT 5 LAST\r\ndef\r\n")))
                .isEqualTo("503 5.5.1|503 5.5.1|");
        assertThat(rooms.taken).isEmpty();
        exchange.say(envelope("ada@example.com") + "BDAT 5 LAST\r\nabc\r\n");
        assertThat(rooms.taken).hasSize(1);
    }

    @Test
    void theAnswerWaitsForTheDiskAndWhatIsPipelinedBehindItWaitsToo() {
        rooms.answersWait = true;
        assertThat(deliver(TEXT + "NOOP\r\n", "ada@example.com")).endsWith("own|");
        rooms.answer();
        exchange.connection.settle();
        assertThat(codes(exchange.connection.heard())).isEqualTo("250 2.1.5|250 2.0.0|");
    }

    @Test
    void nothingNeedsAWorkerWhenTheRecipientIsRememberedAndDataFitsInMemory() {
        deliver(TEXT, "ada@example.com");
        int before = exchange.connection.workerTasks;
        deliver(TEXT, "ada@example.com");
        assertThat(exchange.connection.workerTasks).isEqualTo(before);
        rooms.memoryFull = true;
        deliver(TEXT, "ada@example.com");
        assertThat(exchange.connection.workerTasks).isGreaterThan(before);
        assertThat(rooms.taken).hasSize(3);
    }

    @Test
    void theSameOctetsBehindATraceFieldHaveTheSameKey() {
        String traced = "Received: from x by y id 1; now\r\n" + TEXT;
        deliver(traced, "ada@example.com");
        deliver(traced, "ada@example.com", "bob@example.com");
        deliver("received: from x by y id 2; now\r\n" + TEXT, "ada@example.com");
        deliver(TEXT, "ada@example.com");
        deliver(TEXT, "ada@example.com");
        List<String> keys = rooms.taken.stream().map(FakeRooms.Taken::key).toList();
        assertThat(keys.get(1)).isEqualTo(keys.get(0));
        assertThat(keys.subList(1, 5)).doesNotHaveDuplicates();
    }

    @Test
    void aStoreThatIsAwayIsATemporaryRefusal() {
        rooms.storeAway = true;
        assertThat(codes(exchange.say(envelope("ada@example.com") + "DATA\r\n")))
                .isEqualTo("250 2.1.0|250 2.1.5|451 4.3.2|");
        rooms.storeAway = false;
        assertThat(deliver(TEXT, "ada@example.com")).endsWith("|250 2.1.5|");
    }

    @Test
    void aPartitionThatIsAwayKeepsNobodyElseWaiting() {
        rooms.away.put("ada", new StoreException(Code.UNAVAILABLE, "away"));
        assertThat(deliver(TEXT, "ada@example.com", "bob@example.com"))
                .isEqualTo(
                        "250 2.1.0|250 2.1.5|250 2.1.5|354 end with a dot on a line of its own|451 4.3.0|250 2.1.5|");
        rooms.away.put("bob", new StoreException(Code.UNAVAILABLE, "away"));
        assertThat(codes(exchange.say(envelope("ada@example.com", "bob@example.com") + "DATA\r\n")))
                .isEqualTo("250 2.1.0|250 2.1.5|250 2.1.5|451 4.3.0|");
        assertThat(rooms.openLeases).isZero();
    }

    @Test
    void aStoreThatLeavesWithinTheDataIsLetGoAtOnce() {
        exchange.say(envelope("ada@example.com", "bob@example.com") + "DATA\r\nSubject: x\r\n");
        exchange.session.storeLeaving();
        exchange.connection.settle();
        assertThat(rooms.openLeases).isZero();
        assertThat(codes(exchange.say("\r\nx\r\n.\r\n"))).isEqualTo("451 4.3.2|451 4.3.2|");
        assertThat(rooms.taken).isEmpty();
    }

    @Test
    void aDirectoryThatIsAwayIsATemporaryRefusal() {
        rooms.directoryAway = true;
        assertThat(codes(exchange.say(envelope("ada@example.com"))))
                .isEqualTo("250 2.1.0|451 4.4.3|");
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedForEachRecipient() {
        Exchange small = Exchange.greeted(new FakeRooms(), Map.of("maxMessageMegabytes", 1));
        assertThat(codes(small.say("MAIL FROM:<a@b.test> SIZE=1048577\r\n")))
                .isEqualTo("552 5.3.4|");
        small.say(envelope("ada@example.com", "bob@example.com") + "DATA\r\n");
        String line = "x".repeat(998) + "\r\n";
        assertThat(codes(small.say(line.repeat(1100) + ".\r\n"))).isEqualTo("552 5.3.4|552 5.3.4|");
        assertThat(small.rooms.openSinks).isZero();
        assertThat(small.rooms.taken).isEmpty();
    }

    @Test
    void aBareLineBreakIsRefused() {
        assertThat(deliver("x\ny\r\n.\r\n", "ada@example.com")).endsWith("|550 5.6.11|");
        assertThat(rooms.taken).isEmpty();
    }

    @Test
    void internationalAddressesNeedTheExtension() {
        assertThat(codes(exchange.say(envelope("zoë@example.com") + "RSET\r\n")))
                .isEqualTo("250 2.1.0|553 5.6.7|250 2.0.0|");
        rooms.user("zoë", Status.ACTIVE, "");
        assertThat(codes(exchange.say("MAIL FROM:<> SMTPUTF8\r\nRCPT TO:<zoë@example.com>\r\n")))
                .isEqualTo("250 2.1.0|250 2.1.5|");
    }

    @Test
    void whatIsNotOfferedIsRefused() {
        assertThat(
                        codes(
                                exchange.say(
                                        "MAIL FROM:<a@b.c> BODY=BINARYMIME\r\nMAIL FROM:<a@b.c>"
                                                + " RET=HDRS\r\nAUTH PLAIN\r\nETRN x\r\nfoo\r\n")))
                .isEqualTo("555 5.5.4|555 5.5.4|500 5.5.1|502 5.5.1|500 5.5.1|");
    }

    @Test
    void commandsHaveAnOrder() {
        Exchange fresh = new Exchange(new FakeRooms(), Map.of("CLIENTS", "192.0.2.9"), Map.of());
        fresh.connection.heard();
        assertThat(codes(fresh.say("MAIL FROM:<a@b.c>\r\nRCPT TO:<ada@example.com>\r\nDATA\r\n")))
                .isEqualTo("503 5.5.1|503 5.5.1|503 5.5.1|");
    }

    @Test
    void afterTlsTheClientGreetsAgain() {
        assertThat(exchange.say("STARTTLS\r\n")).startsWith("220 2.0.0");
        exchange.connection.completeHandshake();
        assertThat(codes(exchange.say("MAIL FROM:<a@b.c>\r\n"))).isEqualTo("503 5.5.1|");
        assertThat(exchange.say("LHLO mx.example.com\r\n")).doesNotContain("STARTTLS");
        deliver(TEXT, "ada@example.com");
        assertThat(rooms.taken.get(0).text()).contains("with LMTPS");
    }

    @Test
    void clientsOfOtherNetworksAreNotServed() {
        Exchange stranger = new Exchange(new FakeRooms(), Map.of(), Map.of());
        assertThat(stranger.connection.heard()).startsWith("554 5.7.1");
        assertThat(stranger.connection.closing).isTrue();
    }

    @Test
    void aConnectionThatEndsWithinAMessageLeavesNothing() {
        exchange.say(envelope("ada@example.com") + "DATA\r\nhalf");
        exchange.connection.close();
        exchange.connection.settle();
        assertThat(rooms.openLeases).isZero();
        assertThat(rooms.openSinks).isZero();
        assertThat(rooms.taken).isEmpty();
    }

    @Test
    void anAnswerThatFailsCutsTheConnectionAndLeavesNothing() {
        rooms.answersTooMuch = true;
        assertThat(deliver(TEXT + "NOOP\r\n", "ada@example.com")).endsWith("own|");
        assertThat(exchange.connection.aborted).isTrue();
        assertThat(rooms.openLeases).isZero();
        assertThat(rooms.openSinks).isZero();
    }

    @Test
    void aStepThatFailsCutsTheConnectionAndLeavesNothing() {
        exchange.say(envelope("ada@example.com") + "DATA\r\n");
        rooms.writesFail = true;
        rooms.memoryFull = true;
        assertThatThrownBy(() -> exchange.say("x\r\n"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a bug for the test");
        exchange.connection.settle();
        assertThat(exchange.connection.aborted).isTrue();
        assertThat(rooms.openLeases).isZero();
        assertThat(rooms.openSinks).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSET\r\n", "LHLO again\r\n", ""})
    void whatWasWrittenIsDeletedOnAWorker(String command) {
        List<Boolean> onWorker = new ArrayList<>();
        rooms.onSinkClosed = () -> onWorker.add(exchange.connection.onWorker);
        exchange.say(envelope("ada@example.com") + "BDAT 3\r\nabc");
        exchange.hand(command);
        if (command.isEmpty()) {
            exchange.connection.close();
        }
        exchange.connection.settle();
        assertThat(onWorker).containsExactly(true);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.1, false",
        "192.0.2.7 2001:db8::/33, 2001:db8:7fff::1, true",
        "192.0.2.7 2001:db8::/33, 2001:db8:8000::1, false",
        "0.0.0.0/0, 203.0.113.4, true",
        "0.0.0.0/0, ::1, false"
    })
    void networksHoldTheirAddresses(String text, String client, boolean held) throws Exception {
        assertThat(new ClientNetworks(text).holds(InetAddress.getByName(client))).isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "1.2.3", "1.2.3.4/33", "::1/129", "1.2.3.4/", "1.2.3.400"})
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> new ClientNetworks(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a network");
    }
}
