// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.RepairMonitor;
import org.tubepost.api.store.RepairReport;
import org.tubepost.api.store.RepairRequest;
import org.tubepost.api.store.RepairRequest.Lost;
import org.tubepost.api.store.RepairRequest.Orphans;
import org.tubepost.api.store.StoreDamage;
import org.tubepost.api.store.StoreDamage.Kind;

class StoreRepairTest {
    private static final RepairRequest RESUMED =
            new RepairRequest(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Lost.KEEP,
                    Orphans.KEEP,
                    true);

    @TempDir Path temp;

    /** Keeps what it is told, and stops after so many messages. */
    private static final class Told implements RepairMonitor {
        final List<StoreDamage> damages = new ArrayList<>();
        long stopAfter = Long.MAX_VALUE;
        long seen;

        @Override
        public void found(StoreDamage damage) {
            damages.add(damage);
        }

        @Override
        public void at(String where, long messages, long octets) {
            seen = messages;
        }

        @Override
        public boolean isStopped() {
            return seen >= stopAfter;
        }
    }

    private final Told told = new Told();

    private RepairReport reconstruct(House house, RepairRequest request) throws Exception {
        told.damages.clear();
        return house.store.repair().reconstruct(request, told);
    }

    /** What a reconstruction finds damaged, orphans aside, which a kill may leave. */
    static List<StoreDamage> check(House house) throws Exception {
        Told told = new Told();
        house.store.repair().reconstruct(RepairRequest.check(), told);
        told.damages.removeIf(d -> d.kind() == Kind.ORPHAN);
        return told.damages;
    }

    private static String text(String owner, int number) {
        return "Message-ID: <m" + number + "@" + owner + ">\r\nTo: <" + owner + ">\r\n\r\nbody\r\n";
    }

    private House filled(Path directory, StoreOptions.Safety safety) throws Exception {
        return filled(new House(directory), safety);
    }

    /** In whose index all maps have something. */
    private House filledAndKept(Path directory) throws Exception {
        House house = new House(directory).keeping(Duration.ofHours(2));
        return filled(house, StoreOptions.Safety.NONE);
    }

