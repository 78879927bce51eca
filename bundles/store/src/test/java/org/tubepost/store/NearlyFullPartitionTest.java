// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreSnapshot;

/** What was expunged goes early where room runs out, and only where that gives room. */
class NearlyFullPartitionTest {
    private static final MailboxName INBOX = MailboxName.inbox("ada");
    private static final FlagChange DELETE =
            new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.DELETED));

    @TempDir Path directory;
    private final QuotaHouse.MovedClock clock = new QuotaHouse.MovedClock();
    private House house;

    @BeforeEach
    void open() throws Exception {
        house = new House(directory.resolve("store")).keeping(Duration.ofHours(2));
        house.clock = clock;
        house.open();
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

    private int contents() {
        return house.partitions.get("primary").contents.size();
    }

    private void expungedLongAgoAndNearlyFull() throws StoreException {
        house.deliver("1", "ada", "one");
        expunge(1L);
        house.store.maintain();
        clock.move(Duration.ofMinutes(40));
        house.partitions.get("primary").nearlyFull = true;
    }

    @Test
    void aPartitionThatIsNearlyFullKeepsTheNewestOnlyAndInTheEndNone() throws Exception {
        house.deliver("1", "ada", "old");
        house.deliver("2", "ada", "new");
        house.deliver("3", "bob", "elsewhere");
        house.store.move(Identity.HOUSE, "bob", "second", m -> true);
        expunge(1L);
        try (Mailbox inbox = house.inbox("bob")) {
            inbox.changeFlags(List.of(1L), DELETE, -1);
            inbox.expunge(Optional.empty());
        }
        clock.move(Duration.ofMinutes(40));
        expunge(2L);
        house.store.maintain();
        house.store.maintain();
        assertThat(contents()).isEqualTo(2);

        house.partitions.get("primary").nearlyFull = true;
        clock.move(Duration.ofMinutes(2));
        house.store.maintain();
        assertThat(house.kept(INBOX)).containsExactly("[\\Deleted]new");
        assertThat(contents()).isEqualTo(1);

        house.store.maintain();
        assertThat(contents()).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            clock.move(Duration.ofMinutes(1));
            house.store.maintain();
        }
        assertThat(house.kept(INBOX)).isEmpty();
        assertThat(contents()).isZero();
        assertThat(house.kept(MailboxName.inbox("bob"))).containsExactly("[\\Deleted]elsewhere");
    }

    @Test
    void whatIsOnAPartitionThatIsNearlyFullGoesThoughAnOlderOneElsewhereStays() throws Exception {
        house.deliver("1", "ada", "on primary");
        house.store.move(Identity.HOUSE, "ada", "second", m -> false);
        house.deliver("2", "ada", "on second");
        expunge(1L);
        clock.move(Duration.ofMinutes(1));
        expunge(2L);
        house.store.maintain();
        house.partitions.get("second").nearlyFull = true;
        clock.move(Duration.ofMinutes(40));
        house.store.maintain();
        assertThat(house.kept(INBOX)).containsExactly("[\\Deleted]on primary");
        assertThat(house.partitions.get("second").contents).isEmpty();
    }

    @Test
    void whereThereIsRoomAgainTheWholeTimeHolds() throws Exception {
        house.partitions.get("primary").nearlyFull = true;
        for (int i = 0; i < 5; i++) {
            clock.move(Duration.ofMinutes(1));
            house.store.maintain();
        }
        house.deliver("1", "ada", "one");
        expunge(1L);
        house.partitions.get("primary").nearlyFull = false;
        clock.move(Duration.ofMinutes(100));
        house.store.maintain();
        assertThat(house.kept(INBOX)).containsExactly("[\\Deleted]one");
        house.partitions.get("primary").nearlyFull = true;
        house.deliver("2", "ada", "two");
        expunge(2L);
        clock.move(Duration.ofMinutes(20));
        house.store.maintain();
        assertThat(house.kept(INBOX)).containsExactly("[\\Deleted]two");
    }

    @Test
    void messagesStayWhileABackupKeepsTheirContents() throws Exception {
        expungedLongAgoAndNearlyFull();
        try (StoreSnapshot snapshot = house.store.archive().snapshot()) {
            assertThat(snapshot.owners()).containsExactly("ada");
            for (int i = 0; i < 5; i++) {
                house.store.maintain();
                clock.move(Duration.ofMinutes(1));
            }
            assertThat(house.kept(INBOX)).containsExactly("[\\Deleted]one");
        }
        house.store.maintain();
        assertThat(house.kept(INBOX)).isEmpty();
        assertThat(contents()).isZero();
    }

    @Test
    void aClockThatIsSetBackPutsNothingOff() throws Exception {
        clock.move(Duration.ofDays(1));
        house.store.maintain();
        clock.move(Duration.ofDays(-1));
        house.deliver("1", "ada", "one");
        expunge(1L);
        clock.move(Duration.ofHours(3));
        house.store.maintain();
        assertThat(house.kept(INBOX)).isEmpty();
    }

    @Test
    void aClockThatIsSetBackDoesNotKeepRoomFromComingBack() throws Exception {
        clock.move(Duration.ofDays(1));
        house.store.maintain();
        clock.move(Duration.ofDays(-1));
        expungedLongAgoAndNearlyFull();
        house.store.maintain();
        assertThat(house.kept(INBOX)).isEmpty();
        assertThat(contents()).isZero();
    }

    @Test
    void aPartitionThatIsLeavingKeepsNobodyFromLettingGo() throws Exception {
        house.deliver("1", "ada", "one");
        house.deliver("2", "bob", "two");
        house.store.move(Identity.HOUSE, "bob", "second", m -> true);
        expunge(1L);
        try (Mailbox inbox = house.inbox("bob")) {
            inbox.changeFlags(List.of(1L), DELETE, -1);
            inbox.expunge(Optional.empty());
        }
        house.store.maintain();
        house.close();
        clock.move(Duration.ofHours(3));
        house.open();
        house.partitions.get("primary").closed = true;
        house.store.partitionArrived("primary");
        house.store.maintain();
        assertThat(house.partitions.get("second").contents).isEmpty();
        assertThat(contents()).isEqualTo(1);
        house.partitions.get("primary").closed = false;
        house.store.maintain();
        assertThat(contents()).isZero();
    }
}
