// SPDX-License-Identifier: Apache-2.0
package org.tubepost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tubepost.acceptance.House.address;
import static org.tubepost.acceptance.House.path;
import static org.tubepost.acceptance.House.rcpt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;
import org.tubepost.api.acceptance.MailParameters;
import org.tubepost.api.acceptance.Transaction;
import org.tubepost.api.filter.Verdict;
import org.tubepost.api.message.DsnRequest;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.message.Reply;
import org.tubepost.api.message.ReversePath;
import org.tubepost.api.observe.Trace;
import org.tubepost.api.routing.AliasSource.Expansion;
import org.tubepost.api.routing.AliasSource.Target;
import org.tubepost.api.security.AccessDecision;
import org.tubepost.api.security.AccessPolicy;

/** What access tables say is done, in the order of the dialogue. */
class AccessTest {
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

    private static AccessDecision hold() {
        return decision(true, false, List.of(), List.of(), null, null, null);
    }

    private static AccessDecision discard() {
        return decision(false, true, List.of(), List.of(), null, null, null);
    }

    private static AccessDecision decision(
            boolean hold,
            boolean discard,
            List<String> headers,
            List<String> filters,
            ReversePath sender,
            MailAddress field,
            MailAddress redirect) {
        return new AccessDecision(
                Optional.empty(),
                hold,
                discard,
                Duration.ZERO,
                headers,
                List.of(),
                filters,
                Optional.ofNullable(sender),
                Optional.ofNullable(field),
                Optional.ofNullable(redirect));
    }

