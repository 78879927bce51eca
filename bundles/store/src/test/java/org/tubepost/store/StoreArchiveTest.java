// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.RestoredMessage;
import org.tubepost.api.store.StoreArchive;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreSnapshot;

class StoreArchiveTest {
    private static final MailboxName BOX = House.box("bob", "Old");

    @TempDir Path temp;

    private static void expungeAll(House house, String owner) throws Exception {
        try (Mailbox inbox = house.inbox(owner)) {
            List<Long> uids = new ArrayList<>();
            for (int i = 0; i < inbox.view().size(); i++) {
                uids.add(inbox.view().get(i).uid());
            }
            FlagChange delete = new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.DELETED));
            inbox.changeFlags(uids, delete, -1);
            inbox.expunge(Optional.empty());
        }
    }

    private static String text(StoreSnapshot.Messages messages, long uid) throws Exception {
        try (var content = messages.content(uid)) {
            return BytesContent.text(content);
        }
    }

    @Test
    void aSnapshotStaysAsItWasWhileEverythingChanges() throws Exception {
        try (House house = House.opened(temp)) {
            for (int i = 1; i <= 700; i++) {
                house.deliver("k" + i, "alice", "message " + i);
            }
            house.store.maintain();
            try (StoreSnapshot snapshot = house.store.archive().snapshot()) {
                expungeAll(house, "alice");
                house.store.create(
                        House.user("alice"), House.box("alice", "New"), Optional.empty());
                for (int i = 0; i < 2_000; i++) {
                    house.deliver("later" + i, "carol" + i % 7, "later");
                    if (i % 100 == 0) {
                        house.store.maintain();
                    }
                }
                house.store.maintain();
                assertThat(snapshot.owners()).containsExactly("alice");
                StoreSnapshot.Owner owner = snapshot.owner("alice").orElseThrow();
                assertThat(owner.folders())
                        .extracting(f -> f.name().folder())
                        .containsExactly("INBOX", "Sent");
                StoreSnapshot.Messages inbox =
                        snapshot.mailbox(owner.folders().get(0).mailbox()).orElseThrow();
                assertThat(inbox.view().size()).isEqualTo(700);
                assertThat(inbox.view().highestModSeq()).isLessThanOrEqualTo(snapshot.position());
                for (int i = 1; i <= 700; i++) {
                    assertThat(text(inbox, i)).isEqualTo("message " + i);
                }
            }
            house.store.maintain();
            house.store.maintain();
            assertThat(house.partitions.get("primary").contents.values())
                    .noneMatch(b -> new String(b, UTF_8).startsWith("message"));
        }
    }

    /** The next search for orphans meets contents whose messages go while it looks. */
    private static MemoryPartition expungedWhileLookedFor(House house) throws Exception {
        MemoryPartition partition = house.partitions.get("primary");
        partition.beforeShown =
                number -> {
                    partition.beforeShown = later -> {};
                    try {
                        expungeAll(house, "alice");
                    } catch (Exception failed) {
                        throw new IllegalStateException(failed);
                    }
                };
        house.store.partitionArrived("primary");
        return partition;
    }

    @Test
    void aSearchForOrphansTakesNothingFromASnapshot() throws Exception {
        try (House house = House.opened(temp)) {
            house.deliver("k", "alice", "message");
            MemoryPartition partition;
            try (StoreSnapshot snapshot = house.store.archive().snapshot()) {
                long number = snapshot.owner("alice").orElseThrow().folders().get(0).mailbox();
                partition = expungedWhileLookedFor(house);
                house.store.maintain();
                expungeAll(house, "alice");
                house.store.maintain();
                assertThat(text(snapshot.mailbox(number).orElseThrow(), 1)).isEqualTo("message");
            }
            house.store.maintain();
            house.store.maintain();
            assertThat(partition.contents).isEmpty();
        }
    }

    @Test
    void whatIsExpungedDuringASearchForOrphansIsNone() throws Exception {
        try (House house = House.opened(temp)) {
            house.deliver("k", "alice", "message");
            house.deliver("l", "alice", "another");
            MemoryPartition partition = expungedWhileLookedFor(house);
            for (int i = 0; i < 3; i++) {
                house.store.maintain();
            }
            assertThat(partition.contents).isEmpty();
            assertThat(partition.released).containsExactlyInAnyOrder(1L, 2L);
        }
    }

    @Test
    void messagesComeBackWithTheirNumbersAndStayAfterAStart() throws Exception {
        try (House house = House.opened(temp.resolve("one"))) {
            StoreArchive archive = house.store.archive();
            archive.advance(1_000);
            assertThat(archive.restoreOwner("Bob", "second")).isTrue();
            assertThat(archive.restoreOwner("bob", "")).isFalse();
            archive.restoreFolder(House.box("bob", "Parent"), 0, "");
            archive.restoreFolder(House.box("bob", "Parent/Child"), 77, "\\Junk");
            archive.restoreFolder(BOX, 4_000_000_000L, "");
            assertThat(
                            archive.restoreMessages(
                                    BOX, List.of(message(5, "five"), message(9, "nine"))))
                    .containsExactly(5L, 9L);
            assertThat(archive.restoreMessages(BOX, List.of(message(0, "ten"))))
                    .containsExactly(10L);
            archive.restoreUidNext(BOX, 20);
            archive.restoreFlags(BOX, Map.of(5L, Flags.of("Work"), 6L, Flags.NONE));
            var status = house.store.status(Identity.HOUSE, BOX);
            assertThat(status.uidValidity()).isEqualTo(4_000_000_000L);
            assertThat(status.uidNext()).isEqualTo(20);
            assertThat(status.highestModSeq()).isGreaterThan(1_000);
            try (Mailbox box = house.store.open(Identity.HOUSE, BOX, true)) {
                assertThat(box.expungedSince(900)).contains(1L, 8L, 19L).doesNotContain(5L);
                assertThat(box.view().get(0).flags()).isEqualTo(Flags.of("Work"));
            }
            assertThat(house.partitions.get("second").contents).hasSize(3);
            var before = house.everything();
            try (House copy = house.killed(temp.resolve("two"), true)) {
                assertThat(copy.everything()).isEqualTo(before);
                assertThat(copy.store.damage()).isEmpty();
            }
            assertThat(before).containsEntry("user/bob/Parent Optional.emptysecond", "only a name");
        }
    }

    private static long position(StoreArchive archive) throws Exception {
        try (StoreSnapshot snapshot = archive.snapshot()) {
            return snapshot.position();
        }
    }

    @Test
    void manyAnnotationsComeInSeveralLogRecordsAndThoseThatAreThereInNone() throws Exception {
        try (House house = House.opened(temp)) {
            StoreArchive archive = house.store.archive();
            archive.restoreOwner("bob", "");
            archive.restoreFolder(BOX, 5, "");
            List<StoreSnapshot.Annotation> notes = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                notes.add(new StoreSnapshot.Annotation("bob", "/private/" + i, "x".repeat(65_536)));
            }
            StoreSnapshot.Attributes attributes =
                    new StoreSnapshot.Attributes(
                            new TreeMap<>(Map.of("eve", new AccessRights("l"))), notes);
            for (int round = 0; round < 2; round++) {
                long before = position(archive);
                archive.restoreAttributes(BOX, attributes);
                archive.restoreAnnotations("bob", notes);
                assertThat(position(archive) - before).isEqualTo(round == 0 ? 6 : 0);
            }
            assertThat(house.store.annotations().of(House.user("bob"), Optional.of(BOX)))
                    .hasSize(40);
            assertThat(house.store.annotations().of(House.user("bob"), Optional.empty()))
                    .hasSize(40);
        }
    }

    @Test
    void whatIsNotedOfARestoreStaysAfterAStartAndGoesWithTheOwner() throws Exception {
        try (House house = House.opened(temp.resolve("one"))) {
            StoreArchive archive = house.store.archive();
            archive.restoreOwner("bob", "");
            archive.noteRestored("Bob", "monday", Map.of(0L, 0L, 4L, 70L, 5L, 1L));
            archive.noteRestored("bob", "mon", Map.of(4L, 3L));
            archive.restoreFolder(BOX, 5, "");
            archive.noteRestored("bob", "monday", Map.of(4L, 71L, 5L, -1L));
            assertThat(archive.restored("bob", "monday")).isEqualTo(Map.of(0L, 0L, 4L, 71L));
            try (House copy = house.killed(temp.resolve("two"), true)) {
                StoreArchive again = copy.store.archive();
                assertThat(again.restored("bob", "monday")).isEqualTo(Map.of(0L, 0L, 4L, 71L));
                assertThat(again.restored("bob", "mon")).isEqualTo(Map.of(4L, 3L));
                copy.store.deleteOwner(Identity.HOUSE, "bob");
                assertThat(again.restored("bob", "monday")).isEmpty();
            }
        }
    }

    @Test
    void aUidIsNeverGivenTwice() throws Exception {
        try (House house = House.opened(temp)) {
            StoreArchive archive = house.store.archive();
            archive.restoreOwner("bob", "");
            archive.restoreFolder(BOX, 5, "");
            archive.restoreMessages(BOX, List.of(message(3, "three")));
            List<RestoredMessage> again = List.of(message(3, "again"));
            assertThatThrownBy(() -> archive.restoreMessages(BOX, again))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.code()).isEqualTo(StoreException.Code.CANNOT));
            assertThatThrownBy(() -> archive.restoreFolder(BOX, 6, ""))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.code()).isEqualTo(StoreException.Code.ALREADYEXISTS));
        }
    }

    private static RestoredMessage message(long uid, String text) {
        return new RestoredMessage(
                uid, BytesContent.of(text), Flags.NONE, House.NOW, House.NOW.minusSeconds(60));
    }

    @Test
    void onlyAMailboxThatNeverHadAMessageGetsAnotherUidValidity() throws Exception {
        MailboxName inbox = MailboxName.inbox("alice");
        MailboxName sent = House.box("alice", "Sent");
        MailboxName below = House.box("alice", "Sent/2020");
        try (House house = House.opened(temp)) {
            house.deliver("k", "alice", "message");
            house.store.create(House.user("alice"), below, Optional.empty());
            house.store
                    .annotations()
                    .set(
                            House.user("alice"),
                            Optional.of(sent),
                            Map.of("/private/comment", Optional.of("kept")));
            StoreArchive archive = house.store.archive();
            long before = house.store.status(House.user("alice"), inbox).uidValidity();
            assertThat(archive.restoreUidValidity(inbox, 77)).isFalse();
            assertThat(archive.restoreUidValidity(sent, 77)).isTrue();
            assertThat(house.store.status(House.user("alice"), inbox).uidValidity())
                    .isEqualTo(before);
            assertThatThrownBy(() -> archive.restoreUidValidity(below, 0))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("UIDVALIDITY");
        }
        try (House house = House.opened(temp)) {
            assertThat(house.store.status(House.user("alice"), sent).uidValidity()).isEqualTo(77);
            assertThat(house.store.annotations().of(House.user("alice"), Optional.of(sent)))
                    .containsEntry("/private/comment", "kept");
            assertThat(house.store.list(House.user("alice"), "alice"))
                    .anySatisfy(
                            info -> {
                                assertThat(info.name()).isEqualTo(sent);
                                assertThat(info.specialUse()).contains("\\Sent");
                            })
                    .anySatisfy(info -> assertThat(info.name()).isEqualTo(below));
        }
    }
}
