// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.QuotaGrant;
import org.tubepost.api.store.QuotaLimit;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;

/** What owners and the directory are told when a mailbox fills up. */
class QuotaWarningTest {
    @TempDir private Path directory;
    @TempDir private Path elsewhere;

    private static void await(BooleanSupplier what) throws InterruptedException {
        for (int i = 0; i < 1000 && !what.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        assertThat(what.getAsBoolean()).isTrue();
    }

    private static int size(QuotaHouse house, String owner) {
        try (Mailbox inbox = house.house.inbox(owner)) {
            return inbox.view().size();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static String text(QuotaHouse house, String owner, long uid) throws Exception {
        try (Mailbox inbox = house.house.inbox(owner);
                Content content = inbox.content(uid)) {
            return BytesContent.text(content);
        }
    }

    private static void expungeFirst(QuotaHouse house, String owner) throws Exception {
        try (Mailbox inbox = house.house.inbox(owner)) {
            inbox.changeFlags(
                    List.of(1L),
                    new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.DELETED)),
                    -1);
            inbox.expunge(Optional.empty());
        }
    }

    private static boolean isWarned(QuotaHouse house, String owner) {
        return house.house.store.quotas().warned(owner).isPresent();
    }

    @Test
    void anOwnerIsWarnedAtTheThresholdOnceAWeekAndTheWarningFitsAlways() throws Exception {
        try (QuotaHouse house = QuotaHouse.warning(directory)) {
            house.grant("ada", 1000, 3);
            house.deliver("1", "ada", 899);
            house.deliver("2", "ada", 1);
            await(() -> isWarned(house, "ada"));
            assertThat(size(house, "ada")).isEqualTo(3);
            String text = text(house, "ada", 3);
            assertThat(text)
                    .contains("Subject: Mailbox full\r\n")
                    .contains("To: ada@example.org\r\n")
                    .contains("From: House <house@example.org>\r\n")
                    .contains("Auto-Submitted: auto-generated\r\n")
                    .contains("\r\n\r\nada uses 1K of 1K (90 %), 2 of 3.\r\nTidy up.\r\n");
            assertThat(house.deliver("3", "ada", 9999)).isEqualTo(Code.OVERQUOTA);
            house.killed(elsewhere, true);
            house.clock.move(Duration.ofDays(6));
            assertThat(house.deliver("4", "ada", 9999)).isEqualTo(Code.GRACE_OVER);
            var last = house.house.store.quotas().warned("ada");
            house.clock.move(Duration.ofDays(1));
            house.deliver("5", "ada", 9999);
            await(() -> !house.house.store.quotas().warned("ada").equals(last));
            assertThat(size(house, "ada")).isEqualTo(4);
        }
    }

    @Test
    void theWarningIsInTheOwnersLanguage() throws Exception {
        try (QuotaHouse house = QuotaHouse.warning(directory)) {
            house.grants.put(
                    "ada",
                    new QuotaGrant(
                            new TreeMap<>(Map.of("", new QuotaLimit(100, -1))),
                            "ada@example.org",
                            "de-AT"));
            house.deliver("1", "ada", 95);
            await(() -> isWarned(house, "ada"));
            assertThat(text(house, "ada", 2))
                    .contains("Subject: =?utf-8?B?RmFzdCB2b2xsOiDDpGg=?=\r\n")
                    .contains("From: Postmaster <postmaster@example.org>\r\n")
                    .endsWith("\r\n\r\nada ist voll\r\n");
        }
    }

    @Test
    void theDirectoryIsToldOfAFullMailboxAndOfRoomInIt() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant("ada", 100, -1);
            house.deliver("1", "ada", 50);
            assertThat(house.deliver("2", "ada", 60)).isEqualTo(Code.OVERQUOTA);
            house.deliver("3", "ada", 45);
            assertThat(house.deliver("4", "ada", 60)).isEqualTo(Code.OVERQUOTA);
            await(() -> house.told.equals(List.of("ada over")));
            // Told twice only if it has to be.
            assertThat(house.deliver("5", "ada", 60)).isEqualTo(Code.OVERQUOTA);
            expungeFirst(house, "ada");
            await(() -> house.told.equals(List.of("ada over", "ada under")));
            await(() -> house.events.contains("user/ada within"));
            assertThat(house.events)
                    .startsWith("user/ada exceeded")
                    .containsOnlyOnce("user/ada within");
            assertThat(house.house.store.quotas().roots(House.user("ada"), "ada").get(0).since())
                    .isEmpty();
        }
    }

    @Test
    void theDirectoryIsToldOfRoomThatCameBeforeTheRefusalWasLookedAt() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant("ada", 100, -1);
            house.grant("bob", 100, -1);
            house.deliver("1", "ada", 50);
            house.deliver("2", "ada", 45);
            assertThat(house.deliver("3", "ada", 60)).isEqualTo(Code.OVERQUOTA);
            await(() -> house.events.contains("user/ada exceeded"));
            house.listens = new CountDownLatch(1);
            house.deliver("4", "bob", 95);
            assertThat(house.deliver("5", "bob", 60)).isEqualTo(Code.OVERQUOTA);
            assertThat(house.deliver("6", "ada", 60)).isEqualTo(Code.OVERQUOTA);
            expungeFirst(house, "ada");
            await(
                    () ->
                            house.house.events.stream()
                                    .anyMatch(e -> e.kind() == MailboxEvent.Kind.EXPUNGED));
            house.listens.countDown();
            await(() -> house.told.equals(List.of("ada over", "bob over", "ada under")));
        }
    }

    @Test
    void aRefusalWhileAnEarlierOneIsLookedAtIsNotForgotten() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant("ada", 100, -1);
            house.deliver("1", "ada", 50);
            house.listens = new CountDownLatch(1);
            assertThat(house.deliver("2", "ada", 60)).isEqualTo(Code.OVERQUOTA);
            await(() -> house.events.contains("user/ada exceeded"));
            house.deliver("3", "ada", 45);
            assertThat(house.deliver("4", "ada", 60)).isEqualTo(Code.OVERQUOTA);
            house.listens.countDown();
            await(() -> house.told.equals(List.of("ada over")));
        }
    }

    @Test
    void whatAUserMayNotPutIntoAMailboxClosesItToNobodyElse() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant("ada", 100, -1);
            house.deliver("1", "ada", 95);
            assertThatThrownBy(
                            () ->
                                    house.house.store.append(
                                            House.user("ada"),
                                            MailboxName.inbox("ada"),
                                            List.of(QuotaTest.message(10))))
                    .isInstanceOf(StoreException.class);
            await(() -> house.events.contains("user/ada exceeded"));
            // The directory would have been told before the listeners.
            assertThat(house.told).isEmpty();
            assertThat(house.deliver("2", "ada", 60)).isEqualTo(Code.OVERQUOTA);
            await(() -> house.told.equals(List.of("ada over")));
        }
    }

    @Test
    void aCopyThatIsRefusedIsToldOnceAndStoresNothing() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            for (String owner : List.of("ada", "bob", "eve")) {
                house.grant(owner, 100, -1);
                house.deliver(owner, owner, 60);
            }
            house.house.store.move(Identity.HOUSE, "bob", "second", m -> true);
            long stored = house.house.partitions.get("second").nextNumber();
            Identity root = new Identity("root", "root", true, Optional.empty());
            try (Mailbox ada = house.house.store.open(root, MailboxName.inbox("ada"), false)) {
                List<MailboxName> targets =
                        List.of(
                                House.box("ada", "Sent"),
                                MailboxName.inbox("bob"),
                                MailboxName.inbox("eve"));
                for (int i = 0; i < targets.size(); i++) {
                    MailboxName target = targets.get(i);
                    assertThatThrownBy(() -> ada.copyTo(List.of(1L), target))
                            .isInstanceOfSatisfying(
                                    StoreException.class,
                                    refused ->
                                            assertThat(refused.code()).isEqualTo(Code.OVERQUOTA));
                    int told = i + 1;
                    await(() -> house.events.size() >= told);
                }
            }
            assertThat(house.events)
                    .containsExactly("user/ada exceeded", "user/bob exceeded", "user/eve exceeded");
            assertThat(house.house.partitions.get("second").nextNumber()).isEqualTo(stored);
        }
    }

    @Test
    void theEventNamesTheRootThatRefusedAndNotTheFullest() throws Exception {
        try (QuotaHouse house = QuotaHouse.opened(directory)) {
            house.grant(
                    "ada", Map.of("", new QuotaLimit(100, -1), "Sent", new QuotaLimit(100, -1)));
            house.deliver("1", "ada", 95);
            house.deliver("2", House.to("ada", "Sent"), 50);
            assertThat(house.deliver("3", House.to("ada", "Sent"), 60)).isEqualTo(Code.OVERQUOTA);
            await(() -> !house.events.isEmpty());
            assertThat(house.events).containsExactly("user/ada/Sent exceeded");
        }
    }

    @Test
    void aTextWithoutSubjectOrBodyIsRefused() {
        assertThatThrownBy(() -> new WarningTexts("Full", List.of()))
                .hasMessageContaining("Subject");
        assertThatThrownBy(() -> new WarningTexts(QuotaHouse.WARNING, List.of("de")))
                .hasMessageContaining("LANGUAGE=TEXT");
    }
}
