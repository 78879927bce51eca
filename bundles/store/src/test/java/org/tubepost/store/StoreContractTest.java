// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tubepost.store.House.NOW;
import static org.tubepost.store.House.box;
import static org.tubepost.store.House.to;
import static org.tubepost.store.House.user;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.AppendMessage;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;

/** The rules of the store, one by one, on a real log. */
class StoreContractTest {
    @TempDir Path directory;
    private House house;

    @BeforeEach
    void open() throws IOException {
        house = House.opened(directory.resolve("store"));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static void assertRefused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static FlagChange add(String... flags) {
        return new FlagChange(FlagChange.Action.ADD, Flags.of(flags));
    }

    @Test
    void ownerGetsInboxAndSpecialFoldersAtFirstSight() throws Exception {
        assertThat(house.store.list(user("Ada"), "ada"))
                .extracting(i -> i.name().folder() + i.specialUse().orElse(""))
                .containsExactly("INBOX", "Sent\\Sent");
        assertThat(house.store.owners()).containsExactly("ada");
        assertThat(house.store.subscriptions(user("ada")))
                .containsExactly(box("ada", "INBOX"), box("ada", "Sent"));
    }

    @Test
    void deliveryKeepsOneContentForEachPartition() throws Exception {
        List<DeliveryTarget> targets =
                List.of(
                        to("ada", "INBOX"),
                        to("bob", "INBOX"),
                        new DeliveryTarget(box("cy", "INBOX"), "second", Flags.of(Flags.SEEN)));
        var results = house.store.deliver("k", targets, BytesContent.of("hello"), NOW);
        assertThat(results).allMatch(r -> r.refusal().isEmpty() && r.uid() == 1);
        assertThat(house.partitions.get("primary").contents).hasSize(1);
        assertThat(house.partitions.get("second").contents).hasSize(1);
        try (Mailbox ada = house.inbox("ada");
                Mailbox bob = house.inbox("bob")) {
            assertThat(ada.view().get(0).emailId()).isEqualTo(bob.view().get(0).emailId());
            assertThat(ada.view().get(0).internalDate()).isEqualTo(NOW);
        }
        try (Mailbox cy = house.inbox("cy")) {
            assertThat(cy.view().get(0).flags()).isEqualTo(Flags.of(Flags.SEEN));
            assertThat(cy.view().unseen()).isZero();
        }
    }

    @Test
    void theFirstUnseenMessageIsFoundWhereverItIs() throws Exception {
        int messages = 600;
        List<Long> seen = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            seen.add(house.deliver("k" + i, "ada", "x"));
        }
        try (Mailbox inbox = house.inbox("ada")) {
            for (int first : new int[] {0, 255, 256, 511, 599, 600}) {
                inbox.changeFlags(seen.subList(0, first), add(Flags.SEEN), -1);
                assertThat(inbox.view().firstUnseen()).isEqualTo(first);
                assertThat(inbox.view().unseen()).isEqualTo(messages - first);
            }
            assertThat(inbox.view().uid(300)).isEqualTo(inbox.view().get(300).uid());
            assertThat(inbox.view().flags(300)).isEqualTo(Flags.of(Flags.SEEN));
        }
    }

    @Test
    void sameKeyIsDeliveredOnceEvenAfterExpungeAndRestart() throws Exception {
        assertThat(house.deliver("k", "ada", "one")).isEqualTo(1);
        assertThat(house.deliver("k", "ada", "one")).isEqualTo(1);
        try (Mailbox inbox = house.inbox("ada")) {
            inbox.changeFlags(List.of(1L), add(Flags.DELETED), -1);
            inbox.expunge(Optional.empty());
        }
        house.store.maintain();
        house.close();
        house.deleteIndex();
        house.open();
        assertThat(house.deliver("k", "ada", "one")).isEqualTo(1);
        try (Mailbox inbox = house.inbox("ada")) {
            assertThat(inbox.view().size()).isZero();
            assertThat(inbox.view().uidNext()).isEqualTo(2);
        }
        assertThat(house.deliver("k2", "ada", "two")).isEqualTo(2);
    }

