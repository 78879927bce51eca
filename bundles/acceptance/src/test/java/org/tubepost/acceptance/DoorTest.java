// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.acceptance.House.outside;
import static org.tubepost.acceptance.House.path;
import static org.tubepost.acceptance.House.rcpt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.RecentEnvelope;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.filter.Verdict;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.Requirement;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.AliasSource.Target;

/** The dialogue, its limits, filters and rehearsals. */
class DoorTest {
    private static final String MESSAGE = "Subject: x\r\n\r\nbody\r\n";
    @TempDir Path cache;
    private House house;

    @BeforeEach
    void open() throws BundleException {
        house = new House(cache);
    }

    @AfterEach
    void close() throws IOException {
        assertThat(house.queue().openContents()).isZero();
        house.close();
    }

    @Test
    void messageIsQueuedForItsRecipientsWithATraceField() {
        Reply reply = house.send("s@x.org", List.of("a@example.com", "b@else.example"), MESSAGE);
        assertThat(reply).hasToString("250 2.0.0 message accepted as Q1");
        MemoryQueue.Stored stored = house.queue().only();
        assertThat(stored.to()).containsExactly("a@example.com ims-ms", "b@else.example tcp_local");
        assertThat(stored.text()).startsWith("Received: from client.example").endsWith(MESSAGE);
        assertThat(stored.envelope().sender()).isEqualTo(path("s@x.org"));
        assertThat(stored.envelope().recipients().get(1).destination()).isEqualTo("else.example");
    }

    @Test
    void commandsHaveAnOrder() {
        try (Transaction transaction = house.door().begin(outside(), Trace.OFF)) {
            assertThat(rcpt(transaction, "a@example.com").reply().code()).isEqualTo(503);
            assertThat(transaction.beginData().code()).isEqualTo(503);
            assertThat(transaction.commit().toCompletableFuture().join().code()).isEqualTo(503);
            transaction.sender(path("s@x.org"), MailParameters.NONE);
            assertThat(transaction.sender(path("s@x.org"), MailParameters.NONE).code())
                    .isEqualTo(503);
            assertThat(transaction.beginData()).hasToString("554 5.5.1 no valid recipients");
        }
    }

    @Test
    void refusedSenderMayBeFollowedByAnother() {
        house.channel("tcp_local", "sourceblocklimit=1");
        try (Transaction transaction = house.door().begin(outside(), Trace.OFF)) {
            MailParameters large = new MailParameters(1_025, Set.of(), DsnRequest.NONE);
            assertThat(transaction.sender(path("s@x.org"), large).status()).hasToString("5.3.4");
            assertThat(transaction.sender(path("s@x.org"), MailParameters.NONE).code())
                    .isEqualTo(250);
        }
    }

    @Test
    void sizeLimitOfTheSourceHoldsWhateverWasAnnounced() {
        house.channel("tcp_local", "sourceblocklimit=1").option("BLOCK_SIZE", "10");
        assertThat(house.door().limits("tcp_local").messageSize()).isEqualTo(10);
        assertThat(house.door().limits("tcp_auth").messageSize()).isEqualTo(104_857_600);
        assertThat(house.send("s@x.org", List.of("a@example.com"), MESSAGE).toString())
                .isEqualTo("552 5.3.4 message is larger than 10 octets");
    }

    @Test
    void limitsOfTheDestinationHoldForMessagesThatGoThere() {
        house.channel("tcp_local", "blocklimit=1", "linelimit=3");
        String large = "X: " + "x".repeat(1_100) + "\r\n\r\n";
        String longer = "\r\n1\r\n2\r\n3\r\n4\r\n";
        assertThat(house.send("s@x.org", List.of("a@example.com"), large).code()).isEqualTo(250);
        assertThat(house.send("s@x.org", List.of("a@x.org"), large).toString())
                .startsWith("552 5.3.4 channel tcp_local");
        assertThat(house.send("s@x.org", List.of("a@x.org"), longer).toString())
                .startsWith("552 5.3.4 channel tcp_local");
        try (Transaction transaction = house.door().begin(outside(), Trace.OFF)) {
            transaction.sender(
                    path("s@x.org"), new MailParameters(2_000, Set.of(), DsnRequest.NONE));
            assertThat(rcpt(transaction, "a@example.com").reply().code()).isEqualTo(250);
            assertThat(rcpt(transaction, "a@x.org").reply().status()).hasToString("5.3.4");
        }
    }

