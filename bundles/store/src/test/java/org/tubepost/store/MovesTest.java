// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AppendMessage;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MessageStore.Move;
import org.tubepost.api.store.StoreException;

/** A user moves between partitions, and nobody notices. */
@Timeout(120)
class MovesTest {
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

    private Move move(String owner, String partition) throws StoreException {
        return house.store.move(Identity.HOUSE, owner, partition, m -> true);
    }

    private Map<Long, byte[]> contents(String partition) {
        return house.partitions.get(partition).contents;
    }

    /** What users see, without where it is kept. */
    private Map<String, String> seen(House of) throws Exception {
        Map<String, String> seen = new HashMap<>();
        of.everything()
                .forEach((k, v) -> seen.put(k.replace("primary", "").replace("second", ""), v));
        return seen;
    }

    private void fill() throws Exception {
        for (int i = 0; i < 700; i++) {
            house.deliver("k" + i, "ada", "text " + i);
        }
        house.deliver("bob", "bob", "of bob");
        try (Mailbox inbox = house.inbox("ada")) {
            inbox.copyTo(List.of(1L, 2L, 3L), House.box("ada", "Sent"));
            inbox.changeFlags(
                    List.of(5L, 6L),
                    new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.SEEN, Flags.DELETED)),
                    -1);
            inbox.expunge(java.util.Optional.of(List.of(5L)));
        }
    }

    @Test
    void nothingThatAClientSeesChangesNotEvenIdsAndModificationSequences() throws Exception {
        fill();
        Map<String, String> before = seen(house);
        assertThat(before.toString()).contains("emailId=Mprimary-");
        Move move = move("ADA", "second");
        assertThat(move.messages()).isEqualTo(702);
        assertThat(move.left()).isZero();
        assertThat(seen(house)).isEqualTo(before);
        house.store.maintain();
        assertThat(seen(house)).isEqualTo(before);
    }

    @Test
    void copiesAreSharedAndOldOctetsReleased() throws Exception {
        fill();
        house.store.maintain();
        assertThat(contents("primary")).hasSize(700);
        move("ada", "second");
        // The messages in Sent are the same contents as in INBOX.
        assertThat(contents("second")).hasSize(699);
        house.store.maintain();
        house.store.maintain();
        assertThat(contents("primary")).hasSize(1);
        assertThat(contents("second")).hasSize(699);
        assertThat(house.deliver("new", "ada", "x")).isEqualTo(701);
        assertThat(contents("second")).hasSize(700);
    }

    @Test
    void aMoveSurvivesKillsAndDeletedIndexesAndIsContinued() throws Exception {
        fill();
        Map<String, String> before = seen(house);
        Move half = house.store.move(Identity.HOUSE, "ada", "second", m -> m.messages() < 300);
        assertThat(half.messages()).isBetween(300L, 600L);
        assertThat(half.left()).isEqualTo(702 - half.messages());
        for (boolean withoutIndex : new boolean[] {false, true}) {
            Path elsewhere = directory.resolve("killed" + withoutIndex);
            try (House killed = house.killed(elsewhere, withoutIndex)) {
                assertThat(seen(killed)).isEqualTo(before);
                Move rest = killed.store.move(Identity.HOUSE, "ada", "second", m -> true);
                assertThat(rest.messages()).isEqualTo(702 - half.messages());
                killed.store.maintain();
                killed.store.maintain();
                assertThat(seen(killed)).isEqualTo(before);
                assertThat(killed.partitions.get("primary").contents).hasSize(1);
            }
        }
    }

    @Test
    void whatWasMovedIsWholeInImagesOfAShortenedLog() throws Exception {
        house.close();
        house = new House(directory.resolve("short"), 60_000).open();
        fill();
        move("ada", "second");
        Map<String, String> before = seen(house);
        for (int i = 0; i < 20; i++) {
            for (int j = 0; j < 50; j++) {
                house.deliver("fill" + i + "-" + j, "carl", "x");
            }
            house.store.maintain();
        }
        Map<String, String> after = seen(house);
        after.keySet().removeIf(k -> k.contains("carl"));
        assertThat(after).isEqualTo(before);
        try (House killed = house.killed(directory.resolve("killed"), true)) {
            Map<String, String> again = seen(killed);
            again.keySet().removeIf(k -> k.contains("carl"));
            assertThat(again).isEqualTo(before);
        }
    }

    @Test
    void deliveriesAppendsExpungesAndReadersGoOnMeanwhile() throws Exception {
        fill();
        AtomicBoolean done = new AtomicBoolean();
        Map<Long, String> acknowledged = new ConcurrentHashMap<>();
        CountDownLatch some = new CountDownLatch(50);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<?>> workers = new ArrayList<>();
        workers.add(pool.submit(() -> deliver(done, acknowledged, some)));
        workers.add(pool.submit(() -> append(done, acknowledged, some)));
        workers.add(pool.submit(() -> expunge(done)));
        workers.add(pool.submit(() -> read(done)));
        try {
            some.await();
            for (int round = 0; round < 6; round++) {
                move("ada", round % 2 == 0 ? "second" : "primary");
                house.store.maintain();
            }
        } finally {
            done.set(true);
        }
        for (Future<?> worker : workers) {
            worker.get();
        }
        pool.shutdown();
        Move last = move("ada", "second");
        assertThat(last.left()).isZero();
        try (Mailbox inbox = house.inbox("ada")) {
            for (Map.Entry<Long, String> message : acknowledged.entrySet()) {
                try (Content content = inbox.content(message.getKey())) {
                    assertThat(BytesContent.text(content)).isEqualTo(message.getValue());
                }
            }
        }
        Map<String, String> seen = seen(house);
        house.store.maintain();
        house.store.maintain();
        assertThat(seen(house)).isEqualTo(seen);
        assertThat(contents("primary")).hasSize(1);
    }

    private Void deliver(AtomicBoolean done, Map<Long, String> acknowledged, CountDownLatch some)
            throws StoreException {
        for (int i = 0; !done.get(); i++) {
            acknowledged.put(house.deliver("d" + i, "ada", "delivered " + i), "delivered " + i);
            some.countDown();
        }
        return null;
    }

    private Void append(AtomicBoolean done, Map<Long, String> acknowledged, CountDownLatch some)
            throws StoreException {
        for (int i = 0; !done.get(); i++) {
            String text = "appended " + i;
            AppendMessage message = new AppendMessage(BytesContent.of(text), Flags.NONE, House.NOW);
            long uid =
                    house.store
                            .append(House.user("ada"), House.box("ada", "INBOX"), List.of(message))
                            .targetUids()
                            .get(0);
            acknowledged.put(uid, text);
            some.countDown();
        }
        return null;
    }

    private Void expunge(AtomicBoolean done) throws Exception {
        FlagChange delete = new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.DELETED));
        try (Mailbox inbox = house.inbox("ada")) {
            for (long uid = 10; uid < 600 && !done.get(); uid += 2) {
                inbox.changeFlags(List.of(uid), delete, -1);
                inbox.expunge(java.util.Optional.of(List.of(uid)));
            }
        }
        return null;
    }

    private Void read(AtomicBoolean done) throws Exception {
        try (Mailbox inbox = house.inbox("ada")) {
            while (!done.get()) {
                for (long uid = 601; uid < 700 && !done.get(); uid++) {
                    try (Content content = inbox.content(uid)) {
                        assertThat(BytesContent.text(content)).isEqualTo("text " + (uid - 1));
                    }
                }
            }
        }
        return null;
    }

    @Test
    void aMessageThatCannotBeReadStaysAndIsCounted() throws Exception {
        fill();
        house.partitions.get("primary").damaged.add(100L);
        Move move = move("ada", "second");
        assertThat(move.left()).isEqualTo(1);
        house.partitions.get("primary").damaged.clear();
        assertThat(move("ada", "second").left()).isZero();
    }

    @Test
    void onlyAdministratorsMoveOnlyWhoIsThereToWhatIsThere() throws Exception {
        fill();
        assertCode(
                StoreException.Code.NOPERM,
                () -> house.store.move(House.user("ada"), "ada", "second", m -> true));
        assertCode(StoreException.Code.NONEXISTENT, () -> move("nobody", "second"));
        assertCode(StoreException.Code.UNAVAILABLE, () -> move("ada", "third"));
        house.deliver("still", "ada", "x");
        assertThat(contents("second")).isEmpty();
    }

    @Test
    void aPartitionThatRefusesEndsTheMoveAndNothingIsLost() throws Exception {
        fill();
        Map<String, String> before = seen(house);
        house.partitions.get("second").refuse = new IOException("nearly full");
        assertCode(StoreException.Code.UNAVAILABLE, () -> move("ada", "second"));
        assertThat(seen(house)).isEqualTo(before);
        house.partitions.get("second").refuse = null;
        assertThat(move("ada", "second").messages()).isEqualTo(702);
    }

    private interface Call {
        void run() throws StoreException;
    }

    private static void assertCode(StoreException.Code code, Call call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
