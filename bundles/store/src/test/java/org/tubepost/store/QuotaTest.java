// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AppendMessage;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.QuotaLimit;
import org.tubepost.api.store.QuotaRoot;
import org.tubepost.api.store.Quotas;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;

/** What does not go into a full mailbox, and what is said to whom. */
class QuotaTest {
    @TempDir private Path directory;
    @TempDir private Path elsewhere;

    private static void refused(ThrowingCallable what) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.OVERQUOTA));
    }

    static AppendMessage message(int octets) {
        return new AppendMessage(BytesContent.of("a".repeat(octets)), Flags.NONE, House.NOW);
    }

    private static void expungeAll(QuotaHouse house, String owner) throws Exception {
        try (Mailbox inbox = house.house.inbox(owner)) {
            List<Long> all = new java.util.ArrayList<>();
            for (int i = 0; i < inbox.view().size(); i++) {
                all.add(inbox.view().get(i).uid());
            }
            inbox.changeFlags(
                    all, new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.DELETED)), -1);
            inbox.expunge(Optional.empty());
        }
    }

    private static QuotaRoot root(QuotaHouse house, String owner) throws Exception {
        return house.house.store.quotas().roots(House.user(owner), owner).get(0);
    }

    @Test
    void mailToAFullMailboxWaitsThenReturnsWhenTheGracePeriodIsOver() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant("ada", 100, -1);
            assertThat(house.deliver("1", "ada", 95)).isNull();
            assertThat(house.deliver("2", "ada", 6)).isEqualTo(Code.OVERQUOTA);
            assertThat(root(house, "ada").since()).contains(House.NOW);
            house.clock.move(Duration.ofHours(120));
            assertThat(house.deliver("2", "ada", 6)).isEqualTo(Code.OVERQUOTA);
            assertThat(house.deliver("3", "ada", 5)).isNull();
            house.killed(elsewhere, true);
            house.clock.move(Duration.ofSeconds(1));
            assertThat(house.deliver("2", "ada", 6)).isEqualTo(Code.GRACE_OVER);
        }
    }

    @Test
    void theClockStopsWhenTheMailboxIsBelowTheThreshold() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant("ada", 100, -1);
            assertThat(house.deliver("1", "ada", 95)).isNull();
            assertThat(house.deliver("2", "ada", 6)).isEqualTo(Code.OVERQUOTA);
            house.clock.move(Duration.ofHours(121));
            expungeAll(house, "ada");
            assertThat(house.deliver("2", "ada", 95)).isNull();
            assertThat(house.deliver("3", "ada", 6)).isEqualTo(Code.OVERQUOTA);
        }
    }

    @Test
    void aMessageThatIsTooLargeDoesNotStartTheClockOfAMailboxWithRoom() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant("ada", 100, -1);
            assertThat(house.deliver("0", "ada", 10)).isNull();
            assertThat(house.deliver("1", "ada", 101)).isEqualTo(Code.OVERQUOTA);
            house.clock.move(Duration.ofHours(500));
            assertThat(house.deliver("1", "ada", 101)).isEqualTo(Code.OVERQUOTA);
            assertThat(root(house, "ada").since()).isEmpty();
        }
    }

    @Test
    void aMailboxOfQuotaZeroTakesNoMail() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant("ada", 0, -1);
            assertThat(house.deliver("1", "ada", 1)).isEqualTo(Code.GRACE_OVER);
        }
    }

    @Test
    void messagesAreCountedToo() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant("ada", -1, 2);
            assertThat(house.deliver("1", "ada", 1)).isNull();
            assertThat(house.deliver("2", "ada", 1)).isNull();
            assertThat(house.deliver("3", "ada", 1)).isEqualTo(Code.OVERQUOTA);
            // The same delivery again is no other message.
            assertThat(house.deliver("2", "ada", 1)).isNull();
        }
    }

    @Test
    void inOverdraftOneMessageTooManyIsTaken() throws Exception {
        try (QuotaHouse house = QuotaHouse.overdraft(directory)) {
            house.grant("ada", 100, -1);
            assertThat(house.deliver("1", "ada", 99)).isNull();
            assertThat(root(house, "ada").since()).isEmpty();
            assertThat(house.deliver("2", "ada", 50)).isNull();
            assertThat(root(house, "ada").since()).isPresent();
            assertThat(house.deliver("3", "ada", 1)).isEqualTo(Code.OVERQUOTA);
            house.clock.move(Duration.ofHours(121));
            assertThat(house.deliver("3", "ada", 1)).isEqualTo(Code.GRACE_OVER);
        }
    }

    @Test
    void withoutEnforcementEverythingIsDeliveredAndCounted() throws Exception {
        try (QuotaHouse house = QuotaHouse.withoutEnforcement(directory)) {
            house.grant("ada", 10, 1);
            assertThat(house.deliver("1", "ada", 99)).isNull();
            assertThat(house.deliver("2", "ada", 99)).isNull();
            assertThat(root(house, "ada").octets()).isEqualTo(198);
            assertThat(root(house, "ada").percent()).isEqualTo(1980);
        }
    }

    @Test
    void eachTargetOfAMessageIsJudgedByItselfAndGuaranteedOnesAreNot() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant("ada", 10, -1);
            house.grant("ben", 100, -1);
            house.grant("eve", 10, -1);
            List<DeliveryResult> results =
                    house.house.store.deliver(
                            "1",
                            List.of(
                                    House.to("ada", "INBOX"),
                                    House.to("ben", "INBOX"),
                                    House.to("eve", "INBOX").whateverQuota(),
                                    House.to("ben", "Sent")),
                            BytesContent.of("x".repeat(60)),
                            House.NOW);
            assertThat(results)
                    .extracting(QuotaHouse::code)
                    .containsExactly(Code.OVERQUOTA, null, null, Code.OVERQUOTA);
            assertThat(root(house, "eve").octets()).isEqualTo(60);
            assertThat(root(house, "eve").since()).isPresent();
        }
    }

    @Test
    void theSameHoldsForDeliveriesThatDoNotWait() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.asked = true;
            house.grant("ada", 10, -1);
            house.grant("ben", 100, -1);
            List<DeliveryResult> results =
                    house.house
                            .store
                            .finalDelivery()
                            .deliver(
                                    "1",
                                    List.of(House.to("ada", "INBOX"), House.to("ben", "INBOX")),
                                    BytesContent.of("x".repeat(60)),
                                    House.NOW)
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS);
            assertThat(results).extracting(QuotaHouse::code).containsExactly(Code.OVERQUOTA, null);
        }
    }

    @Test
    void whoeverNobodyKnowsWaitsAndWhatWasKnownIsUsedAgain() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.asked = true;
            house.grant("ada", 10, -1);
            assertThat(house.deliver("1", "ada", 5)).isNull();
            house.away = true;
            assertThat(house.deliver("2", "ada", 6)).isEqualTo(Code.OVERQUOTA);
            assertThat(house.deliver("3", "ada", 5)).isNull();
            assertThat(house.deliver("4", "ben", 5)).isEqualTo(Code.UNAVAILABLE);
            house.away = false;
            assertThat(house.deliver("4", "ben", 5)).isNull();
        }
    }

    @Test
    void nothingIsKeptOfAMessageThatWasRefused() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant("ada", 10, -1);
            assertThat(house.deliver("1", "ada", 5)).isNull();
            assertThat(house.deliver("2", "ada", 50)).isEqualTo(Code.OVERQUOTA);
            assertThat(house.deliver("3", "new", 5)).isNull();
            refused(
                    () ->
                            house.house.store.append(
                                    House.user("ada"),
                                    MailboxName.inbox("ada"),
                                    List.of(message(5), message(1))));
            assertThat(house.house.partitions.get("primary").octets()).isEqualTo(10);
        }
    }

    @Test
    void appendCopyAndMoveAreAllOrNothingAndDestroyNothing() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant("ada", 100, -1);
            house.grant("ben", 1000, -1);
            assertThat(house.deliver("1", "ada", 40)).isNull();
            assertThat(house.deliver("2", "ben", 300)).isNull();
            MailboxName inbox = MailboxName.inbox("ada");
            Identity ada = House.user("ada");
            refused(() -> house.house.store.append(ada, inbox, List.of(message(40), message(21))));
            try (Mailbox box = house.house.inbox("ada")) {
                assertThat(box.view().size()).isEqualTo(1);
                box.copyTo(List.of(1L), House.box("ada", "Sent"));
                refused(() -> box.copyTo(List.of(1L), House.box("ada", "Sent")));
                // A move within the mailbox adds nothing.
                box.moveTo(List.of(1L), House.box("ada", "Sent"));
                assertThat(box.view().size()).isZero();
            }
            try (Mailbox sent = house.house.store.open(ada, House.box("ada", "Sent"), false)) {
                assertThat(sent.view().size()).isEqualTo(2);
                sent.replace(1, House.box("ada", "Sent"), message(60));
                refused(() -> sent.replace(2, House.box("ada", "Sent"), message(41)));
                assertThat(sent.view().size()).isEqualTo(2);
            }
            try (Mailbox other =
                    house.house.store.open(
                            new Identity("root", "root", true, Optional.empty()),
                            MailboxName.inbox("ben"),
                            false)) {
                refused(() -> other.moveTo(List.of(1L), inbox));
                assertThat(other.view().size()).isEqualTo(1);
            }
            assertThat(root(house, "ada").octets()).isEqualTo(100);
            house.house.store.append(Identity.HOUSE, inbox, List.of(message(500)));
            assertThat(root(house, "ada").octets()).isEqualTo(600);
        }
    }

    @Test
    void whatAFolderOrATypeIsChargedWithIsNotChargedToTheMailbox() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant(
                    "ada",
                    Map.of(
                            "", new QuotaLimit(100, -1),
                            "Sent", new QuotaLimit(50, -1),
                            "#Fax", new QuotaLimit(-1, 1)));
            assertThat(house.deliver("1", House.to("ada", "Sent"), 50)).isNull();
            assertThat(house.deliver("2", House.to("ada", "Sent"), 1)).isEqualTo(Code.OVERQUOTA);
            assertThat(house.deliver("3", "ada", 100)).isNull();
            assertThat(fax(house, "4")).isNull();
            assertThat(fax(house, "5")).isEqualTo(Code.OVERQUOTA);
            house.house.store.create(
                    House.user("ada"), House.box("ada", "Sent/2026"), Optional.empty());
            assertThat(house.deliver("6", House.to("ada", "Sent/2026"), 1))
                    .isEqualTo(Code.OVERQUOTA);
            List<QuotaRoot> roots =
                    house.house
                            .store
                            .quotas()
                            .roots(House.user("ada"), House.box("ada", "Sent/2026"));
            assertThat(roots)
                    .extracting(QuotaRoot::name)
                    .containsExactly("user/ada/Sent", "user/ada/#Fax");
            assertThat(roots).extracting(QuotaRoot::messages).containsExactly(1L, 1L);
            assertThat(root(house, "ada").octets()).isEqualTo(100);
        }
    }

    private Code fax(QuotaHouse house, String key) throws Exception {
        return QuotaHouse.code(
                house.house
                        .store
                        .deliver(
                                key,
                                List.of(House.to("ada", "INBOX")),
                                new TypedContent(BytesContent.of("fax"), "image/tiff"),
                                House.NOW)
                        .get(0));
    }

    @Test
    void aTypesKeywordComesWithTheMessageAndNobodyChangesIt() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            fax(house, "1");
            house.deliver("2", "ada", 5);
            try (Mailbox inbox = house.house.inbox("ada")) {
                assertThat(inbox.view().get(0).flags().has("$Fax")).isTrue();
                inbox.changeFlags(
                        List.of(1L, 2L),
                        new FlagChange(FlagChange.Action.REPLACE, Flags.of("$Voice", "mine")),
                        -1);
                assertThat(inbox.view().get(0).flags()).isEqualTo(Flags.of("$Fax", "mine"));
                assertThat(inbox.view().get(1).flags()).isEqualTo(Flags.of("mine"));
                inbox.copyTo(List.of(1L), House.box("ada", "Sent"));
            }
            house.house.store.append(
                    House.user("ada"),
                    MailboxName.inbox("ada"),
                    List.of(new AppendMessage(BytesContent.of("a"), Flags.of("$fax"), House.NOW)));
            house.grant("ada", Map.of("#Fax", new QuotaLimit(-1, 10)));
            assertThat(house.house.store.quotas().roots(House.user("ada"), "ada"))
                    .extracting(QuotaRoot::messages)
                    .containsExactly(2L, 2L);
        }
    }

    @Test
    void thirdPartiesDoNotLearnAQuota() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.deliver("1", "ada", 1);
            assertThatThrownBy(() -> house.house.store.quotas().roots(House.user("ben"), "ada"))
                    .isInstanceOf(StoreException.class);
            assertThatThrownBy(
                            () ->
                                    house.house
                                            .store
                                            .quotas()
                                            .roots(House.user("ben"), MailboxName.inbox("ada")))
                    .isInstanceOf(StoreException.class);
        }
    }

    @Test
    @Timeout(60)
    void whatIsKnownOfRootsIsToldWithoutWaitingForWhoKnowsLimits() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant("ada", 100, -1);
            assertThat(house.deliver("1", "ada", 95)).isNull();
            Quotas quotas = house.house.store.quotas();
            MailboxName inbox = MailboxName.inbox("ada");
            assertThat(quotas.knownRoots(House.user("ada"), inbox))
                    .isEqualTo(quotas.roots(House.user("ada"), inbox))
                    .hasSize(1);
            house.answers = new CountDownLatch(1);
            house.asked = true;
            assertThat(quotas.knownRoots(House.user("ada"), inbox)).isEmpty();
            house.answers.countDown();
            List<QuotaRoot> found = quotas.roots(House.user("ada"), inbox);
            assertThat(quotas.knownRoots(House.user("ada"), inbox)).isEqualTo(found).hasSize(1);
            assertThatThrownBy(() -> quotas.knownRoots(House.user("bob"), inbox))
                    .isInstanceOf(StoreException.class);
        }
    }
}