    @Test
    void recipientsBeyondTheLimitAreToBeSentLater() {
        house.channel("tcp_local", "recipientlimit=2");
        assertThat(house.send("s@x.org", List.of("a@x.org", "b@x.org", "c@x.org"), MESSAGE))
                .hasToString("452 4.5.3 too many recipients");
    }

    @Test
    void messageForWhichTooManyRecipientsWereTriedIsRefused() {
        house.channel("tcp_local", "recipientcutoff=2");
        assertThat(house.send("s@x.org", List.of("a@x.org", "b@x.org"), MESSAGE).code())
                .isEqualTo(250);
        try (Transaction transaction = house.door().begin(outside(), Trace.OFF)) {
            transaction.sender(path("s@x.org"), MailParameters.NONE);
            rcpt(transaction, "nobody@example.com");
            rcpt(transaction, "nobody@example.com");
            rcpt(transaction, "a@x.org");
            assertThat(transaction.beginData().status()).hasToString("5.5.3");
        }
    }

    @Test
    void messageForManyRecipientsIsHeld() {
        house.channel("tcp_local", "holdlimit=1");
        house.send("s@x.org", List.of("a@x.org"), MESSAGE);
        house.send("s@x.org", List.of("a@x.org", "b@x.org"), MESSAGE);
        assertThat(house.queue().stored())
                .extracting(MemoryQueue.Stored::held)
                .containsExactly(false, true);
    }

    @Test
    void headerIsLimitedAndLoopsAreCut() {
        house.channel("tcp_local", "headerlimit=1");
        assertThat(
                        house.send(
                                        "s@x.org",
                                        List.of("a@x.org"),
                                        "X: " + "x".repeat(1_100) + "\r\n\r\n")
                                .toString())
                .isEqualTo("552 5.3.4 header is larger than 1024 octets");
        assertThat(
                        house.send(
                                        "s@x.org",
                                        List.of("a@x.org"),
                                        "Received: x\r\n".repeat(51) + "\r\n")
                                .status())
                .hasToString("5.4.6");
    }

    @Test
    void addressOfAChannelThatWantsAliasesMustComeFromOne() {
        house.channel("tcp_local", "viaaliasrequired")
                .alias(
                        "out",
                        new Expansion.Expanded(
                                List.of(new Target.Elsewhere(House.address("x@else.example"))),
                                Optional.empty()));
        assertThat(house.send("s@x.org", List.of("x@else.example"), MESSAGE).status())
                .hasToString("5.1.1");
        assertThat(house.send("s@x.org", List.of("out@example.com"), MESSAGE).code())
                .isEqualTo(250);
    }

    @Test
    void unknownUsersAndDomainsAreRefusedAtOnce() {
        assertThat(house.send("s@x.org", List.of("nobody@example.com"), MESSAGE).status())
                .hasToString("5.1.1");
        assertThat(house.send("s@x.org", List.of("a@unknown.example"), MESSAGE).status())
                .hasToString("5.1.2");
    }

    @Test
    void fullQueueAsksTheClientToTryAgain() {
        house.queue().full();
        assertThat(house.send("s@x.org", List.of("a@example.com"), MESSAGE).status())
                .hasToString("4.3.1");
    }

    @Test
    void requirementsFollowFromWhatIsSent() {
        house.send("s@x.org", List.of("a@example.com"), "\r\ngr\u00fc\u00dfe\r\n");
        house.send("s@x.org", List.of("a@example.com"), MESSAGE);
        assertThat(house.queue().stored().get(0).envelope().requirements())
                .containsExactly(Requirement.EIGHT_BIT);
        assertThat(house.queue().stored().get(1).envelope().requirements()).isEmpty();
    }

    @Test
    void filtersOfEachStageAreAskedAndObeyed() {
        house.filter(
                        "s",
                        "SENDER",
                        r ->
                                r.sender().equals(path("bad@x.org"))
                                        ? List.of(new Verdict.Refuse(Reply.of(550, "5.7.1", "bad")))
                                        : List.of(new Verdict.AddHeader("X-Sender-Seen", "yes")))
                .filter(
                        "r",
                        "RECIPIENT",
                        r ->
                                r.recipients()
                                                .get(r.recipients().size() - 1)
                                                .localPart()
                                                .equals("h")
                                        ? List.of(new Verdict.Hold("look"))
                                        : List.of())
                .filter("c", "CONTENT", r -> List.of(new Verdict.AddHeader("X-C", "one\ntwo")));
        assertThat(house.send("bad@x.org", List.of("a@example.com"), MESSAGE).text())
                .isEqualTo("bad");
        house.send("s@x.org", List.of("a@example.com", "h@example.com"), MESSAGE);
        assertThat(house.queue().stored())
                .extracting(MemoryQueue.Stored::held)
                .containsExactly(false, true);
        assertThat(house.queue().stored().get(0).text())
                .startsWith("X-Sender-Seen: yes\r\nX-C: one\r\n two\r\nReceived: ");
    }

