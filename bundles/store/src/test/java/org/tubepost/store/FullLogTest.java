// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;

/** When the log's volume is full, what gives room goes on, and nothing else. */
class FullLogTest {
    private static final MailboxName INBOX = MailboxName.inbox("ada");
    private static final FlagChange DELETE =
            new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.DELETED));
    private static final FlagChange FLAG =
            new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.FLAGGED));

    /** Octets of a log that is shortened. */
    private static final long LOG = 20_000;

    /** Room in which messages may go and images may be written. */
    private static final long LITTLE = 56L << 20;

    /** Room in which messages may go. */
    private static final long LESS = 40L << 20;

    /** Room in which nothing is written. */
    private static final long LEAST = 1L << 20;

    @TempDir Path directory;
    private final QuotaHouse.MovedClock clock = new QuotaHouse.MovedClock();
    private House house;

    private void open(long logOctets, Duration kept) throws Exception {
        house = new House(directory.resolve("store"), logOctets).keeping(kept);
        house.clock = clock;
        // Each round is a test's own.
        house.checkpointEvery = Duration.ZERO;
        house.open();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void expunge(String owner, Long... uids) throws StoreException {
        try (Mailbox inbox = house.inbox(owner)) {
            inbox.changeFlags(List.of(uids), DELETE, -1);
            assertThat(inbox.expunge(Optional.of(List.of(uids)))).containsExactly(uids);
        }
    }

    private Map<Long, byte[]> contents() {
        return house.partitions.get("primary").contents;
    }

    private long logOctets() {
        return house.store.readings().stream()
                .filter(reading -> reading.name().equals("store_log_octets"))
                .mapToLong(reading -> (long) reading.value())
                .findFirst()
                .orElseThrow();
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refused ->
                                assertThat(refused.code())
                                        .isEqualTo(StoreException.Code.UNAVAILABLE));
    }

    @Test
    void messagesGoAndTheirContentsAreReleased() throws Exception {
        open(1L << 30, Duration.ZERO);
        house.deliver("1", "ada", "one");
        house.deliver("2", "ada", "two");
        house.volume.shrink(LESS, house);
        try (Mailbox inbox = house.inbox("ada")) {
            assertRefused(() -> inbox.changeFlags(List.of(1L), FLAG, -1));
        }
        expunge("ada", 1L);
        house.store.maintain();
        assertThat(contents().values()).containsExactly(BytesContent.of("two").bytes());
        assertRefused(() -> house.deliver("3", "ada", "three"));

        house.volume.room = Long.MAX_VALUE;
        house.store.close();
        house.open();
        assertThat(house.inbox("ada").view().size()).isEqualTo(1);
    }

    @Test
    void foldersAndOwnersGo() throws Exception {
        open(1L << 30, Duration.ZERO);
        house.deliver("1", "ada", "one");
        house.deliver("2", "bob", "two");
        try (Mailbox inbox = house.inbox("bob")) {
            inbox.moveTo(List.of(1L), House.box("bob", "Sent"));
        }
        house.volume.shrink(LESS, house);
        house.store.delete(House.user("bob"), House.box("bob", "Sent"));
        house.store.deleteOwner(Identity.HOUSE, "ada");
        house.store.maintain();
        assertThat(contents()).isEmpty();
    }

    @Test
    void whatWasKeptIsPurgedAndGoesInTime() throws Exception {
        open(1L << 30, Duration.ofHours(2));
        house.deliver("1", "ada", "one");
        house.deliver("2", "ada", "two");
        house.volume.shrink(LESS, house);
        expunge("ada", 1L, 2L);
        assertThat(house.kept(INBOX)).hasSize(2);
        house.store.expunged().purge(INBOX, List.of(uid(0)));
        house.store.maintain();
        assertThat(contents()).hasSize(1);
        clock.move(Duration.ofHours(3));
        house.store.maintain();
        assertThat(contents()).isEmpty();
    }

    private long uid(int index) throws StoreException {
        return house.store.expunged().of(INBOX).get(index).uid();
    }

    @Test
    void whatCannotBeDoneKeepsNoContentFromBeingReleased() throws Exception {
        open(1L << 30, Duration.ofHours(2));
        house.deliver("1", "ada", "one");
        house.deliver("2", "ada", "two");
        expunge("ada", 1L, 2L);
        house.store.maintain();
        house.store.expunged().purge(INBOX, List.of(uid(0)));
        clock.move(Duration.ofHours(3));
        house.volume.shrink(LEAST, house);
        assertRefused(() -> house.store.expunged().purge(INBOX, List.of(uid(0))));
        house.store.maintain();
        assertThat(house.kept(INBOX)).hasSize(1);
        assertThat(contents()).hasSize(1);
        house.volume.room = LESS;
        house.store.maintain();
        assertThat(contents()).isEmpty();
    }

    @Test
    void theLogIsShortenedWhileThreeQuartersOfTheReserveAreThere() throws Exception {
        open(LOG, Duration.ZERO);
        for (int i = 0; i < 300; i++) {
            house.deliver("k" + i, "u" + i % 3, "text");
            house.store.subscribe(House.user("ada"), INBOX, i % 2 == 0);
        }
        house.volume.shrink(LESS, house);
        long before = logOctets();
        assertThat(before).isGreaterThan(LOG);
        house.store.maintain();
        assertThat(logOctets()).isGreaterThanOrEqualTo(before);
        house.volume.room = LITTLE;
        house.store.maintain();
        assertThat(logOctets()).isLessThan(before);
    }
}