    /** What is in somebody's inbox was in part read by somebody else. */
    private static void readBy(House house, String owner, String reader) throws Exception {
        MailboxName inbox = MailboxName.inbox(owner);
        house.store.rights().set(House.user(owner), inbox, reader, new AccessRights("lrs"));
        try (Mailbox shared = house.store.open(House.user(reader), inbox, false)) {
            FlagChange read = new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.SEEN));
            shared.changeFlags(List.of(2L, 3L, 9L), read, -1);
        }
    }

    private static House filled(House house, StoreOptions.Safety safety) throws Exception {
        house.safety = safety;
        house.open();
        for (int i = 0; i < 20; i++) {
            for (String owner : List.of("ada@example.com", "bob@example.com")) {
                house.deliver(owner + i, owner, text(owner, i));
            }
        }
        readBy(house, "ada@example.com", "bob@example.com");
        try (Mailbox inbox = house.inbox("ada@example.com")) {
            inbox.changeFlags(
                    List.of(3L, 5L),
                    new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.SEEN)),
                    -1);
            inbox.changeFlags(
                    List.of(7L),
                    new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.DELETED)),
                    -1);
            inbox.expunge(Optional.empty());
        }
        return house;
    }

    private static Path only(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(suffix))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flip(Path file, long at) throws IOException {
        byte[] octets = Files.readAllBytes(file);
        octets[(int) at] ^= 0x10;
        Files.write(file, octets);
    }

    private static void cut(Path file, long octets) throws IOException {
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), (int) octets));
    }

    @Test
    void nothingIsFoundWhereNothingIsWrong() throws Exception {
        try (House house = filled(temp.resolve("a"), House.safe(temp.resolve("a")))) {
            RepairReport report = reconstruct(house, RepairRequest.mending());
            assertThat(told.damages).isEmpty();
            assertThat(report.messages()).isEqualTo(39);
            assertThat(report.owners()).isEqualTo(2);
            assertThat(report.stopped()).isFalse();
        }
    }

    @Test
    void damagedMessageIsNamedAndStaysUntilItIsToGo() throws Exception {
        try (House house = filled(temp.resolve("b"), StoreOptions.Safety.NONE)) {
            house.partitions.get("primary").damaged.add(3L);
            reconstruct(house, RepairRequest.mending());
            assertThat(told.damages).hasSize(1);
            StoreDamage damage = told.damages.get(0);
            assertThat(damage.kind()).isEqualTo(Kind.CONTENT);
            assertThat(damage.owner()).isEqualTo("ada@example.com");
            assertThat(damage.folder()).isEqualTo("INBOX");
            assertThat(damage.uid()).isEqualTo(2);
            assertThat(damage.mended()).isFalse();
            try (Mailbox inbox = house.inbox("ada@example.com")) {
                assertThat(inbox.view().indexOf(2)).isEqualTo(1);
                reconstruct(house, RepairRequest.mending().with(Lost.MARK, Orphans.KEEP));
                assertThat(inbox.view().get(1).flags().has(RepairRequest.DAMAGED)).isTrue();
                reconstruct(
                        house,
                        RepairRequest.mending()
                                .of("bob@example.com")
                                .with(Lost.REMOVE, Orphans.KEEP));
                assertThat(told.damages).isEmpty();
                reconstruct(house, RepairRequest.mending().with(Lost.REMOVE, Orphans.KEEP));
                assertThat(told.damages).allMatch(StoreDamage::mended);
                assertThat(inbox.view().indexOf(2)).isNegative();
                assertThat(inbox.view().size()).isEqualTo(18);
            }
        }
    }

    @Test
    void missingContentIsNamed() throws Exception {
        try (House house = filled(temp.resolve("c"), StoreOptions.Safety.NONE)) {
            house.partitions.get("primary").contents.remove(4L);
            reconstruct(house, RepairRequest.check());
            assertThat(told.damages)
                    .singleElement()
                    .satisfies(
                            d -> {
                                assertThat(d.kind()).isEqualTo(Kind.MISSING);
                                assertThat(d.owner()).isEqualTo("bob@example.com");
                                assertThat(d.uid()).isEqualTo(2);
                                assertThat(d.detail()).contains("content 4 of partition primary");
                            });
        }
    }

    @Test
    void stoppedRunIsResumedBehindItsLastOwner() throws Exception {
        try (House house = filled(temp.resolve("d"), StoreOptions.Safety.NONE)) {
            for (int i = 0; i < 5; i++) {
                house.deliver("z" + i, "zoe@example.com", text("zoe@example.com", i));
            }
            told.stopAfter = 10;
            RepairReport first = reconstruct(house, RepairRequest.check());
            assertThat(first.stopped()).isTrue();
            told.stopAfter = Long.MAX_VALUE;
            Files.writeString(temp.resolve("d").resolve("reconstruct"), "bob@example.com");
            RepairReport rest = reconstruct(house, RESUMED);
            assertThat(rest.owners()).isEqualTo(1);
            assertThat(rest.messages()).isEqualTo(5);
            assertThat(temp.resolve("d").resolve("reconstruct")).doesNotExist();
        }
    }

    @Test
    void whatARunThatBeginsAnewStoppedAtIsNotTakenForAnOlderOnes() throws Exception {
        try (House house = filled(temp.resolve("older"), StoreOptions.Safety.NONE)) {
            // An older run came so far; this one stops before it remembers any owner.
            Files.writeString(temp.resolve("older").resolve("reconstruct"), "ada@example.com");
            told.stopAfter = 10;
            assertThat(reconstruct(house, RepairRequest.check()).stopped()).isTrue();
            told.stopAfter = Long.MAX_VALUE;
            assertThat(reconstruct(house, RESUMED).owners()).isEqualTo(2);
        }
    }

    @Test
    void aRunForOneOwnerLeavesWhereAnotherStopped() throws Exception {
        try (House house = filled(temp.resolve("one"), StoreOptions.Safety.NONE)) {
            Files.writeString(temp.resolve("one").resolve("reconstruct"), "ada@example.com");
            reconstruct(house, RepairRequest.check().of("ada@example.com"));
            assertThat(reconstruct(house, RESUMED).owners()).isEqualTo(1);
        }
    }

    @Test
    void anyOctetOfTheLogMayBeWrongWhereItIsKeptTwice() throws Exception {
        Random random = new Random(20261128);
        for (int round = 0; round < 25; round++) {
            Path directory = temp.resolve("twice" + round);
            House house = filled(directory, House.safe(directory));
            if (round % 2 == 0) {
                house.store.maintain();
            }
            Map<String, String> before = house.everything();
            house.close();
            Path file = only(directory.resolve("log"), ".log");
            for (int i = 0; i < 3; i++) {
                flip(file, random.nextInt((int) Files.size(file)));
            }
            if (round % 3 == 0) {
                Files.delete(file);
            }
            house.deleteIndex();
            house.open();
            assertThat(house.store.damage()).isEmpty();
            assertThat(house.everything()).isEqualTo(before);
            reconstruct(house, RepairRequest.mending());
            assertThat(told.damages)
                    .isNotEmpty()
                    .allMatch(d -> d.kind() == Kind.LOG && d.mended() && d.file().endsWith(".log"));
            reconstruct(house, RepairRequest.mending());
            assertThat(told.damages).isEmpty();
            house.close();
        }
    }

    @Test
    void anyOctetOfTheIndexMayBeWrong() throws Exception {
        Path directory = temp.resolve("index");
        House house = filledAndKept(directory);
        Map<String, String> before = house.everything();
        house.close();
        Path file = directory.resolve("index").resolve("store.mv");
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(4);
        for (int round = 0; round < 500; round++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, changed);
            house.open();
            assertThat(house.everything()).isEqualTo(before);
            house.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "meta",
                "owners",
                "usages",
                "contents",
                "bins",
                "mailboxes",
                "chunks",
                "tombstones",
                "keys",
                "readers"
            })
    void aMapOfTheIndexThatIsLostIsNotTakenForAnEmptyOne(String name) throws Exception {
        Path directory = temp.resolve("lost-map");
        House house = filledAndKept(directory);
        Map<String, String> before = house.everything();
        house.close();
        try (MVStore index = MVStore.open(directory.resolve("index/store.mv").toString())) {
            assertThat(index.hasMap(name)).isTrue();
            index.removeMap(name);
        }
        house.open();
        assertThat(house.everything()).isEqualTo(before);
        reconstruct(house, RepairRequest.check());
        assertThat(told.damages).extracting(StoreDamage::kind).contains(Kind.INDEX);
        house.close();
    }

    @Test
    void snapshotStandsInForIndexAndForOlderLog() throws Exception {
        Path directory = temp.resolve("snapshot");
        House house = filled(directory, StoreOptions.Safety.NONE);
        house.store.repair().snapshot();
        house.deliver("later", "bob@example.com", text("bob@example.com", 99));
        Map<String, String> before = house.everything();
        house.close();
        Path file = only(directory.resolve("log"), ".log");
        flip(file, 300);
        flip(file, 2000);
        house.deleteIndex();
        house.open();
        assertThat(house.everything()).isEqualTo(before);
        reconstruct(house, RepairRequest.mending());
        assertThat(told.damages).isNotEmpty().allMatch(StoreDamage::mended);
        house.close();
        // The log was written anew: it says all without index and snapshot.
        house.deleteIndex();
        House.deleteTree(directory.resolve("snapshots"));
        house.open();
        assertThat(house.everything()).isEqualTo(before);
        house.close();
    }

    @Test
    void damagedSnapshotIsPassedOver() throws Exception {
        Path directory = temp.resolve("bad-snapshot");
        House house = filled(directory, StoreOptions.Safety.NONE);
        house.store.repair().snapshot();
        Map<String, String> before = house.everything();
        house.close();
        Path snapshot = only(directory.resolve("snapshots"), ".snapshot");
        byte[] whole = Files.readAllBytes(snapshot);
        Random random = new Random(5);
        for (int round = 0; round < 20; round++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(whole.length)] ^= 1;
            Files.write(snapshot, changed);
            house.deleteIndex();
            house.open();
            assertThat(house.everything()).isEqualTo(before);
            reconstruct(house, RepairRequest.check());
            assertThat(told.damages).isNotEmpty().allMatch(d -> d.kind() == Kind.SNAPSHOT);
            house.close();
        }
    }

    @Test
    void indexThatIsAheadOfItsLogIsKeptAndTheLogIsWrittenAnew() throws Exception {
        Path directory = temp.resolve("ahead");
        House house = filled(directory, StoreOptions.Safety.NONE);
        // Its whole history is in the part that is cut off.
        house.deliver("zoe", "zoe@example.com", text("zoe@example.com", 0));
        Map<String, String> before = house.everything();
        house.close();
        Path file = only(directory.resolve("log"), ".log");
        cut(file, Files.size(file) / 2);
        house.open();
        assertThat(house.everything()).isEqualTo(before);
        assertThat(house.store.damage()).isNotEmpty();
        house.store.maintain();
        house.close();
        house.deleteIndex();
        house.open();
        assertThat(house.everything()).isEqualTo(before);
        house.close();
    }

    @Test
    void contentWhoseRecordWasLostIsKeptOverStartsAndRecovered() throws Exception {
        Path directory = temp.resolve("orphan");
        House house = filled(directory, StoreOptions.Safety.NONE);
        house.deliver("last", "bob@example.com", text("bob@example.com", 77));
        house.store.maintain();
        house.store.maintain();
        int contents = house.partitions.get("primary").contents.size();
        house.close();
        Path file = only(directory.resolve("log"), ".log");
        // The last record before the seal is the delivery.
        flip(file, Files.size(file) - 40 - 40);
        house.deleteIndex();
        house.open();
        assertThat(house.store.damage()).isNotEmpty();
        house.store.maintain();
        house.close();
        house.open();
        assertThat(house.store.repair().unsettled()).isNotEmpty();
        house.store.maintain();
        assertThat(house.partitions.get("primary").contents).hasSize(contents);
        reconstruct(house, RepairRequest.mending().with(Lost.KEEP, Orphans.RECOVER));
        assertThat(told.damages)
                .filteredOn(d -> d.kind() == Kind.ORPHAN)
                .singleElement()
                .satisfies(
                        d -> {
                            assertThat(d.owner()).isEqualTo("bob@example.com");
                            assertThat(d.folder()).isEqualTo("Recovered");
                            assertThat(d.messageId()).isEqualTo("<m77@bob@example.com>");
                            assertThat(d.mended()).isTrue();
                        });
        assertThat(house.store.repair().unsettled()).isEmpty();
        try (Mailbox found =
                house.store.open(
                        House.user("bob@example.com"),
                        new MailboxName("bob@example.com", "Recovered"),
                        true)) {
            assertThat(found.view().size()).isEqualTo(1);
            try (var content = found.content(1)) {
                assertThat(BytesContent.text(content)).contains("<m77@");
            }
        }
        house.close();
        house.deleteIndex();
        house.open();
        assertThat(house.store.damage()).isEmpty();
        house.store.maintain();
        assertThat(house.partitions.get("primary").contents).hasSize(contents);
        house.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsSettledWhileAPartitionIsAway(boolean stillRegistered) throws Exception {
        Path directory = temp.resolve("absent");
        House house = filled(directory, StoreOptions.Safety.NONE);
        MailboxName inbox = MailboxName.inbox("carl@example.com");
        house.store.archive().restoreOwner(inbox.owner(), "second");
        house.store.archive().restoreFolder(inbox, 7, "");
        house.deliver("last", inbox.owner(), text(inbox.owner(), 77));
        MemoryPartition second = house.partitions.get("second");
        assertThat(second.contents).hasSize(1);
        house.close();
        Path file = only(directory.resolve("log"), ".log");
        // The last record before the seal is the delivery.
        flip(file, Files.size(file) - 40 - 40);
        house.deleteIndex();
        if (stillRegistered) {
            house.away.add("second");
        } else {
            house.partitions.remove("second");
        }
        house.open();
        RepairRequest recovering = RepairRequest.mending().with(Lost.KEEP, Orphans.RECOVER);
        reconstruct(house, recovering);
        assertThat(told.damages)
                .filteredOn(d -> d.kind() == Kind.ORPHAN)
                .singleElement()
                .satisfies(
                        d -> {
                            assertThat(d.detail()).contains("second").contains("away");
                            assertThat(d.mended()).isFalse();
                        });
        assertThat(house.store.repair().unsettled()).isNotEmpty();
        house.away.clear();
        house.partitions.put("second", second);
        house.store.partitionArrived("second");
        house.store.maintain();
        house.store.maintain();
        assertThat(second.contents).hasSize(1);
        reconstruct(house, recovering);
        assertThat(house.store.repair().unsettled()).isEmpty();
        assertThat(house.everything().toString()).contains("<m77@");
        house.close();
    }

    @Test
    void checkpointsAreWrittenWhileOrphansAreLookedInto() throws Exception {
        House house = filled(temp.resolve("meanwhile"), StoreOptions.Safety.NONE);
        MemoryPartition partition = house.partitions.get("primary");
        house.store.maintain();
        // A content that no record speaks of, as a crash before the record leaves it.
        long orphan = partition.nextNumber();
        partition.contents.put(orphan, text("zoe@example.com", 1).getBytes(UTF_8));
        partition.advance(orphan + 1);
        List<Boolean> rounds = new CopyOnWriteArrayList<>();
        partition.meanwhile =
                () -> {
                    CompletableFuture<Void> round =
                            CompletableFuture.runAsync(house.store::maintain);
                    try {
                        round.get(20, TimeUnit.SECONDS);
                        rounds.add(partition.contents.containsKey(orphan));
                    } catch (InterruptedException | ExecutionException | TimeoutException held) {
                        rounds.add(false);
                    }
                };
        reconstruct(house, RepairRequest.check());
        assertThat(told.damages).extracting(StoreDamage::kind).contains(Kind.ORPHAN);
        assertThat(rounds).isNotEmpty().doesNotContain(false);
        house.close();
    }

    @Test
    void equalMessagesShareOneContentAndNoClientSeesIt() throws Exception {
        Path directory = temp.resolve("relink");
        House house = filled(directory, StoreOptions.Safety.NONE);
        for (int i = 0; i < 5; i++) {
            house.deliver("same" + i, "zoe@example.com", "the same");
        }
        house.deliver("same", "bob@example.com", "the same");
        house.store.maintain();
        house.store.maintain();
        Map<String, String> before = house.everything();
        int contents = house.partitions.get("primary").contents.size();
        var dry = house.store.repair().relink(Optional.empty(), true, told);
        assertThat(dry.duplicates()).isEqualTo(5);
        assertThat(dry.octets()).isEqualTo(40);
        assertThat(house.partitions.get("primary").contents).hasSize(contents);
        house.store.repair().relink(Optional.empty(), false, told);
        house.store.maintain();
        house.store.maintain();
        assertThat(house.partitions.get("primary").contents).hasSize(contents - 5);
        assertThat(house.everything()).isEqualTo(before);
        house.close();
        house.deleteIndex();
        house.open();
        assertThat(house.everything()).isEqualTo(before);
        house.close();
    }

    @Test
    void partitionThatLostFilesGivesNoNumberTwice() throws Exception {
        Path directory = temp.resolve("numbers");
        House house = filled(directory, StoreOptions.Safety.NONE);
        house.close();
        house.partitions.get("primary").loseFrom(30);
        house.open();
        house.deliver("new", "zoe@example.com", "new");
        try (Mailbox inbox = house.inbox("bob@example.com")) {
            for (int i = 0; i < inbox.view().size(); i++) {
                long uid = inbox.view().get(i).uid();
                try (var content = inbox.content(uid)) {
                    assertThat(BytesContent.text(content)).contains("@bob@example.com>");
                } catch (IOException gone) {
                    assertThat(uid).isGreaterThanOrEqualTo(15);
                }
            }
        }
        reconstruct(house, RepairRequest.check());
        assertThat(told.damages).hasSize(11).allMatch(d -> d.kind() == Kind.MISSING);
        house.close();
    }

    @Test
    void partitionThatLostFilesGivesNoNumberTwiceBeforeItsArrivalIsTold() throws Exception {
        House house = filled(temp.resolve("arriving"), StoreOptions.Safety.NONE);
        MemoryPartition lacking = house.partitions.get("primary").copy();
        lacking.loseFrom(30);
        house.partitions.put("primary", lacking);
        Set<Long> used = Set.copyOf(lacking.contents.keySet());
        house.deliver("new", "zoe@example.com", "new");
        assertThat(lacking.contents.keySet())
                .filteredOn(number -> !used.contains(number))
                .singleElement()
                .satisfies(number -> assertThat(number).isGreaterThan(40));
        house.close();
    }
}
