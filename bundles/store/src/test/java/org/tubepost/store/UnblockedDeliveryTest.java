// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.api.message.ContentSink;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;

/** Deliveries whose callers do not wait. */
class UnblockedDeliveryTest {
    @TempDir private Path directory;
    @TempDir private Path elsewhere;

    private House house;

    @BeforeEach
    void open() throws Exception {
        house = House.opened(directory.resolve("store"));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private CompletableFuture<List<DeliveryResult>> deliver(
            String key, String text, DeliveryTarget... targets) {
        return house.store
                .finalDelivery()
                .deliver(key, List.of(targets), BytesContent.of(text), House.NOW)
                .toCompletableFuture();
    }

    @Test
    void allRecipientsOfAPartitionShareWhatWasWrittenWhileItCameIn() throws Exception {
        DeliveryTarget ada = House.to("ada", "INBOX");
        try (ContentSink sink = house.store.finalDelivery().begin(ada, 5)) {
            sink.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
            Content content = sink.seal(BytesContent.of("hello").summary());
            List<DeliveryResult> results =
                    house.store
                            .finalDelivery()
                            .deliver(
                                    "k1",
                                    List.of(ada, House.to("bob", "INBOX")),
                                    content,
                                    House.NOW)
                            .toCompletableFuture()
                            .join();
            content.close();
            assertThat(results).allMatch(r -> r.refusal().isEmpty() && r.uid() == 1);
        }
        assertThat(house.partitions.get("primary").contents).hasSize(1);
        assertThat(house.everything().toString()).contains("hello");
    }

    @Test
    void theSameKeyGetsTheSameAnswerAndNoSecondMessage() {
        DeliveryResult first = deliver("k1", "once", House.to("ada", "INBOX")).join().get(0);
        DeliveryResult again = deliver("k1", "once", House.to("ada", "INBOX")).join().get(0);
        DeliveryResult other = deliver("k2", "twice", House.to("ada", "INBOX")).join().get(0);
        assertThat(again.uid()).isEqualTo(first.uid());
        assertThat(other.uid()).isEqualTo(first.uid() + 1);
        assertThat(house.partitions.get("primary").contents).hasSize(2);
    }

    @Test
    void whatWasAnsweredIsThereAfterAKill() throws Exception {
        List<CompletableFuture<List<DeliveryResult>>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(deliver("k" + i, "text " + i, House.to("u" + i % 7, "INBOX")));
        }
        answers.forEach(CompletableFuture::join);
        try (House after = house.killed(elsewhere.resolve("store"), true)) {
            long messages = 0;
            for (int user = 0; user < 7; user++) {
                messages += after.inbox("u" + user).view().size();
            }
            assertThat(messages).isEqualTo(200);
        }
    }

    @Test
    void aPartitionThatIsAwayIsNotWaitedForAndOthersGetTheirs() {
        house.away.add("second");
        DeliveryTarget there = new DeliveryTarget(MailboxName.inbox("eve"), "second", Flags.NONE);
        List<DeliveryResult> results =
                deliver("k1", "text", there, House.to("ada", "INBOX")).join();
        assertThat(results.get(0).refusal().orElseThrow().code())
                .isEqualTo(StoreException.Code.UNAVAILABLE);
        assertThat(results.get(1).refusal()).isEmpty();
        assertThatThrownBy(() -> house.store.finalDelivery().begin(there, 0))
                .isInstanceOf(StoreException.class);
    }

    @Test
    void aFolderThatDoesNotExistFallsBackToInbox() {
        List<DeliveryResult> results =
                deliver("k1", "text", House.to("ada", "Nowhere"), House.to("ada", "Sent")).join();
        assertThat(results.get(0).mailbox().folder()).isEqualTo("INBOX");
        assertThat(results.get(1).mailbox().folder()).isEqualTo("Sent");
    }

    @Test
    void aStoreThatIsClosedEndsWhatHasBegunAndTakesNothingMore() throws Exception {
        CompletableFuture<List<DeliveryResult>> begun =
                deliver("k1", "text", House.to("ada", "INBOX"));
        JournaledMessageStore store = house.store;
        store.close();
        assertThat(begun.join().get(0).refusal()).isEmpty();
        assertThat(deliver("k2", "late", House.to("ada", "INBOX"))).isCompletedExceptionally();
        house.open();
    }
}
