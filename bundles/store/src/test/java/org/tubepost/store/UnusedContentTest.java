// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AppendMessage;
import org.tubepost.api.store.FlagChange;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.RestoredMessage;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;

/** A content that was stored for a record that never was does not stay. */
class UnusedContentTest {
    private static final int ATTEMPTS = 10;
    private static final MailboxName INBOX = MailboxName.inbox("ada");
    private static final MailboxName SENT = House.box("ada", "Sent");
    private static final FlagChange DELETE =
            new FlagChange(FlagChange.Action.ADD, Flags.of(Flags.DELETED));

    @TempDir Path directory;
    private House house;

    @BeforeEach
    void open() throws Exception {
        house = House.opened(directory.resolve("store"));
    }

    @AfterEach
    void close() {
        house.volume.failing = false;
        house.close();
    }

    private Map<Long, byte[]> contents() {
        return house.partitions.get("primary").contents;
    }

    private static AppendMessage message(String text) {
        return new AppendMessage(BytesContent.of(text), Flags.NONE, House.NOW);
    }

    private static void assertRefused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void assertRefusedLater(String key) {
        CompletableFuture<?> delivery =
                house.store
                        .finalDelivery()
                        .deliver(
                                key,
                                List.of(House.to("ada", "INBOX")),
                                BytesContent.of("text"),
                                House.NOW)
                        .toCompletableFuture();
        assertThatThrownBy(delivery::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreException.class);
    }

    private interface Work {
        void run() throws StoreException;
    }

    private static Runnable meanwhile(Work work) {
        return () -> {
            try {
                work.run();
            } catch (StoreException failed) {
                throw new UncheckedIOException(failed);
            }
        };
    }

    @Test
    void aFullLogLeavesNothingOfWhatItRefuses() throws Exception {
        house.deliver("0", "ada", "there");
        house.volume.shrink(0, house);
        for (int i = 0; i < ATTEMPTS; i++) {
            String key = "key" + i;
            assertRefused(Code.UNAVAILABLE, () -> house.deliver(key, "ada", "text"));
            assertRefusedLater(key);
            assertRefused(
                    Code.UNAVAILABLE,
                    () ->
                            house.store.append(
                                    House.user("ada"),
                                    INBOX,
                                    List.of(message("one"), message("two"))));
            assertRefused(
                    Code.UNAVAILABLE,
                    () ->
                            house.store
                                    .archive()
                                    .restoreMessages(
                                            INBOX,
                                            List.of(
                                                    new RestoredMessage(
                                                            0,
                                                            BytesContent.of("old"),
                                                            Flags.NONE,
                                                            House.NOW,
                                                            House.NOW))));
        }
        assertThat(contents()).hasSize(1);
        house.volume.room = Long.MAX_VALUE;
        house.close();
        house.open();
        assertThat(house.inbox("ada").view().size()).isEqualTo(1);
    }

    @Test
    void whatMayBeInAFailedLogStaysAndNothingElse() throws Exception {
        house.deliver("0", "ada", "there");
        house.volume.failing = true;
        for (int i = 0; i < ATTEMPTS; i++) {
            String key = "key" + i;
            assertRefused(Code.UNAVAILABLE, () -> house.deliver(key, "ada", "text"));
            assertRefusedLater(key);
        }
        assertThat(contents()).hasSize(2);
        house.volume.failing = false;
        house.close();
        house.open();
        try (Mailbox inbox = house.inbox("ada")) {
            for (int i = 0; i < inbox.view().size(); i++) {
                inbox.content(inbox.view().uid(i)).close();
            }
        }
    }

    @Test
    void twoDeliveriesOfTheSameKeyLeaveOneContent() throws Exception {
        house.partitions
                .get("primary")
                .whileStoring(meanwhile(() -> house.deliver("key", "ada", "text")));
        assertThat(house.deliver("key", "ada", "text")).isEqualTo(1);
        assertThat(house.inbox("ada").view().size()).isEqualTo(1);
        assertThat(contents()).hasSize(1);
        assertThat(house.kept(INBOX)).isEmpty();
        assertThat(house.everything().toString()).contains("text");
    }

    @Test
    void oneWhoHasItAlreadyTakesNothingFromThoseWhoGetItNow() throws Exception {
        house.partitions
                .get("primary")
                .whileStoring(meanwhile(() -> house.deliver("key", "ada", "text")));
        house.store.deliver(
                "key",
                List.of(House.to("ada", "INBOX"), House.to("bob", "INBOX")),
                BytesContent.of("text"),
                House.NOW);
        assertThat(contents()).hasSize(2);
        assertThat(house.everything().toString()).contains("ada").contains("bob");
    }

    @Test
    void aMailboxOrMessageThatWentMeanwhileLeavesNothing() throws Exception {
        house.deliver("0", "ada", "there");
        house.partitions
                .get("primary")
                .whileStoring(meanwhile(() -> house.store.delete(House.user("ada"), SENT)));
        assertRefused(
                Code.NONEXISTENT,
                () -> house.store.append(House.user("ada"), SENT, List.of(message("sent"))));
        assertThat(contents()).hasSize(1);
        try (Mailbox inbox = house.inbox("ada")) {
            house.partitions
                    .get("primary")
                    .whileStoring(
                            meanwhile(
                                    () -> {
                                        inbox.changeFlags(List.of(1L), DELETE, -1);
                                        inbox.expunge(Optional.empty());
                                    }));
            assertRefused(Code.EXPUNGEISSUED, () -> inbox.replace(1, INBOX, message("other")));
        }
        house.store.maintain();
        assertThat(contents()).isEmpty();
    }

    @Test
    void aMoveThatTheLogRefusesLeavesNoCopies() throws Exception {
        house.deliver("0", "ada", "there");
        Runnable shrinking = () -> house.volume.shrink(0, house);
        house.partitions.get("second").whileStoring(shrinking);
        assertRefused(
                Code.UNAVAILABLE,
                () -> house.store.move(Identity.HOUSE, "ada", "second", m -> true));
        assertThat(house.partitions.get("second").contents).isEmpty();
        assertThat(contents()).hasSize(1);
    }
}