    @Test
    void deliveryToAFolderThatIsNotThereGoesToInboxOnce() throws Exception {
        var one = house.store.deliver("k", List.of(to("ada", "x")), BytesContent.of("a"), NOW);
        assertThat(one.get(0).mailbox()).isEqualTo(box("ada", "INBOX"));
        house.store.create(user("ada"), box("ada", "x"), Optional.empty());
        var again = house.store.deliver("k", List.of(to("ada", "x")), BytesContent.of("a"), NOW);
        assertThat(again.get(0).mailbox()).isEqualTo(box("ada", "INBOX"));
        assertThat(again.get(0).uid()).isEqualTo(one.get(0).uid());
    }

    @Test
    void modificationSequenceRisesWithEachChangeAndIsKeptByUntouchedMessages() throws Exception {
        for (int i = 0; i < 5; i++) {
            house.deliver("k" + i, "ada", "m" + i);
        }
        try (Mailbox inbox = house.inbox("ada")) {
            long before = inbox.view().highestModSeq();
            List<MessageRecord> changed = inbox.changeFlags(List.of(2L, 4L, 99L), add("$Work"), -1);
            assertThat(changed).extracting(MessageRecord::uid).containsExactly(2L, 4L);
            assertThat(changed).allMatch(r -> r.modSeq() == inbox.view().highestModSeq());
            assertThat(inbox.view().highestModSeq()).isGreaterThan(before);
            assertThat(inbox.changedSince(before))
                    .extracting(MessageRecord::uid)
                    .containsExactly(2L, 4L);
            assertThat(inbox.view().keywords()).containsExactly("$Work");
            long after = inbox.view().highestModSeq();
            inbox.changeFlags(List.of(2L), add("$WORK"), -1);
            assertThat(inbox.view().highestModSeq()).isEqualTo(after);
        }
    }

    @Test
    void changeUnderAConditionSkipsWhatChangedSince() throws Exception {
        house.deliver("a", "ada", "a");
        house.deliver("b", "ada", "b");
        try (Mailbox inbox = house.inbox("ada")) {
            long first = inbox.view().get(0).modSeq();
            assertThat(inbox.changeFlags(List.of(1L, 2L), add(Flags.SEEN), first))
                    .extracting(MessageRecord::uid)
                    .containsExactly(1L);
        }
    }

    @Test
    void expungeTellsWhatWentAndGivesTheRoomBack() throws Exception {
        for (int i = 1; i <= 4; i++) {
            house.deliver("k" + i, "ada", "m" + i);
        }
        try (Mailbox inbox = house.inbox("ada")) {
            long before = inbox.view().highestModSeq();
            inbox.changeFlags(List.of(1L, 2L, 3L), add(Flags.DELETED), -1);
            assertThat(inbox.expunge(Optional.of(List.of(2L, 3L, 4L)))).containsExactly(2L, 3L);
            assertThat(inbox.expungedSince(before)).containsExactly(2L, 3L);
            assertThat(inbox.expungedSince(inbox.view().highestModSeq())).isEmpty();
            assertRefused(Code.EXPUNGEISSUED, () -> inbox.content(2));
        }
        house.store.maintain();
        assertThat(house.partitions.get("primary").contents).hasSize(2);
    }

    @Test
    void copyIsALinkAndMoveIsOneRecord() throws Exception {
        house.deliver("k", "ada", "hello");
        try (Mailbox inbox = house.inbox("ada")) {
            var copied = inbox.copyTo(List.of(1L), box("ada", "Sent"));
            assertThat(copied.targetUids()).containsExactly(1L);
            var moved = inbox.moveTo(List.of(1L, 7L), box("ada", "Sent"));
            assertThat(moved.sourceUids()).containsExactly(1L);
            assertThat(moved.targetUids()).containsExactly(2L);
            assertThat(inbox.view().size()).isZero();
            assertRefused(Code.NONEXISTENT, () -> inbox.copyTo(List.of(1L), box("ada", "nowhere")));
        }
        house.store.maintain();
        assertThat(house.partitions.get("primary").contents).hasSize(1);
        try (Mailbox sent = house.store.open(user("ada"), box("ada", "Sent"), true);
                Content content = sent.content(2)) {
            assertThat(BytesContent.text(content)).isEqualTo("hello");
            assertThat(sent.view().get(0).modSeq()).isLessThan(sent.view().get(1).modSeq());
            assertRefused(Code.NOPERM, () -> sent.changeFlags(List.of(1L), add(Flags.SEEN), -1));
        }
    }

