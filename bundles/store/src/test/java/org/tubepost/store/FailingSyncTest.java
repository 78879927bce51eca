// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.ContentLocator;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.StoreException;
import org.tubepost.store.index.DerivedIndex;

/** A checkpoint that was written but could not be made durable is not written a second time. */
class FailingSyncTest {
    private static final FlagChange DELETE =
            new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.DELETED));

    @TempDir Path directory;
    private FailingDisk disk;
    private House house;

    @BeforeEach
    void open() throws Exception {
        disk = FailingDisk.under(directory);
        house = new House(disk.directory());
        // Each round is a test's own.
        house.checkpointEvery = Duration.ZERO;
        house.open();
    }

    @AfterEach
    void close() {
        house.close();
        disk.close();
    }

    /** One content for several owners. */
    private void deliver(String... owners) throws StoreException {
        house.store.deliver(
                "key",
                Stream.of(owners).map(owner -> House.to(owner, "INBOX")).toList(),
                BytesContent.of("text"),
                House.NOW);
        assertThat(contents()).isEqualTo(1);
    }

    private void expunge(String owner) throws StoreException {
        try (Mailbox inbox = house.inbox(owner)) {
            inbox.changeFlags(List.of(1L), DELETE, -1);
            inbox.expunge(Optional.of(List.of(1L)));
        }
    }

    private int contents() {
        return house.partitions.get("primary").contents.size();
    }

    /** What the index says when it is opened again. */
    private long references() throws Exception {
        Path elsewhere = directory.resolve("copy");
        House.copyTree(disk.directory().resolve("index"), elsewhere);
        String storeId = StoreLog.identity(disk.directory().resolve("identity"));
        try (DerivedIndex index = DerivedIndex.open(elsewhere.resolve("store.mv"), 1, storeId)) {
            assertThat(index.meta().lsn()).isPositive();
            index.check();
            return index.references(new ContentLocator("primary", 1));
        }
    }

    @Test
    void aContentIsCountedOnce() throws Exception {
        deliver("ada", "bob", "cem");
        house.store.maintain();
        assertThat(references()).isEqualTo(3);
        expunge("ada");
        disk.failNext(1);
        house.store.maintain();
        house.store.maintain();
        assertThat(references()).isEqualTo(2);
        expunge("bob");
        house.store.maintain();
        house.store.maintain();
        try (Mailbox inbox = house.inbox("cem");
                Content content = inbox.content(1)) {
            assertThat(BytesContent.text(content)).isEqualTo("text");
        }
    }

    @Test
    void aContentIsReleasedWhenTheCheckpointThatCountsItIsDurable() throws Exception {
        deliver("ada");
        house.store.maintain();
        expunge("ada");
        disk.failNext(100);
        house.store.maintain();
        house.store.maintain();
        assertThat(contents()).isEqualTo(1);
        disk.failNext(0);
        house.store.maintain();
        assertThat(contents()).isZero();
        house.store.maintain();
        assertThat(references()).isZero();
    }

    @Test
    void aMailboxThatIsWrittenAgainIsWhole() throws Exception {
        deliver("ada", "bob");
        disk.failNext(1);
        house.store.maintain();
        expunge("ada");
        house.store.maintain();
        assertThat(references()).isEqualTo(1);
    }
}
