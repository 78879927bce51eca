// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxView;

/** Many threads on few mailboxes, and kills under load. */
class StoreConcurrencyTest {
    private static final int THREADS = 8;

    @TempDir Path directory;

    @Test
    void deliveriesToOneMailboxShareGroupCommitsAndNoUidIsGivenTwice() throws Exception {
        try (House house = House.opened(directory.resolve("store"))) {
            Set<Long> uids = ConcurrentHashMap.newKeySet();
            runInParallel(
                    t -> {
                        for (int i = 0; i < 100; i++) {
                            String key = t + "-" + i;
                            assertThat(uids.add(house.deliver(key, "ada", key))).isTrue();
                        }
                    });
            assertThat(uids).hasSize(100 * THREADS);
            double syncs =
                    house.store.readings().stream()
                            .filter(r -> r.name().equals("store_log_syncs_total"))
                            .findFirst()
                            .orElseThrow()
                            .value();
            assertThat(syncs).isLessThan(100 * THREADS);
            try (Mailbox inbox = house.inbox("ada")) {
                assertThat(inbox.view().size()).isEqualTo(100 * THREADS);
            }
        }
    }

    @Test
    void aViewNeverShrinksOrSkipsWhileMessagesComeAndFlagsChange() throws Exception {
        try (House house = House.opened(directory.resolve("store"))) {
            house.deliver("first", "ada", "x");
            AtomicBoolean done = new AtomicBoolean();
            ExecutorService watcher = Executors.newSingleThreadExecutor();
            Future<?> watching =
                    watcher.submit(
                            () -> {
                                watch(house, done);
                                return null;
                            });
            runInParallel(
                    t -> {
                        for (int i = 0; i < 60; i++) {
                            long uid = house.deliver(t + "-" + i, "ada", "x");
                            try (Mailbox inbox = house.inbox("ada")) {
                                FlagChange seen =
                                        new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.SEEN));
                                assertThat(inbox.changeFlags(List.of(uid), seen, -1)).hasSize(1);
                            }
                            if (i % 20 == 0) {
                                house.store.maintain();
                            }
                        }
                    });
            done.set(true);
            watching.get();
            watcher.shutdown();
            try (Mailbox inbox = house.inbox("ada")) {
                assertThat(inbox.view().unseen()).isEqualTo(1);
            }
        }
    }

    /** Also of a change by somebody else that was just made, and left nothing to change. */
    @Test
    void whatAnAnswerRestsOnIsThereForWhoWasAnswered() throws Exception {
        try (House house = House.opened(directory.resolve("store"))) {
            long uid = house.deliver("first", "ada", "x");
            AtomicInteger sign = new AtomicInteger();
            CyclicBarrier together = new CyclicBarrier(THREADS, sign::incrementAndGet);
            runInParallel(
                    t -> {
                        try (Mailbox inbox = house.inbox("ada")) {
                            for (int i = 0; i < 200; i++) {
                                together.await();
                                boolean adds = sign.get() % 2 == 0;
                                FlagChange change =
                                        new FlagChange(
                                                adds
                                                        ? FlagChange.Action.ADD
                                                        : FlagChange.Action.REMOVE,
                                                Flags.of(Flags.SEEN));
                                inbox.changeFlags(List.of(uid), change, -1);
                                Flags now = inbox.view().get(0).flags();
                                assertThat(now.has(Flags.SEEN)).isEqualTo(adds);
                            }
                        }
                    });
        }
    }

    private static void watch(House house, AtomicBoolean done) throws Exception {
        try (Mailbox inbox = house.inbox("ada")) {
            int size = 0;
            long modSeq = 0;
            while (!done.get()) {
                MailboxView view = inbox.view();
                assertThat(view.size()).isGreaterThanOrEqualTo(size);
                assertThat(view.highestModSeq()).isGreaterThanOrEqualTo(modSeq);
                size = view.size();
                modSeq = view.highestModSeq();
                for (int i = 0; i < size; i++) {
                    assertThat(view.get(i).uid()).isEqualTo(i + 1);
                    assertThat(view.get(i).modSeq()).isLessThanOrEqualTo(modSeq);
                }
            }
        }
    }

    @Test
    void whatWasAcknowledgedBeforeAKillIsThereExactlyOnce() throws Exception {
        try (House house = House.opened(directory.resolve("store"))) {
            Map<String, Long> acknowledged = new ConcurrentHashMap<>();
            AtomicBoolean done = new AtomicBoolean();
            ExecutorService pool = Executors.newFixedThreadPool(THREADS);
            CountDownLatch some = new CountDownLatch(200);
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                pool.submit(
                        () -> {
                            for (int i = 0; !done.get(); i++) {
                                String key = thread + "-" + i;
                                long uid = house.deliver(key, "u" + (i % 3), key);
                                acknowledged.put(key, uid);
                                some.countDown();
                            }
                            return null;
                        });
            }
            some.await();
            house.store.maintain();
            for (int round = 0; round < 5; round++) {
                Map<String, Long> before = Map.copyOf(acknowledged);
                Path elsewhere = directory.resolve("killed" + round);
                try (House killed = house.killed(elsewhere, round % 2 == 1)) {
                    assertThere(killed, before);
                }
            }
            done.set(true);
            pool.shutdown();
        }
    }

    private static void assertThere(House killed, Map<String, Long> acknowledged) throws Exception {
        Map<String, Long> there = new ConcurrentHashMap<>();
        for (String owner : killed.store.owners()) {
            Set<Long> uids = new HashSet<>();
            try (Mailbox inbox = killed.inbox(owner)) {
                for (int i = 0; i < inbox.view().size(); i++) {
                    long uid = inbox.view().get(i).uid();
                    assertThat(uids.add(uid)).isTrue();
                    try (Content content = inbox.content(uid)) {
                        assertThat(there.put(BytesContent.text(content), uid)).isNull();
                    }
                }
            }
        }
        assertThat(there).containsAllEntriesOf(acknowledged);
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    private static void runInParallel(Work work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> futures = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            futures.add(
                    pool.submit(
                            () -> {
                                work.run(thread);
                                return null;
                            }));
        }
        for (Future<?> future : futures) {
            future.get();
        }
        pool.shutdown();
    }
}