    @Test
    void strangersAreToldThatNothingExists() throws Exception {
        house.deliver("k", "ada", "hello");
        Identity eve = user("eve");
        assertThat(house.store.list(eve, "ada")).isEmpty();
        assertRefused(Code.NONEXISTENT, () -> house.store.open(eve, box("ada", "INBOX"), true));
        assertRefused(
                Code.NONEXISTENT, () -> house.store.create(eve, box("ada", "x"), Optional.empty()));
        assertRefused(Code.NONEXISTENT, () -> house.store.delete(eve, box("ada", "Sent")));
        assertRefused(Code.NOPERM, () -> house.store.deleteOwner(eve, "ada"));
        try (Mailbox inbox = house.inbox("eve")) {
            assertRefused(Code.NONEXISTENT, () -> inbox.copyTo(List.of(1L), box("ada", "INBOX")));
        }
        assertThat(house.store.list(Identity.HOUSE, "ada")).hasSize(2);
    }

    @Test
    void uidValidityIsLargerAfterDeleteAndCreateAndKeptByRename() throws Exception {
        Identity ada = user("ada");
        house.store.create(ada, box("ada", "x"), Optional.empty());
        long first = house.store.status(ada, box("ada", "x")).uidValidity();
        house.store.rename(ada, box("ada", "x"), box("ada", "p/y"));
        assertThat(house.store.status(ada, box("ada", "p/y")).uidValidity()).isEqualTo(first);
        assertThat(house.store.list(ada, "ada"))
                .extracting(i -> i.name().folder())
                .containsExactly("INBOX", "Sent", "p", "p/y");
        house.store.delete(ada, box("ada", "p/y"));
        house.store.create(ada, box("ada", "p/y"), Optional.empty());
        assertThat(house.store.status(ada, box("ada", "p/y")).uidValidity()).isGreaterThan(first);
    }

    @Test
    void deletingAParentLeavesItsNameUntilTheLastChildGoes() throws Exception {
        Identity ada = user("ada");
        house.store.create(ada, box("ada", "a/b"), Optional.empty());
        house.store.delete(ada, box("ada", "a"));
        MailboxInfo left =
                house.store.list(ada, "ada").stream()
                        .filter(i -> i.name().folder().equals("a"))
                        .findFirst()
                        .orElseThrow();
        assertThat(left.selectable()).isFalse();
        assertThat(left.hasChildren()).isTrue();
        assertRefused(Code.NONEXISTENT, () -> house.store.open(ada, box("ada", "a"), true));
        assertRefused(Code.CANNOT, () -> house.store.delete(ada, box("ada", "a")));
        house.store.delete(ada, box("ada", "a/b"));
        assertThat(house.store.list(ada, "ada")).hasSize(2);
        assertRefused(Code.CANNOT, () -> house.store.delete(ada, box("ada", "inbox")));
    }

    @Test
    void renamingInboxMovesItsMessagesAndLeavesItEmpty() throws Exception {
        house.deliver("k", "ada", "hello");
        house.store.rename(user("ada"), box("ada", "INBOX"), box("ada", "old/2026"));
        try (Mailbox inbox = house.inbox("ada");
                Mailbox old = house.store.open(user("ada"), box("ada", "old/2026"), true)) {
            assertThat(inbox.view().size()).isZero();
            assertThat(inbox.view().uidNext()).isEqualTo(2);
            assertThat(old.view().size()).isEqualTo(1);
        }
    }