    private static AccessDecision delayed(int seconds, Optional<Reply> refusal) {
        return new AccessDecision(
                refusal,
                false,
                false,
                Duration.ofSeconds(seconds),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void tablesAreAskedInTheOrderOfTheDialogue() {
        house.alias(
                "team",
                new Expansion.Expanded(
                        List.of(
                                new Target.Elsewhere(address("a@else.example")),
                                new Target.Mailbox(address("b@example.com"), "")),
                        Optional.empty()));
        house.send("s@else.example", List.of("team@example.com"), MESSAGE);
        assertThat(house.policy().asked())
                .containsExactly(
                        "FROM tcp_local s@else.example",
                        "ORIGINAL tcp_local|s@else.example|l|team@example.com",
                        "EXPANDED tcp_local|s@else.example|tcp_local|a@else.example",
                        "EXPANDED tcp_local|s@else.example|ims-ms|b@example.com");
        assertThat(house.policy().rehearsals()).containsOnly(false);
    }

    @Test
    void refusalAtEachPointIsTheReplyOfItsCommand() {
        Reply no = Reply.of(550, "5.7.1", "no");
        for (String point : List.of("FROM", "ORIGINAL a@example.com", "EXPANDED a@example.com")) {
            house.policy().decide(point, AccessDecision.refused(no));
            assertThat(house.send("s@else.example", List.of("a@example.com"), MESSAGE))
                    .isEqualTo(no);
            house.policy().decide(point, AccessDecision.PERMITTED);
        }
        assertThat(house.queue().stored()).isEmpty();
    }

    @Test
    void heldRecipientHasACopyOfItsOwnThatWaits() {
        house.policy().decide("EXPANDED b@example.com", hold());
        house.send("s@else.example", List.of("a@example.com", "b@example.com"), MESSAGE);
        assertThat(house.queue().stored()).hasSize(2);
        assertThat(house.queue().stored().get(0).held()).isFalse();
        assertThat(house.queue().stored().get(1).held()).isTrue();
        assertThat(house.queue().stored().get(1).to()).containsExactly("b@example.com ims-ms");
        assertThat(house.queue().calls()).isEqualTo(1);
    }

    @Test
    void discardedRecipientIsAcceptedAndGetsNothing() {
        house.policy().decide("ORIGINAL b@example.com", discard());
        assertThat(
                        house.send(
                                        "s@else.example",
                                        List.of("a@example.com", "b@example.com"),
                                        MESSAGE)
                                .code())
                .isEqualTo(250);
        assertThat(house.queue().only().to()).containsExactly("a@example.com ims-ms");
        assertThat(house.send("s@else.example", List.of("b@example.com"), MESSAGE).code())
                .isEqualTo(250);
        assertThat(house.queue().stored()).hasSize(1);
    }

    @Test
    void redirectedRecipientIsReplacedByAnotherAddress() {
        house.policy()
                .decide(
                        "ORIGINAL a@example.com",
                        decision(
                                false,
                                false,
                                List.of(),
                                List.of(),
                                null,
                                null,
                                address("x@else.example")));
        house.policy()
                .decide(
                        "EXPANDED b@example.com",
                        decision(
                                false,
                                false,
                                List.of(),
                                List.of(),
                                null,
                                null,
                                address("c@example.com")));
        house.send("s@else.example", List.of("a@example.com", "b@example.com"), MESSAGE);
        assertThat(house.queue().only().to())
                .containsExactly("x@else.example tcp_local", "c@example.com ims-ms");
        assertThat(house.queue().only().envelope().recipients().get(0).original())
                .isEqualTo(address("a@example.com"));
    }

    @Test
    void redirectionInACircleIsRefused() {
        for (String[] pair : new String[][] {{"a", "b"}, {"b", "a"}}) {
            house.policy()
                    .decide(
                            "EXPANDED " + pair[0] + "@example.com",
                            decision(
                                    false,
                                    false,
                                    List.of(),
                                    List.of(),
                                    null,
                                    null,
                                    address(pair[1] + "@example.com")));
        }
        assertThat(house.send("s@else.example", List.of("a@example.com"), MESSAGE).status())
                .hasToString("5.4.6");
    }

    @Test
    void delayHoldsForTheAnswerOfItsCommandOnly() {
        house.policy().decide("FROM", delayed(2, Optional.empty()));
        house.policy()
                .decide(
                        "ORIGINAL b@example.com",
                        delayed(5, Optional.of(Reply.of(450, "4.7.1", "slow down"))));
        try (Transaction transaction = house.door().begin(House.outside(), Trace.OFF)) {
            transaction.sender(path("s@else.example"), MailParameters.NONE);
            assertThat(transaction.delay()).isEqualTo(Duration.ofSeconds(2));
            rcpt(transaction, "a@example.com");
            assertThat(transaction.delay()).isZero();
            assertThat(rcpt(transaction, "b@example.com").reply().code()).isEqualTo(450);
            assertThat(transaction.delay()).isEqualTo(Duration.ofSeconds(5));
        }
    }

    @Test
    void headersArePutBeforeTheCopiesOfTheRecipientTheyAreSaidOf() {
        house.policy()
                .decide(
                        "EXPANDED b@example.com",
                        decision(
                                false,
                                false,
                                List.of("X-Policy: one\r\ntwo", "no field"),
                                List.of(),
                                null,
                                null,
                                null));
        house.send("s@else.example", List.of("a@example.com", "b@example.com"), MESSAGE);
        assertThat(house.queue().stored().get(0).text())
                .startsWith("Received: ")
                .doesNotContain("X-Policy");
        assertThat(house.queue().stored().get(1).text())
                .startsWith("X-Policy: one\r\n two\r\nReceived: ")
                .endsWith(MESSAGE);
    }

    @Test
    void fromAccessReplacesTheSenderAndNamesItInTheHeader() {
        house.policy()
                .decide(
                        "FROM",
                        decision(
                                false,
                                false,
                                List.of(),
                                List.of(),
                                path("real@example.com"),
                                address("real@example.com"),
                                null));
        house.send(
                "s@else.example",
                List.of("a@example.com"),
                "From: s@else.example\r\nSender: lie@x.org\r\n\r\nbody\r\n");
        assertThat(house.queue().only().envelope().sender()).isEqualTo(path("real@example.com"));
        assertThat(house.queue().only().text())
                .contains("(envelope-from <s@else.example>)")
                .endsWith("\r\nSender: <real@example.com>\r\nFrom: s@else.example\r\n\r\nbody\r\n");
        assertThat(house.door().recent().get(0).sender()).isEqualTo(path("s@else.example"));
    }

    @Test
    void filtersNamedForARecipientAreAskedForItsCopyAlone() {
        house.option("FILTERS", "first")
                .filter("first", "CONTENT", r -> List.of())
                .filter(
                        "extra",
                        "CONTENT",
                        r -> List.of(new Verdict.AddHeader("X-Asked", r.recipients().toString())));
        house.policy()
                .decide(
                        "ORIGINAL b@example.com",
                        decision(false, false, List.of(), List.of("extra"), null, null, null));
        house.send("s@else.example", List.of("a@example.com", "b@example.com"), MESSAGE);
        assertThat(house.queue().stored().get(0).text()).doesNotContain("X-Asked");
        assertThat(house.queue().stored().get(1).text()).startsWith("X-Asked: [b@example.com]\r\n");
    }

    @Test
    void filtersNamedForTheSenderAreAskedForTheWholeMessage() {
        house.option("FILTERS", "none")
                .filter(
                        "extra",
                        "CONTENT",
                        r -> List.of(new Verdict.Refuse(Reply.of(554, "5.7.1", "extra says no"))));
        assertThat(house.send("s@else.example", List.of("a@example.com"), MESSAGE).code())
                .isEqualTo(250);
        house.policy()
                .decide(
                        "FROM",
                        decision(false, false, List.of(), List.of("extra"), null, null, null));
        assertThat(house.send("s@else.example", List.of("a@example.com"), MESSAGE).text())
                .isEqualTo("extra says no");
    }

    @Test
    void whileARoomIsAwayTheClientIsAskedToTryAgain() {
        house.without(AccessPolicy.class);
        assertThat(house.send("s@else.example", List.of("a@example.com"), MESSAGE).status())
                .hasToString("4.3.2");
    }

    @Test
    void lastingDelayHoldsForEveryLaterAnswer() {
        house.policy().decide("FROM", ofTransaction(true, Optional.empty()));
        try (Transaction transaction = house.door().begin(House.outside(), Trace.OFF)) {
            transaction.sender(path("s@else.example"), MailParameters.NONE);
            assertThat(transaction.delay()).isEqualTo(Duration.ofSeconds(3));
            rcpt(transaction, "a@example.com");
            assertThat(transaction.delay()).isEqualTo(Duration.ofSeconds(3));
        }
    }

    @Test
    void limitsOfFromAccessHoldForTheTransaction() {
        house.policy()
                .decide(
                        "FROM",
                        ofTransaction(
                                false,
                                Optional.of(new AccessDecision.TransactionLimits(2_048, 1, 2))));
        try (Transaction transaction = house.door().begin(House.outside(), Trace.OFF)) {
            transaction.sender(path("s@else.example"), MailParameters.NONE);
            assertThat(transaction.limits().messageSize()).isEqualTo(2_048);
            assertThat(rcpt(transaction, "a@example.com").reply().isPositive()).isTrue();
            assertThat(rcpt(transaction, "b@example.com").reply().code()).isEqualTo(452);
            rcpt(transaction, "c@example.com");
            assertThat(transaction.beginData().code()).isEqualTo(554);
        }
        try (Transaction transaction = house.door().begin(House.outside(), Trace.OFF)) {
            MailParameters large = new MailParameters(3_000, Set.of(), DsnRequest.NONE);
            assertThat(transaction.sender(path("s@else.example"), large).code()).isEqualTo(552);
        }
    }

    @Test
    void tableThatCannotSayRefusesForNow() {
        house.table(
                "FORWARD",
                probe -> {
                    throw new UncheckedIOException(new IOException("nobody answers"));
                });
        assertThat(house.send("s@else.example", List.of("a@example.com"), MESSAGE))
                .hasToString("451 4.4.3 table FORWARD cannot say now, try again later");
    }

    private static AccessDecision ofTransaction(
            boolean lasting, Optional<AccessDecision.TransactionLimits> limits) {
        return new AccessDecision(
                Optional.empty(),
                false,
                false,
                lasting ? Duration.ofSeconds(3) : Duration.ZERO,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                lasting,
                limits);
    }
}
