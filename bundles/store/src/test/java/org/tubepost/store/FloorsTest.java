// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A new log beside contents that were there before it. */
class FloorsTest {
    @TempDir private Path temp;
    private Path home;
    private House house;

    @BeforeEach
    void oldContents() throws Exception {
        home = temp.resolve("home");
        house = new House(home);
        for (String name : house.partitions.keySet()) {
            for (int i = 0; i < 3; i++) {
                putAside(house.partitions.get(name), "old");
            }
        }
    }

    /** A content that no record speaks of. */
    private static void putAside(MemoryPartition partition, String text) {
        long number = partition.nextNumber();
        partition.contents.put(number, text.getBytes(UTF_8));
        partition.advance(number + 1);
    }

    private static void assertContents(House house, String partition, String... texts) {
        house.store.maintain();
        house.store.maintain();
        assertThat(house.partitions.get(partition).contents.values())
                .extracting(octets -> new String(octets, UTF_8))
                .containsExactlyInAnyOrder(texts);
    }

    @Test
    void theyStayWhenTheIndexIsMadeAgain() throws Exception {
        house.open();
        house.deliver("k", "ada", "new");
        assertContents(house, "primary", "old", "old", "old", "new");
        house.close();
        house.deleteIndex();
        house.open();
        assertContents(house, "primary", "old", "old", "old", "new");
        assertContents(house, "second", "old", "old", "old");
        house.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theyStayAfterAKillBeforeTheFirstCheckpoint(boolean withoutIndex) throws Exception {
        house.open();
        house.deliver("k", "ada", "new");
        try (House killed = house.killed(temp.resolve("killed"), withoutIndex)) {
            assertContents(killed, "primary", "old", "old", "old", "new");
            assertContents(killed, "second", "old", "old", "old");
        }
        house.close();
    }

    @Test
    void theyStayInAPartitionThatComesLater() throws Exception {
        MemoryPartition second = house.partitions.remove("second");
        house.open();
        house.deliver("k", "ada", "new");
        house.store.maintain();
        house.close();
        house.open();
        house.partitions.put("second", second);
        house.store.partitionArrived("second");
        assertContents(house, "second", "old", "old", "old");
        house.close();
        house.deleteIndex();
        house.open();
        assertContents(house, "second", "old", "old", "old");
        house.close();
    }

    @Test
    void whatACrashLeavesIsReleasedAllTheSame() throws Exception {
        house.open();
        house.deliver("k", "ada", "new");
        putAside(house.partitions.get("primary"), "orphan");
        House killed = house.killed(temp.resolve("killed"), true);
        assertContents(killed, "primary", "old", "old", "old", "new");
        killed.close();
        house.close();
    }

    @Test
    void aLogThatIsDeletedLeavesAllThatWasThere() throws Exception {
        house.open();
        house.deliver("k", "ada", "before");
        house.close();
        House.deleteTree(home.resolve("log"));
        house.open();
        house.deliver("l", "ada", "after");
        house.close();
        house.deleteIndex();
        house.open();
        assertContents(house, "primary", "old", "old", "old", "before", "after");
        house.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0 primary\n0 second\n", "0 primary\n0 second\nend 0\n"})
    void nothingIsReleasedWhenTheyCannotBeRead(String floors) throws Exception {
        house.open();
        house.deliver("k", "ada", "new");
        house.close();
        Files.writeString(home.resolve("floors"), floors);
        house.deleteIndex();
        house.open();
        assertContents(house, "primary", "old", "old", "old", "new");
        house.close();
        house.open();
        house.deliver("l", "ada", "newer");
        assertContents(house, "primary", "old", "old", "old", "new", "newer");
        house.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 36})
    void theyStayWhenTheIdOfTheLogIsDamaged(int octets) throws Exception {
        house.open();
        house.deliver("k", "ada", "new");
        house.close();
        byte[] id = Files.readAllBytes(home.resolve("identity"));
        for (int i = 0; i < octets; i++) {
            id[i] ^= (byte) 0x80; // no UTF-8
        }
        Files.write(home.resolve("identity"), octets == 0 ? new byte[0] : id);
        house.open();
        assertContents(house, "primary", "old", "old", "old", "new");
        house.deliver("l", "ada", "newer");
        house.close();
        house.open();
        assertContents(house, "primary", "old", "old", "old", "new", "newer");
        house.close();
    }

    @Test
    void aStoreThatIsOlderThanTheyAreTakesThemFromItsIndex() throws Exception {
        house.open();
        house.deliver("k", "ada", "new");
        house.store.maintain();
        // What maintenance found comes into the index beside something else.
        house.deliver("l", "ada", "newer");
        house.close();
        Files.delete(home.resolve("floors"));
        house.open();
        assertThat(home.resolve("floors")).exists();
        house.close();
        house.deleteIndex();
        house.open();
        assertContents(house, "primary", "old", "old", "old", "new", "newer");
        assertContents(house, "second", "old", "old", "old");
        house.close();
    }

    @Test
    void anOlderStoreWithoutAnIndexOpensAsBefore() throws Exception {
        house.open();
        house.deliver("k", "ada", "new");
        house.close();
        Files.delete(home.resolve("floors"));
        house.deleteIndex();
        house.open();
        assertThat(home.resolve("floors")).doesNotExist();
        assertContents(house, "primary", "new");
        house.close();
    }
}
