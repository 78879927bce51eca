// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.AppendMessage;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.RepairRequest;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.api.store.StoreSnapshot.UidRange;
import org.tubepost.store.state.MessageTypes;

/** What somebody has read in the folder of another is their own (docs/store.md). */
class PersonalSeenTest {
    private static final MailboxName PLANS = House.box("ada", "Plans");
    private static final MailboxName IDEAS = House.box("ada", "Ideas");
    private static final Flags SEEN = Flags.of(Flags.SEEN);

    @TempDir private Path directory;
    private House house;

    @BeforeEach
    void open() throws Exception {
        house = House.opened(directory.resolve("store"));
        for (MailboxName name : List.of(PLANS, IDEAS)) {
            house.store.create(House.user("ada"), name, Optional.empty());
            for (String user : List.of("bob", "eve")) {
                share(name, user, "lrswite");
            }
        }
        append("ada", PLANS, Flags.NONE, Flags.NONE, Flags.NONE, Flags.NONE, Flags.NONE);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void share(MailboxName name, String user, String rights) throws Exception {
        house.store.rights().set(House.user("ada"), name, user, new AccessRights(rights));
    }

    private List<Long> append(String user, MailboxName name, Flags... flags) throws Exception {
        List<AppendMessage> messages = new ArrayList<>();
        for (Flags each : flags) {
            messages.add(new AppendMessage(BytesContent.of("text"), each, House.NOW));
        }
        return house.store.append(House.user(user), name, messages).targetUids();
    }

    private Mailbox opened(String user, MailboxName name) throws Exception {
        return house.store.open(House.user(user), name, false);
    }

    private void change(String user, FlagChange.Action action, String flag, Long... uids)
            throws Exception {
        try (Mailbox mailbox = opened(user, PLANS)) {
            mailbox.changeFlags(List.of(uids), new FlagChange(action, Flags.of(flag)), -1);
        }
    }

    private void read(String user, Long... uids) throws Exception {
        change(user, FlagChange.Action.ADD, Flags.SEEN, uids);
    }

    /** UIDs of messages that somebody has read. */
    private static List<Long> read(House house, String user, MailboxName name) throws Exception {
        List<Long> read = new ArrayList<>();
        try (Mailbox mailbox = house.store.open(House.user(user), name, true)) {
            MailboxView view = mailbox.view();
            for (int i = 0; i < view.size(); i++) {
                if (view.flags(i).has(Flags.SEEN)) {
                    read.add(view.uid(i));
                }
            }
        }
        return read;
    }

    private List<Long> readBy(String user, MailboxName name) throws Exception {
        return read(house, user, name);
    }

    private int unseen(String user) throws Exception {
        return house.store.status(House.user(user), PLANS).unseen();
    }

    @Test
    void whatSomebodyReadsIsReadByThemAlone() throws Exception {
        read("bob", 1L, 2L, 4L);
        read("ada", 5L);
        assertThat(readBy("bob", PLANS)).containsExactly(1L, 2L, 4L);
        assertThat(readBy("ada", PLANS)).containsExactly(5L);
        assertThat(readBy("eve", PLANS)).isEmpty();
        assertThat(List.of(unseen("ada"), unseen("bob"), unseen("eve"))).containsExactly(4, 2, 5);
        try (Mailbox bob = opened("bob", PLANS)) {
            assertThat(bob.view().firstUnseen()).isEqualTo(2);
            assertThat(bob.view()).isSameAs(bob.view());
        }
        change("bob", FlagChange.Action.REMOVE, Flags.SEEN, 2L);
        assertThat(readBy("bob", PLANS)).containsExactly(1L, 4L);
    }

    @Test
    void administratorsSeeWhatTheOwnerSees() throws Exception {
        read("ada", 5L);
        try (Mailbox mailbox = house.store.open(Identity.HOUSE, PLANS, true)) {
            assertThat(mailbox.view().flags(4)).isEqualTo(SEEN);
        }
    }

    @Test
    void allOtherFlagsAreCommon() throws Exception {
        read("ada", 1L);
        try (Mailbox bob = opened("bob", PLANS)) {
            FlagChange both =
                    new FlagChange(FlagChange.Action.REPLACE, Flags.of("Work", Flags.SEEN));
            assertThat(bob.changeFlags(List.of(1L, 2L), both, -1))
                    .allMatch(r -> r.flags().equals(Flags.of("Work", Flags.SEEN)));
            FlagChange none = new FlagChange(FlagChange.Action.REPLACE, Flags.of("Home"));
            assertThat(bob.changeFlags(List.of(1L), none, -1))
                    .allMatch(r -> r.flags().equals(Flags.of("Home")));
        }
        try (Mailbox ada = opened("ada", PLANS)) {
            assertThat(ada.view().flags(0)).isEqualTo(Flags.of("Home", Flags.SEEN));
            assertThat(ada.view().flags(1)).isEqualTo(Flags.of("Work"));
        }
        assertThat(readBy("bob", PLANS)).containsExactly(2L);
    }

    @Test
    void ofFlagsThatAreReplacedThoseStayThatSomebodyMayNotChange() throws Exception {
        read("ada", 1L);
        change("ada", FlagChange.Action.ADD, Flags.DELETED, 1L);
        share(PLANS, "bob", "lrs");
        try (Mailbox bob = opened("bob", PLANS)) {
            assertThat(replaced(bob, Flags.SEEN, "Work"))
                    .isEqualTo(Flags.of(Flags.SEEN, Flags.DELETED));
            assertThat(readBy("bob", PLANS)).containsExactly(1L);
            assertThat(replaced(bob)).isEqualTo(Flags.of(Flags.DELETED));
            assertThatThrownBy(() -> replaced(bob, "Work"))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.code()).isEqualTo(StoreException.Code.NOPERM));
            share(PLANS, "bob", "lrw");
            assertThat(replaced(bob, Flags.SEEN, "Work"))
                    .isEqualTo(Flags.of(Flags.DELETED, "Work"));
            share(PLANS, "bob", "lr");
            assertThatThrownBy(() -> replaced(bob)).isInstanceOf(StoreException.class);
        }
        try (Mailbox ada = opened("ada", PLANS)) {
            assertThat(ada.view().flags(0)).isEqualTo(Flags.of(Flags.SEEN, Flags.DELETED, "Work"));
        }
    }

    private static Flags replaced(Mailbox mailbox, String... flags) throws Exception {
        FlagChange change = new FlagChange(FlagChange.Action.REPLACE, Flags.of(flags));
        return mailbox.changeFlags(List.of(1L), change, -1).get(0).flags();
    }

    @Test
    void aPersonalChangeIsAChangeOfTheMessageForAll() throws Exception {
        try (Mailbox bob = opened("bob", PLANS);
                Mailbox ada = opened("ada", PLANS)) {
            long before = ada.view().highestModSeq();
            read("bob", 2L, 4L);
            assertThat(ada.changedSince(before))
                    .allMatch(r -> r.flags().equals(Flags.NONE))
                    .extracting(r -> r.uid())
                    .containsExactly(2L, 4L);
            assertThat(bob.changedSince(before)).allMatch(r -> r.flags().equals(SEEN));
            long after = bob.view().highestModSeq();
            assertThat(after).isGreaterThan(before).isEqualTo(ada.view().highestModSeq());
            FlagChange unread = new FlagChange(FlagChange.Action.REMOVE, SEEN);
            assertThat(bob.changeFlags(List.of(1L, 2L), unread, before))
                    .extracting(r -> r.uid())
                    .containsExactly(1L);
            // What is so already is no change.
            read("bob", 2L);
            assertThat(bob.view().highestModSeq()).isEqualTo(after);
        }
    }

    @Test
    void flagsAreSharedWhereTheAdministratorSaysSo() throws Exception {
        read("bob", 1L);
        house.close();
        house.rules =
                new StoreRules(
                        "primary",
                        Map.of(),
                        MessageTypes.NONE,
                        QuotaRules.NONE,
                        Duration.ZERO,
                        new SharingRules("", false, false, true));
        house.open();
        assertThat(readBy("bob", PLANS)).isEmpty();
        read("bob", 2L);
        append("bob", PLANS, SEEN);
        assertThat(readBy("ada", PLANS)).containsExactly(2L, 6L);
        assertThat(readBy("eve", PLANS)).containsExactly(2L, 6L);
    }

    @Test
    void aMessageThatSomebodyPutsThereAsReadIsReadByThem() throws Exception {
        assertThat(append("bob", PLANS, SEEN, Flags.NONE, SEEN)).containsExactly(6L, 7L, 8L);
        assertThat(readBy("bob", PLANS)).containsExactly(6L, 8L);
        assertThat(readBy("ada", PLANS)).isEmpty();
    }

    @Test
    void flagsThatSomebodyMayNotSetDoNotComeAlong() throws Exception {
        Flags all = Flags.of(Flags.SEEN, Flags.DELETED, Flags.FLAGGED, "Work");
        share(PLANS, "bob", "lri");
        append("bob", PLANS, all);
        share(PLANS, "bob", "lriw");
        append("bob", PLANS, all);
        try (Mailbox ada = opened("ada", PLANS);
                Mailbox bob = opened("bob", PLANS)) {
            assertThat(ada.view().flags(5)).isEqualTo(Flags.NONE);
            assertThat(ada.view().flags(6)).isEqualTo(Flags.of(Flags.FLAGGED, "Work"));
            assertThat(bob.view().flags(6)).isEqualTo(Flags.of(Flags.FLAGGED, "Work"));
        }
    }

    @Test
    void theViewOfWhoCopiesGoesAlong() throws Exception {
        read("ada", 1L);
        read("bob", 2L);
        MailboxName inbox = MailboxName.inbox("bob");
        try (Mailbox plans = opened("bob", PLANS);
                Mailbox own = opened("bob", inbox)) {
            plans.copyTo(List.of(1L, 2L), inbox);
            plans.moveTo(List.of(2L), inbox);
            assertThat(readBy("bob", inbox)).containsExactly(2L, 3L);
            own.copyTo(List.of(1L, 2L), PLANS);
        }
        assertThat(readBy("bob", PLANS)).containsExactly(7L);
        assertThat(readBy("ada", PLANS)).containsExactly(1L);
        share(PLANS, "bob", "lri");
        try (Mailbox own = opened("bob", inbox)) {
            own.copyTo(List.of(2L), PLANS);
        }
        assertThat(readBy("bob", PLANS)).containsExactly(7L);
    }

    @Test
    void whatTheHouseSaysOfAMessageGoesAlongWhoeverCopies() throws Exception {
        house.close();
        house.rules =
                new StoreRules(
                        "primary",
                        Map.of(),
                        MessageTypes.parse(List.of("image/*=$Fax")),
                        QuotaRules.NONE,
                        Duration.ZERO,
                        SharingRules.NONE);
        house.open();
        house.store.deliver(
                "fax",
                List.of(House.to("ada", "INBOX")),
                new TypedContent(BytesContent.of("fax"), "image/tiff"),
                House.NOW);
        MailboxName inbox = MailboxName.inbox("ada");
        try (Mailbox ada = opened("ada", inbox)) {
            ada.moveTo(List.of(1L), PLANS);
        }
        Flags fax = Flags.of("$Fax", RepairRequest.DAMAGED);
        change("ada", FlagChange.Action.ADD, RepairRequest.DAMAGED, 6L);
        change("ada", FlagChange.Action.ADD, "Work", 6L);
        for (MailboxName target : List.of(IDEAS, inbox)) {
            share(target, "bob", "lri");
        }
        append("bob", MailboxName.inbox("bob"), Flags.NONE);
        try (Mailbox plans = opened("bob", PLANS);
                Mailbox own = opened("bob", MailboxName.inbox("bob"))) {
            plans.copyTo(List.of(6L), IDEAS);
            plans.copyTo(List.of(6L), own.name());
            own.moveTo(List.of(2L), inbox);
        }
        for (MailboxName target : List.of(IDEAS, inbox)) {
            try (Mailbox ada = opened("ada", target)) {
                assertThat(ada.view().flags(0)).isEqualTo(fax);
            }
        }
    }

    @Test
    void withinTheFoldersOfAnOwnerEverybodysViewGoesAlong() throws Exception {
        read("ada", 1L, 3L);
        read("bob", 1L, 2L);
        read("eve", 2L);
        try (Mailbox plans = opened("bob", PLANS)) {
            plans.moveTo(List.of(1L, 2L, 3L), IDEAS);
        }
        assertThat(readBy("ada", IDEAS)).containsExactly(1L, 3L);
        assertThat(readBy("bob", IDEAS)).containsExactly(1L, 2L);
        assertThat(readBy("eve", IDEAS)).containsExactly(2L);
    }

    @Test
    void messagesOfAnInboxThatIsRenamedStayRead() throws Exception {
        MailboxName inbox = MailboxName.inbox("ada");
        MailboxName old = House.box("ada", "Old");
        share(inbox, "bob", "lrs");
        append("ada", inbox, Flags.NONE, Flags.NONE);
        try (Mailbox mailbox = opened("bob", inbox)) {
            mailbox.changeFlags(List.of(2L), new FlagChange(FlagChange.Action.ADD, SEEN), -1);
        }
        house.store.rename(House.user("ada"), inbox, old);
        share(old, "bob", "lr");
        assertThat(readBy("bob", old)).containsExactly(2L);
    }

    @Test
    void whatIsExpungedLeavesWhatWasReadInAsFewRangesAsThereCanBe() throws Exception {
        read("bob", 1L, 2L, 3L, 4L);
        read("eve", 3L);
        change("ada", FlagChange.Action.ADD, Flags.DELETED, 1L, 3L);
        try (Mailbox ada = opened("ada", PLANS)) {
            ada.expunge(Optional.empty());
        }
        assertThat(seen(PLANS)).containsExactly(Map.entry("bob", "2:4"));
        assertThat(unseen("bob")).isEqualTo(1);
    }

    /** By user, as IMAP writes sets of UIDs. */
    private Map<String, String> seen(MailboxName name) throws Exception {
        try (StoreSnapshot snapshot = house.store.archive().snapshot()) {
            for (StoreSnapshot.Folder folder :
                    snapshot.owner(name.owner()).orElseThrow().folders()) {
                if (folder.name().equals(name)) {
                    Map<String, String> seen = new TreeMap<>();
                    snapshot.mailbox(folder.mailbox())
                            .orElseThrow()
                            .seen()
                            .forEach((user, ranges) -> seen.put(user, written(ranges)));
                    return seen;
                }
            }
        }
        throw new AssertionError(name);
    }

    private static String written(List<UidRange> ranges) {
        return ranges.stream()
                .map(r -> r.first() == r.last() ? "" + r.first() : r.first() + ":" + r.last())
                .collect(Collectors.joining(","));
    }

    private long[] restored(List<Long> among, Map<String, List<Long>> read) throws Exception {
        Map<String, LongPredicate> wasRead = new TreeMap<>();
        read.forEach((user, uids) -> wasRead.put(user, uids::contains));
        long[] uids = among.stream().mapToLong(Long::longValue).toArray();
        return house.store.archive().restoreSeen(IDEAS, uids, wasRead);
    }

    @Test
    void whatVeryManyHaveReadIsPutBackWithFewRecords() throws Exception {
        append("ada", IDEAS, Flags.NONE, Flags.NONE, Flags.NONE, Flags.NONE);
        Map<String, List<Long>> read = new TreeMap<>();
        Map<String, String> expected = new TreeMap<>();
        for (int i = 0; i < 120; i++) {
            read.put("user" + i, List.of(1L + i % 2, 4L));
            expected.put("user" + i, 1 + i % 2 + ",4");
        }
        house.events.clear();
        assertThat(restored(List.of(1L, 2L, 3L, 4L), read)).containsExactly(1L, 2L, 4L);
        assertThat(house.events).hasSize(3);
        assertThat(seen(IDEAS)).isEqualTo(expected);
        assertThat(restored(List.of(3L, 4L), Map.of())).containsExactly(4L);
        assertThat(seen(IDEAS).values()).containsOnly("1", "2");
    }

    @Test
    void whoCannotBeAUserHasNotReadAnything() throws Exception {
        append("ada", IDEAS, Flags.NONE);
        for (String user : List.of("", "b\u0000b")) {
            Map<String, List<Long>> read = Map.of(user, List.of(1L), "bob", List.of(1L));
            assertThatThrownBy(() -> restored(List.of(1L), read))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.code()).isEqualTo(StoreException.Code.CANNOT));
        }
        assertThat(readBy("bob", IDEAS)).isEmpty();
    }

    @Test
    void whatWasReadIsInTheSnapshotAndIsPutBack() throws Exception {
        read("bob", 1L, 2L, 5L);
        read("eve", 4L);
        assertThat(seen(PLANS)).containsExactly(Map.entry("bob", "1:2,5"), Map.entry("eve", "4"));
        append("ada", IDEAS, Flags.NONE, Flags.NONE, Flags.NONE);
        List<Long> all = List.of(3L, 1L, 2L, 99L);
        Map<String, List<Long>> first =
                Map.of("Bob", List.of(3L, 1L, 99L), "ada", List.of(1L), "eve", List.of());
        assertThat(restored(all, first)).containsExactly(1L, 3L);
        assertThat(restored(all, first)).isEmpty();
        Map<String, List<Long>> second = Map.of("bob", List.of(1L, 2L), "zoe", List.of(2L));
        assertThat(restored(all, second)).containsExactly(2L, 3L);
        assertThat(seen(IDEAS)).containsExactly(Map.entry("bob", "1:2"), Map.entry("zoe", "2"));
        assertThat(restored(List.of(1L), Map.of())).containsExactly(1L);
        assertThat(seen(IDEAS)).containsExactly(Map.entry("bob", "2"), Map.entry("zoe", "2"));
        assertThat(readBy("ada", IDEAS)).isEmpty();
        assertThat(new TreeSet<>(house.store.owners())).containsExactly("ada", "bob", "eve");
    }

    @Test
    void aNewUserWithTheIdOfADeletedOneHasReadNothing() throws Exception {
        append("ada", IDEAS, Flags.NONE);
        Map<String, List<Long>> read = Map.of("bob", List.of(1L));
        restored(List.of(1L), read);
        house.store.maintain();
        read("bob", 1L);
        read("eve", 2L);
        house.store.deleteOwner(Identity.HOUSE, "bob");
        assertThat(readBy("bob", PLANS)).isEmpty();
        assertThat(readBy("bob", IDEAS)).isEmpty();
        assertThat(readBy("eve", PLANS)).containsExactly(2L);
        for (boolean withoutIndex : new boolean[] {false, true}) {
            try (House copy =
                    house.killed(directory.resolve("copy" + withoutIndex), withoutIndex)) {
                assertThat(read(copy, "bob", PLANS)).isEmpty();
                assertThat(read(copy, "eve", PLANS)).containsExactly(2L);
            }
        }
    }

    @Test
    void aSessionThatOutlivesItsUserReadsNothing() throws Exception {
        append("ada", IDEAS, Flags.NONE);
        try (Mailbox bob = opened("bob", PLANS)) {
            house.store.deleteOwner(Identity.HOUSE, "bob");
            FlagChange both = new FlagChange(FlagChange.Action.ADD, Flags.of("Work", Flags.SEEN));
            assertThat(bob.changeFlags(List.of(1L), both, -1))
                    .allMatch(record -> record.flags().equals(Flags.of("Work")));
        }
        assertThat(seen(PLANS)).isEmpty();
        assertThat(readBy("bob", PLANS)).isEmpty();
    }

    @Test
    void aFolderThatIsMadeAnewWasReadByNobody() throws Exception {
        read("bob", 1L);
        house.store.maintain();
        house.store.delete(House.user("ada"), PLANS);
        house.store.create(House.user("ada"), PLANS, Optional.empty());
        share(PLANS, "bob", "lrs");
        append("ada", PLANS, Flags.NONE);
        assertThat(readBy("bob", PLANS)).isEmpty();
        house.store.maintain();
        assertThat(StoreRepairTest.check(house)).isEmpty();
    }

    @Test
    void nobodyIsToldWhatOthersRead() throws Exception {
        unseen("bob");
        house.events.clear();
        read("bob", 1L);
        assertThat(house.events)
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.kind()).isEqualTo(MailboxEvent.Kind.FLAGS);
                            assertThat(event.mailbox()).isEqualTo(PLANS);
                            assertThat(event.change().orElseThrow().uids()).isEmpty();
                        });
        read("eve", 1L);
        house.events.clear();
        try (Mailbox bob = opened("bob", PLANS)) {
            FlagChange both = new FlagChange(FlagChange.Action.ADD, Flags.of("Work", Flags.SEEN));
            bob.changeFlags(List.of(2L), both, -1);
            bob.copyTo(List.of(1L, 2L), IDEAS);
        }
        assertThat(house.events)
                .extracting(MailboxEvent::kind)
                .containsExactly(MailboxEvent.Kind.FLAGS, MailboxEvent.Kind.APPENDED);
    }
}