    @Test
    void renamedMailboxStaysOpenUnderItsNewName() throws Exception {
        Identity ada = user("ada");
        house.store.create(ada, box("ada", "x/y"), Optional.empty());
        try (Mailbox open = house.store.open(ada, box("ada", "x/y"), false)) {
            house.store.rename(ada, box("ada", "x"), box("ada", "z"));
            house.store.create(ada, box("ada", "x/y"), Optional.empty());
            assertThat(open.isGone()).isFalse();
            assertThat(open.name()).isEqualTo(box("ada", "z/y"));
            house.store.delete(ada, box("ada", "z/y"));
            assertThat(open.isGone()).isTrue();
        }
    }

    @Test
    void sessionsOfADeletedMailboxAreToldThatItIsGone() throws Exception {
        Identity ada = user("ada");
        house.store.create(ada, box("ada", "x"), Optional.empty());
        try (Mailbox open = house.store.open(ada, box("ada", "x"), false)) {
            AtomicInteger told = new AtomicInteger();
            try (AutoCloseable subscription = open.listen(told::incrementAndGet)) {
                assertThat(open.isGone()).isFalse();
                house.store.delete(ada, box("ada", "x"));
            }
            assertThat(open.isGone()).isTrue();
            assertThat(told).hasValue(1);
            assertThat(open.view().size()).isZero();
            assertRefused(Code.NONEXISTENT, () -> open.expunge(Optional.empty()));
        }
    }

    @Test
    void recentBelongsToTheFirstSessionThatClaimsIt() throws Exception {
        house.deliver("a", "ada", "a");
        try (Mailbox one = house.inbox("ada");
                Mailbox two = house.inbox("ada")) {
            assertThat(two.firstRecentUid(false)).isEqualTo(1);
            assertThat(house.store.status(user("ada"), box("ada", "INBOX")).recent()).isEqualTo(1);
            assertThat(one.firstRecentUid(true)).isEqualTo(1);
            assertThat(two.firstRecentUid(true)).isEqualTo(2);
            long modSeq = one.view().highestModSeq();
            house.deliver("b", "ada", "b");
            assertThat(one.view().highestModSeq()).isGreaterThan(modSeq);
            assertThat(house.store.status(user("ada"), box("ada", "INBOX")).recent()).isEqualTo(1);
        }
    }

    @Test
    void appendIsAllOrNoneAndKeepsDateAndFlags() throws Exception {
        Identity ada = user("ada");
        house.store.list(ada, "ada");
        var date = NOW.minusSeconds(1_000_000);
        var sink = house.store.begin(ada, box("ada", "Sent"), 3);
        sink.write(java.nio.ByteBuffer.wrap(new byte[] {'o', 'n', 'e'}));
        try (sink;
                Content sealed = sink.seal(BytesContent.of("one").summary())) {
            var result =
                    house.store.append(
                            ada,
                            box("ada", "Sent"),
                            List.of(
                                    new AppendMessage(sealed, Flags.of(Flags.DRAFT), date),
                                    new AppendMessage(BytesContent.of("two"), Flags.NONE, NOW)));
            assertThat(result.targetUids()).containsExactly(1L, 2L);
        }
        try (Mailbox sent = house.store.open(ada, box("ada", "Sent"), true)) {
            assertThat(sent.view().get(0).internalDate()).isEqualTo(date);
            assertThat(sent.view().get(0).flags()).isEqualTo(Flags.of(Flags.DRAFT));
            assertThat(sent.view().octets()).isEqualTo(6);
        }
        assertRefused(
                Code.NONEXISTENT,
                () ->
                        house.store.append(
                                ada,
                                box("ada", "nowhere"),
                                List.of(new AppendMessage(BytesContent.of("x"), Flags.NONE, NOW))));
    }

