// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AppendMessage;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxEvent;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;

/** What was expunged comes back within its time, and is let go of afterwards. */
class ExpungedMessagesTest {
    private static final MailboxName INBOX = MailboxName.inbox("ada");
    private static final FlagChange DELETE =
            new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.DELETED));

    @TempDir Path directory;
    private House house;

    @BeforeEach
    void open() throws Exception {
        house = new House(directory.resolve("store")).keeping(Duration.ofHours(2)).open();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void expunge(Long... uids) throws StoreException {
        try (Mailbox inbox = house.inbox("ada")) {
            inbox.changeFlags(List.of(uids), DELETE, -1);
            inbox.expunge(Optional.of(List.of(uids)));
        }
    }

    private void later(Duration time) throws Exception {
        house.close();
        house.clock = Clock.fixed(house.clock.instant().plus(time), ZoneOffset.UTC);
        house.open();
    }

    private List<Long> keptUids() throws StoreException {
        var view = house.store.expunged().of(INBOX);
        return java.util.stream.IntStream.range(0, view.size())
                .mapToObj(i -> view.get(i).uid())
                .toList();
    }

    private int contents() {
        return house.partitions.get("primary").contents.size();
    }

    @Test
    void aMessageComesBackWithANewUidItsFlagsAndItsDate() throws Exception {
        house.store.append(
                House.user("ada"),
                INBOX,
                List.of(
                        new AppendMessage(
                                BytesContent.of("old"),
                                Flags.of(Flags.SEEN, "$Work"),
                                House.NOW.minusSeconds(86_400))));
        MessageRecord before;
        try (Mailbox inbox = house.inbox("ada")) {
            before = inbox.view().get(0);
        }
        expunge(1L);
        assertThat(house.kept(INBOX)).containsExactly("[$Work, \\Deleted, \\Seen]old");
        assertThat(house.store.expunged().of(INBOX).get(0).saved()).isEqualTo(House.NOW);
        var result = house.store.expunged().restore(INBOX, keptUids());
        assertThat(result.targetUids()).containsExactly(2L);
        try (Mailbox inbox = house.inbox("ada")) {
            MessageRecord back = inbox.view().get(0);
            assertThat(back.uid()).isEqualTo(2);
            assertThat(back.flags()).isEqualTo(Flags.of(Flags.SEEN, "$Work"));
            assertThat(back.internalDate()).isEqualTo(before.internalDate());
            assertThat(back.emailId()).isEqualTo(before.emailId());
            assertThat(inbox.expungedSince(0)).containsExactly(1L);
            try (Content content = inbox.content(2)) {
                assertThat(BytesContent.text(content)).isEqualTo("old");
            }
        }
        assertThat(house.kept(INBOX)).isEmpty();
    }

    @Test
    void contentsAreReleasedWhenTheTimeIsOverAndNotBefore() throws Exception {
        house.deliver("1", "ada", "one");
        house.deliver("2", "ada", "two");
        expunge(1L);
        house.store.maintain();
        later(Duration.ofMinutes(90));
        expunge(2L);
        house.store.maintain();
        assertThat(contents()).isEqualTo(2);
        later(Duration.ofMinutes(31));
        house.store.maintain();
        assertThat(house.kept(INBOX)).containsExactly("[\\Deleted]two");
        assertThat(contents()).isEqualTo(1);
        later(Duration.ofMinutes(90));
        house.store.maintain();
        assertThat(house.kept(INBOX)).isEmpty();
        assertThat(contents()).isZero();
        assertThat(StoreRepairTest.check(house)).isEmpty();
    }

    @Test
    void manyMailboxesAreEmptiedInOneGo() throws Exception {
        for (int i = 0; i < 450; i++) {
            String owner = "user" + i;
            house.deliver("k", owner, "text " + i);
            try (Mailbox inbox = house.inbox(owner)) {
                inbox.changeFlags(List.of(1L), DELETE, -1);
                inbox.expunge(Optional.empty());
            }
        }
        house.store.maintain();
        assertThat(contents()).isEqualTo(450);
        later(Duration.ofHours(3));
        house.store.maintain();
        assertThat(contents()).isZero();
    }

    @Test
    void nothingIsKeptWhenNoTimeIsSet() throws Exception {
        house.close();
        house.keeping(Duration.ZERO).open();
        house.deliver("1", "ada", "one");
        expunge(1L);
        assertThat(house.store.expunged().keptFor()).isZero();
        assertThat(house.kept(INBOX)).isEmpty();
        house.store.maintain();
        assertThat(contents()).isZero();
    }

    @Test
    void whatExpiryRemovesIsKeptAndWhatIsMovedIsNot() throws Exception {
        house.deliver("1", "ada", "old");
        house.deliver("2", "ada", "moved");
        try (Mailbox inbox = house.store.open(Identity.HOUSE, INBOX, false)) {
            inbox.expire(List.of(1L), inbox.view().highestModSeq());
            inbox.moveTo(List.of(2L), House.box("ada", "Sent"));
        }
        assertThat(house.kept(INBOX)).containsExactly("[]old");
    }

    @Test
    void aReplacedMessageIsKept() throws Exception {
        house.deliver("1", "ada", "draft");
        try (Mailbox inbox = house.inbox("ada")) {
            inbox.replace(
                    1, INBOX, new AppendMessage(BytesContent.of("final"), Flags.NONE, House.NOW));
        }
        assertThat(house.kept(INBOX)).containsExactly("[]draft");
    }

    @Test
    void whatIsKeptDoesNotCountAndComingBackNeedsRoom() throws Exception {
        house.close();
        QuotaHouse limited = QuotaHouse.opened(directory.resolve("limited"));
        limited.grant("ada", -1, 2);
        house = limited.house;
        house.deliver("1", "ada", "one");
        house.deliver("2", "ada", "two");
        expunge(1L, 2L);
        assertThat(house.store.quotas().usage("ada").messages()).isZero();
        house.deliver("3", "ada", "three");
        assertThatThrownBy(() -> house.store.expunged().restore(INBOX, keptUids()))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.code()).isEqualTo(StoreException.Code.OVERQUOTA));
        assertThat(house.kept(INBOX)).hasSize(2);
        house.store.expunged().restore(INBOX, keptUids().subList(1, 2));
        assertThat(house.kept(INBOX)).containsExactly("[\\Deleted]one");
        assertThat(house.store.quotas().recount("ada")).isFalse();
        assertThat(house.store.quotas().usage("ada").messages()).isEqualTo(2);
    }

    @Test
    void theBinGoesWithItsFolderAndFollowsItsName() throws Exception {
        MailboxName old = House.box("ada", "Old");
        house.store.create(House.user("ada"), old, Optional.empty());
        house.store.append(
                House.user("ada"),
                old,
                List.of(new AppendMessage(BytesContent.of("x"), Flags.NONE, House.NOW)));
        try (Mailbox folder = house.store.open(House.user("ada"), old, false)) {
            folder.changeFlags(List.of(1L), DELETE, -1);
            folder.expunge(Optional.empty());
        }
        MailboxName fresh = House.box("ada", "New");
        house.store.rename(House.user("ada"), old, fresh);
        assertThat(house.kept(fresh)).hasSize(1);
        house.store.delete(House.user("ada"), fresh);
        assertThatThrownBy(() -> house.store.expunged().of(fresh))
                .isInstanceOf(StoreException.class);
        house.store.maintain();
        assertThat(contents()).isZero();
    }

    @Test
    void listenersHearOfMessagesThatComeBackAndOfNoBin() throws Exception {
        house.deliver("1", "ada", "one");
        house.events.clear();
        expunge(1L);
        house.store.expunged().restore(INBOX, keptUids());
        assertThat(house.events.stream().map(MailboxEvent::kind))
                .containsExactly(
                        MailboxEvent.Kind.FLAGS,
                        MailboxEvent.Kind.EXPUNGED,
                        MailboxEvent.Kind.APPENDED);
    }

    @Test
    void aMovedUserTakesWhatIsKeptAlong() throws Exception {
        house.deliver("1", "ada", "one");
        house.deliver("2", "ada", "two");
        expunge(1L);
        var move = house.store.move(Identity.HOUSE, "ada", "second", m -> true);
        assertThat(move.left()).isZero();
        house.store.maintain();
        house.store.maintain();
        assertThat(contents()).isZero();
        assertThat(house.kept(INBOX)).containsExactly("[\\Deleted]one");
    }

    @Test
    void whatIsPurgedIsGone() throws Exception {
        house.deliver("1", "ada", "one");
        expunge(1L);
        List<Long> uids = keptUids();
        assertThat(house.store.expunged().purge(INBOX, uids)).isEqualTo(uids);
        assertThat(house.store.expunged().purge(INBOX, uids)).isEmpty();
        assertThat(house.store.expunged().restore(INBOX, uids).targetUids()).isEmpty();
        house.store.maintain();
        assertThat(contents()).isZero();
    }
}