    @Test
    void filterThatCannotJudgeLetsNothingPass() {
        house.filter(
                "broken",
                "CONTENT",
                r -> {
                    throw new IOException("scanner is away");
                });
        assertThat(house.send("s@x.org", List.of("a@example.com"), MESSAGE).status())
                .hasToString("4.7.1");
    }

    @Test
    void rehearsalTellsTheWholeDecisionAndTakesNothing() {
        house.channel("tcp_local", "switchchannel").filter("grey", "RECIPIENT", r -> List.of());
        List<String> steps =
                house.explain(
                        House.origin("tcp_local", "10.0.0.1"),
                        "s@x.org",
                        "a@example.com",
                        "b@x.org");
        assertThat(steps)
                .containsSubsequence(
                        "acceptance: switchchannel client@[10.0.0.1] -> tcp_intranet",
                        "acceptance: source channel -> tcp_intranet",
                        "acceptance: sender s@x.org -> s@x.org",
                        "acceptance: access of sender s@x.org -> permitted",
                        "acceptance: route a@example.com -> a@example.com on channel l",
                        "acceptance: access ORIGINAL l a@example.com -> permitted",
                        "acceptance: expansion a@example.com -> mailbox a@example.com",
                        "acceptance: access EXPANDED ims-ms a@example.com -> permitted",
                        "acceptance: a@example.com -> a@example.com on channel ims-ms",
                        "filter: grey at RECIPIENT -> nothing to say",
                        "acceptance: route b@x.org -> b@x.org on channel tcp_local",
                        "acceptance: copy -> [a@example.com on channel ims-ms,"
                                + " b@x.org on channel tcp_local]");
        assertThat(house.policy().rehearsals()).containsOnly(true);
        assertThat(house.door().recent()).isEmpty();
        assertThat(house.queue().stored()).isEmpty();
    }

    @Test
    void filtersAreToldThatItIsARehearsal() {
        List<Boolean> told = new ArrayList<>();
        house.filter(
                "counts",
                "RECIPIENT",
                r -> {
                    told.add(r.rehearsal());
                    return List.of();
                });
        house.explain(outside(), "s@x.org", "a@example.com");
        house.send("s@x.org", List.of("a@example.com"), MESSAGE);
        assertThat(told).containsExactly(true, false);
    }

    @Test
    void rehearsalAndTransactionDecideTheSame() {
        List<String> rehearsed = house.explain(outside(), "s@x.org", "a@example.com");
        Trace trace = Trace.recording();
        try (Transaction transaction = house.door().begin(outside(), trace)) {
            transaction.sender(path("s@x.org"), MailParameters.NONE);
            rcpt(transaction, "a@example.com");
            transaction.beginData();
        }
        assertThat(trace.steps()).extracting(Object::toString).isEqualTo(rehearsed);
    }

    @Test
    void lastEnvelopesAreKeptAsTheClientGaveThem() {
        for (String name : List.of("a", "b", "c", "d")) {
            house.send("s@x.org", List.of(name + "@example.com"), MESSAGE);
        }
        assertThat(house.door().recent())
                .extracting(RecentEnvelope::recipients)
                .extracting(Object::toString)
                .containsExactly("[b@example.com]", "[c@example.com]", "[d@example.com]");
        assertThat(house.door().recent().get(0).origin().channel()).isEqualTo("tcp_local");
    }

    @Test
    void abandonedTransactionLeavesNothing() {
        try (Transaction transaction = house.door().begin(outside(), Trace.OFF)) {
            transaction.sender(path("s@x.org"), MailParameters.NONE);
            rcpt(transaction, "a@example.com");
            transaction.beginData();
            transaction.write(ByteBuffer.wrap(MESSAGE.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(house.queue().stored()).isEmpty();
    }
}