    @Test
    void aPartitionThatIsAwayIsWaitedForAndThenUnavailable() throws Exception {
        house.deliver("k", "ada", "hello");
        house.away.add("primary");
        assertRefused(Code.UNAVAILABLE, () -> house.deliver("k1", "ada", "x"));
        try (Mailbox inbox = house.inbox("ada")) {
            assertRefused(Code.UNAVAILABLE, () -> inbox.content(1));
            assertThat(house.deliver("k", "ada", "hello")).isEqualTo(1);
            CompletableFuture<Void> back =
                    CompletableFuture.runAsync(
                            () -> {
                                house.away.clear();
                                house.store.partitionArrived("primary");
                            });
            assertThat(house.deliver("k1", "ada", "x")).isEqualTo(2);
            back.join();
        }
    }

    @Test
    void onePartitionAwayDoesNotStopTargetsOnTheOther() throws Exception {
        house.away.add("second");
        var results =
                house.store.deliver(
                        "k",
                        List.of(
                                new DeliveryTarget(box("cy", "INBOX"), "second", Flags.NONE),
                                to("ada", "INBOX")),
                        BytesContent.of("hello"),
                        NOW);
        assertThat(results.get(0).refusal().orElseThrow().code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(results.get(1).uid()).isEqualTo(1);
        assertThat(house.store.owners()).containsExactly("ada");
    }

    @Test
    void orphansOfACrashAreReleasedAndNothingElse() throws Exception {
        house.deliver("k", "ada", "hello");
        house.store.maintain();
        MemoryPartition primary = house.partitions.get("primary");
        long orphan = primary.store(BytesContent.of("orphan")).toCompletableFuture().join();
        try (House killed = house.killed(directory.resolve("killed"), false)) {
            killed.store.maintain();
            assertThat(killed.partitions.get("primary").contents).hasSize(1);
            assertThat(killed.partitions.get("primary").contents).doesNotContainKey(orphan);
        }
    }

    @Test
    void aNewLogBesideOldContentsReleasesNothing() throws Exception {
        house.deliver("k", "ada", "hello");
        House other = new House(directory.resolve("other"));
        other.partitions.put("primary", house.partitions.get("primary"));
        try (House fresh = other.open()) {
            fresh.deliver("k", "bob", "more");
            fresh.store.maintain();
            assertThat(fresh.partitions.get("primary").contents).hasSize(2);
        }
    }

    @Test
    void anInterruptedThreadEndsWhatItBeganAndStaysInterrupted() throws Exception {
        Thread.currentThread().interrupt();
        try {
            assertThat(house.deliver("k", "ada", "hello")).isEqualTo(1);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(house.deliver("k2", "ada", "more")).isEqualTo(2);
    }

    @Test
    void anInterruptedThreadEndsWhatItBeganWithRightsAnnotationsAndFlagsToo() throws Exception {
        house.deliver("k", "ada", "hello");
        try (Mailbox inbox = house.inbox("ada")) {
            Thread.currentThread().interrupt();
            house.store
                    .rights()
                    .set(user("ada"), box("ada", "INBOX"), "bob", new AccessRights("lr"));
            house.store
                    .annotations()
                    .set(
                            user("ada"),
                            Optional.of(box("ada", "INBOX")),
                            Map.of("/shared/comment", Optional.of("x")));
            inbox.changeFlags(List.of(1L), add(Flags.DELETED), -1);
            assertThat(inbox.copyTo(List.of(1L), box("ada", "Sent")).targetUids()).hasSize(1);
            assertThat(inbox.expunge(Optional.empty())).containsExactly(1L);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(house.deliver("k2", "ada", "more")).isEqualTo(2);
    }

    @Test
    void listenersAreToldAfterTheChangeIsVisible() throws Exception {
        house.deliver("k", "ada", "hello");
        assertThat(house.events)
                .extracting(MailboxEvent::kind)
                .containsExactly(
                        MailboxEvent.Kind.CREATED,
                        MailboxEvent.Kind.CREATED,
                        MailboxEvent.Kind.DELIVERED);
        try (Mailbox inbox = house.inbox("ada")) {
            assertThat(house.events.get(2).modSeq()).isEqualTo(inbox.view().highestModSeq());
        }
    }

    @Test
    void deletedOwnerIsGoneWithAllContents() throws Exception {
        house.deliver("k", "ada", "hello");
        house.store.deleteOwner(Identity.HOUSE, "ada");
        assertThat(house.store.owners()).isEmpty();
        house.store.maintain();
        assertThat(house.partitions.get("primary").contents).isEmpty();
        assertRefused(Code.NONEXISTENT, () -> house.store.deleteOwner(Identity.HOUSE, "ada"));
    }

    @Test
    void aLongLogIsReplacedByImagesWithoutAnyoneSeeingIt() throws Exception {
        try (House small = new House(directory.resolve("small"), 12_000).open()) {
            for (int i = 0; i < 100; i++) {
                small.deliver("k" + i, "ada", "m" + i);
                small.deliver("k" + i, "user" + i, "m" + i);
            }
            small.store.deleteOwner(Identity.HOUSE, "user7");
            var before = small.everything();
            try (var segments = Files.list(small.directory.resolve("log"))) {
                assertThat(segments.map(Path::getFileName).map(Path::toString))
                        .contains("0000000000000001.log");
            }
            small.store.maintain();
            try (var segments = Files.list(small.directory.resolve("log"))) {
                assertThat(segments.map(Path::getFileName).map(Path::toString))
                        .doesNotContain("0000000000000001.log");
            }
            assertThat(small.everything()).isEqualTo(before);
            small.close();
            small.deleteIndex();
            small.open();
            assertThat(small.store.damage()).isEmpty();
            assertThat(small.everything()).isEqualTo(before);
            assertThat(small.deliver("k99", "ada", "again")).isEqualTo(100);
            long first = small.store.status(user("ada"), box("ada", "INBOX")).uidValidity();
            small.store.create(user("ada"), box("ada", "new"), Optional.empty());
            assertThat(small.store.status(user("ada"), box("ada", "new")).uidValidity())
                    .isGreaterThan(first);
        }
    }

    @Test
    void damageInTheLogIsNamedAndTheRestKeepsWorking() throws Exception {
        for (int i = 0; i < 20; i++) {
            house.deliver("k" + i, "ada", "m" + i);
            house.deliver("k" + i, "bob", "m" + i);
        }
        house.close();
        house.deleteIndex();
        Path log;
        try (var files = Files.list(house.directory.resolve("log"))) {
            log = files.filter(f -> f.toString().endsWith(".log")).findFirst().orElseThrow();
        }
        try (RandomAccessFile raw = new RandomAccessFile(log.toFile(), "rw")) {
            long middle = raw.length() / 2;
            raw.seek(middle);
            raw.write(new byte[200]);
        }
        house.open();
        assertThat(house.store.damage()).isNotEmpty();
        assertThat(house.store.damage().toString()).contains("INBOX lacks the messages with UID");
        try (Mailbox ada = house.inbox("ada");
                Mailbox bob = house.inbox("bob")) {
            assertThat(ada.view().size() + bob.view().size()).isBetween(34, 39);
            assertThat(ada.view().uidNext()).isEqualTo(21);
        }
        house.store.maintain();
        assertThat(house.partitions.get("primary").contents).hasSize(40);
        assertThat(house.deliver("new", "ada", "new")).isEqualTo(21);
    }

    @Test
    void aDamagedIndexIsMadeAgain() throws Exception {
        for (int i = 0; i < 300; i++) {
            house.deliver("k" + i, "ada", "m" + i);
        }
        var before = house.everything();
        house.close();
        Path index = house.directory.resolve("index").resolve("store.mv");
        byte[] bytes = Files.readAllBytes(index);
        for (int at = 4096; at < bytes.length; at += 97) {
            bytes[at] ^= 0x55;
        }
        Files.write(index, bytes);
        house.open();
        try {
            house.everything();
        } catch (StoreException found) {
            assertThat(found.code()).isEqualTo(Code.UNAVAILABLE);
            house.close();
            house.open();
        }
        assertThat(house.everything()).isEqualTo(before);
    }
}
