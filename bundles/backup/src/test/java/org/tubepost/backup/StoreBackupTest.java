// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.Mailbox;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreBackup.RestoreMode;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;

class StoreBackupTest extends TwoHomes {
    private void fill() throws Exception {
        home.login("ann");
        home.login("bob@example.com");
        home.create("ann", "Work/Deep/Deeper");
        home.store.delete(Home.user("ann"), Home.box("ann", "Work/Deep"));
        home.create("ann", "Größe & 字");
        home.store.subscribe(Home.user("ann"), Home.box("ann", "Nowhere"), true);
        home.store.subscribe(Home.user("ann"), Home.box("ann", "Junk"), false);
        for (int i = 1; i <= 30; i++) {
            home.append("ann", "INBOX", "Subject: " + i + "\r\n\r\ntext " + i + "\r\n");
        }
        home.append("ann", "Größe & 字", "a: b\r\n\r\n" + "long ".repeat(200_000), "$Forwarded");
        home.append("ann", "Work/Deep/Deeper", "", Flags.SEEN, Flags.FLAGGED, "Label");
        home.append("bob@example.com", "Sent", "8: bit\r\n\r\n\u00e9\u0000\r\n", Flags.SEEN);
        home.flag("ann", "INBOX", 20, Flags.SEEN, "Late");
        home.flag("ann", "INBOX", 3, Flags.ANSWERED);
        home.expunge("ann", "INBOX", 1L, 2L, 15L, 30L);
    }

    private static MailSelection folder(String user, String folder, Long... uids) {
        return new MailSelection(Optional.of(user), Optional.of(folder), Set.of(uids));
    }

    @Test
    void anEmptyHomeGetsTheSameFoldersUidsFlagsDatesOrderAndContents() throws Exception {
        fill();
        TransferReport written = backup(full, null);
        assertThat(written.messages()).isEqualTo(29);
        TransferReport read = restore(full);
        assertThat(read.messages()).isEqualTo(29);
        assertThat(read.octets()).isEqualTo(written.octets());
        assertThat(other.everything()).isEqualTo(home.everything());
        assertThat(home.everything().get("user/ann/Work/Deep ")).isEqualTo("only a name");
        assertSameOrder();
    }

    /** Later changes are never earlier ones after a restore, though several may be one. */
    private void assertSameOrder() throws Exception {
        List<Long> uids = home.byChange("ann", "INBOX").stream().map(MessageRecord::uid).toList();
        Map<Long, Long> restored = new HashMap<>();
        other.byChange("ann", "INBOX").forEach(r -> restored.put(r.uid(), r.modSeq()));
        assertThat(uids.stream().map(restored::get).toList()).isSorted();
        assertThat(uids).isNotEqualTo(uids.stream().sorted().toList());
    }

    @Test
    void uidsAndModificationSequencesOfTheOldStoreAreNotGivenAgain() throws Exception {
        fill();
        MailboxName inbox = MailboxName.inbox("ann");
        backup(full, null);
        long later = home.append("ann", "INBOX", "after the backup");
        long highest = home.store.status(Identity.HOUSE, inbox).highestModSeq();
        restore(full);
        assertThat(other.append("ann", "INBOX", "after the restore")).isGreaterThan(later);
        try (Mailbox mailbox = other.store.open(Identity.HOUSE, inbox, true)) {
            assertThat(mailbox.view().highestModSeq()).isGreaterThan(highest - 5);
            assertThat(mailbox.changedSince(1)).hasSize(27);
            assertThat(mailbox.expungedSince(highest - 5)).contains(1L, 2L, 15L, 30L);
        }
    }

    @Test
    void aBackupIsOfOneMomentWhileMessagesMove() throws Exception {
        home.login("ann");
        home.create("ann", "Other");
        for (int i = 0; i < 300; i++) {
            home.append("ann", "INBOX", "message " + i);
        }
        AtomicBoolean over = new AtomicBoolean();
        Thread mover = new Thread(() -> moveToAndFro(over));
        mover.start();
        try {
            for (int round = 0; round < 5; round++) {
                Path file = temp.resolve("round" + round);
                assertThat(backup(file, null).messages()).isEqualTo(300);
            }
        } finally {
            over.set(true);
            mover.join();
        }
        restore(temp.resolve("round4"));
        List<String> all = other.contents("ann", "INBOX");
        all.addAll(other.contents("ann", "Other"));
        assertThat(all).hasSize(300).doesNotHaveDuplicates();
    }

    private void moveToAndFro(AtomicBoolean over) {
        MailboxName[] boxes = {Home.box("ann", "INBOX"), Home.box("ann", "Other")};
        Random random = new Random(7);
        while (!over.get()) {
            int from = random.nextInt(2);
            try (Mailbox mailbox = home.store.open(Identity.HOUSE, boxes[from], false)) {
                if (mailbox.view().size() > 0) {
                    long uid = mailbox.view().get(random.nextInt(mailbox.view().size())).uid();
                    mailbox.moveTo(List.of(uid), boxes[1 - from]);
                }
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    private void change() throws Exception {
        home.append("ann", "INBOX", "new");
        home.flag("ann", "INBOX", 10, "Changed", Flags.DRAFT);
        home.flag("ann", "INBOX", 5, Flags.SEEN);
        home.expunge("ann", "INBOX", 7L, 8L, 31L);
        home.append("ann", "INBOX", "newer");
        var ann = Home.user("ann");
        home.store.rename(ann, Home.box("ann", "Größe & 字"), Home.box("ann", "Third"));
        home.store.rename(ann, Home.box("ann", "Archive"), Home.box("ann", "Größe & 字"));
        home.store.rename(ann, Home.box("ann", "Third"), Home.box("ann", "Archive"));
        home.store.rename(ann, Home.box("ann", "Work"), Home.box("ann", "Play/Work"));
        home.store.delete(ann, Home.box("ann", "Drafts"));
        home.store.subscribe(ann, Home.box("ann", "Nowhere"), false);
        home.login("carl");
        home.append("carl", "INBOX", "to carl");
        home.store.deleteOwner(Identity.HOUSE, "bob@example.com");
    }

    @Test
    void incrementalBackupsFollowEverythingThatHappened() throws Exception {
        fill();
        backup(full, null);
        change();
        TransferReport more = backup(next, full);
        assertThat(more.messages()).isEqualTo(2);
        home.append("carl", "INBOX", "again to carl");
        Path last = temp.resolve("last.backup");
        assertThat(backup(last, next).messages()).isEqualTo(1);
        restore(full, next, last);
        assertThat(other.everything()).isEqualTo(home.everything());
        assertSameOrder();
    }

    @Test
    void streamsThatDoNotFollowEachOtherAreRefused() throws Exception {
        fill();
        backup(full, null);
        change();
        backup(next, full);
        Path last = temp.resolve("last.backup");
        backup(last, next);
        assertThatThrownBy(() -> restore(next)).hasMessageContaining("give the full one");
        assertThatThrownBy(() -> restore(full, last)).hasMessageContaining("does not follow");
        assertThat(other.store.owners()).isEmpty();
        assertThatThrownBy(
                        () ->
                                other.backups.backup(
                                        MailSelection.ALL,
                                        temp.resolve("x"),
                                        Optional.of(full),
                                        Home.patient()))
                .hasMessageContaining("another store");
        assertThatThrownBy(() -> backup(full, null)).hasMessageContaining("overwrites nothing");
    }

    @Test
    void aLivingFolderGetsOnlyWhatItLacksAndNothingTwice() throws Exception {
        fill();
        home.append("ann", "INBOX", "twin");
        home.append("ann", "INBOX", "twin");
        backup(full, null);
        Map<String, String> before = home.everything();
        TransferReport nothing = restore(home, MailSelection.ALL, AS_IT_WAS, full);
        assertThat(nothing.messages()).isZero();
        assertThat(nothing.present()).isEqualTo(31);
        assertThat(home.everything()).isEqualTo(before);

        List<String> all = home.contents("ann", "INBOX");
        home.expunge("ann", "INBOX", 5L, 6L, 31L, 32L);
        for (int round = 0; round < 2; round++) {
            TransferReport report = restore(home, MailSelection.ALL, AS_IT_WAS, full);
            assertThat(report.messages()).isEqualTo(round == 0 ? 4 : 0);
        }
        assertThat(home.contents("ann", "INBOX")).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void oneMessageComesBackIntoAFolderOfItsOwn() throws Exception {
        fill();
        backup(full, null);
        home.expunge("ann", "INBOX", 10L);
        RestoreMode into = new RestoreMode(Optional.of("Restored"), false);
        for (int round = 0; round < 2; round++) {
            restore(home, folder("ann", "INBOX", 10L, 11L), into, full);
            assertThat(home.contents("ann", "Restored/INBOX"))
                    .containsExactly(
                            "Subject: 10\r\n\r\ntext 10\r\n", "Subject: 11\r\n\r\ntext 11\r\n");
        }
        restore(other, folder("ann", "Work"), AS_IT_WAS, full);
        assertThat(other.everything().keySet())
                .contains("user/ann/Work/Deep ", "user/ann/Work/Deep/Deeper ")
                .doesNotContain("user/ann/Sent \\Sent");
        assertThat(other.store.owners()).containsExactly("ann");
    }

    @Test
    void aBackupThatWasBrokenOffGoesOn() throws Exception {
        fill();
        TransferReport part =
                home.backups.backup(MailSelection.ALL, full, Optional.empty(), Home.upTo(28));
        assertThat(part.stopped()).isTrue();
        assertThatThrownBy(() -> restore(full)).hasMessageContaining("not whole");
        byte[] whole = Files.readAllBytes(full);
        Files.write(full, Arrays.copyOf(whole, whole.length - 11));
        assertThatThrownBy(() -> restore(full)).hasMessageContaining("at octet ");
        assertThat(other.store.owners()).isEmpty();
        change();
        TransferReport rest = home.backups.resume(full, Optional.empty(), Home.patient());
        assertThat(rest.messages()).isLessThan(6);
        home.append("ann", "INBOX", "newest");
        backup(next, full);
        restore(full, next);
        assertThat(other.everything()).isEqualTo(home.everything());
        assertThatThrownBy(() -> home.backups.resume(full, Optional.empty(), Home.patient()))
                .hasMessageContaining("is whole");
    }

    @Test
    void anIncrementalBackupGoesOnFromItsOwnBeginning() throws Exception {
        fill();
        backup(full, null);
        change();
        home.backups.backup(MailSelection.ALL, next, Optional.of(full), Home.upTo(1));
        assertThatThrownBy(() -> home.backups.resume(next, Optional.empty(), Home.patient()))
                .hasMessageContaining("since position");
        home.backups.resume(next, Optional.of(full), Home.patient());
        restore(full, next);
        assertThat(other.everything()).isEqualTo(home.everything());
    }

    @Test
    void aRestoreThatWasBrokenOffGoesOn() throws Exception {
        fill();
        backup(full, null);
        for (int most : new int[] {5, 10, 8}) {
            RestoreMode goOn = new RestoreMode(Optional.empty(), true);
            TransferReport part =
                    other.backups.restore(List.of(full), MailSelection.ALL, goOn, Home.upTo(most));
            assertThat(part.stopped()).isTrue();
        }
        restore(other, MailSelection.ALL, new RestoreMode(Optional.empty(), true), full);
        assertThat(other.everything()).isEqualTo(home.everything());
    }

    @Test
    void aRestoreOfSeveralBackupsGoesOnWhereverItWasBrokenOff() throws Exception {
        fill();
        backup(full, null);
        change();
        backup(next, full);
        home.append("ann", "Play/Work", "newest");
        home.expunge("ann", "INBOX", 12L, 32L);
        home.flag("ann", "INBOX", 9, Flags.FLAGGED);
        home.store.rename(Home.user("ann"), Home.box("ann", "Play/Work"), Home.box("ann", "Work"));
        Path last = temp.resolve("last.backup");
        backup(last, next);
        List<Path> files = List.of(full, next, last);
        for (int most : new int[] {3, 27, 29, 30, 31, 32}) {
            try (Home again = new Home(temp.resolve("again" + most))) {
                again.backups.restore(files, MailSelection.ALL, AS_IT_WAS, Home.upTo(most));
                restore(
                        again,
                        MailSelection.ALL,
                        new RestoreMode(Optional.empty(), true),
                        full,
                        next,
                        last);
                assertThat(again.everything())
                        .as("broken off after %d", most)
                        .isEqualTo(home.everything());
            }
        }
    }

    /** Does something when a number of messages has come back. */
    private static TransferMonitor meanwhile(long messages, Home home, String text) {
        return new TransferMonitor() {
            private boolean done;

            @Override
            public void at(String where, long restored, long octets) {
                if (!where.startsWith("checking") && restored == messages && !done) {
                    done = true;
                    try {
                        home.store.subscribe(Home.user("ann"), MailboxName.inbox("ann"), true);
                        home.append("ann", "INBOX", text);
                    } catch (Exception failed) {
                        throw new IllegalStateException(failed);
                    }
                }
            }

            @Override
            public boolean isStopped() {
                return false;
            }
        };
    }

    @Test
    void mailThatArrivesStaysWhenTheOnlyFolderOfARestoreIsGoneInALaterStream() throws Exception {
        home.login("ann");
        home.create("ann", "Work");
        home.append("ann", "Work", "work");
        backup(full, null);
        home.store.delete(Home.user("ann"), Home.box("ann", "Work"));
        backup(next, full);
        other.backups.restore(
                List.of(full, next), folder("ann", "Work"), AS_IT_WAS, meanwhile(1, other, "live"));
        assertThat(other.contents("ann", "INBOX")).containsExactly("live");
        assertThat(other.everything()).doesNotContainKey("user/ann/Work ");
    }

    @Test
    void mailThatArrivesBetweenTwoStreamsOfARestoreStaysAndReplacesNothing() throws Exception {
        home.login("ann");
        home.append("ann", "INBOX", "one");
        home.append("ann", "INBOX", "two");
        home.append("ann", "Sent", "sent");
        backup(full, null);
        home.append("ann", "INBOX", "three", Flags.FLAGGED);
        home.append("ann", "INBOX", "four");
        home.append("ann", "INBOX", "five");
        backup(next, full);
        home.expunge("ann", "INBOX", 1L, 3L);
        home.flag("ann", "INBOX", 2, "Two");
        home.append("ann", "INBOX", "six");
        home.append("ann", "INBOX", "seven");
        home.append("ann", "INBOX", "eight");
        Path last = temp.resolve("last.backup");
        backup(last, next);
        // INBOX comes first: when the message in Sent comes back, INBOX has UIDs up to 2.
        other.backups.restore(
                List.of(full, next, last),
                MailSelection.ALL,
                AS_IT_WAS,
                meanwhile(3, other, "live"));
        assertThat(other.contents("ann", "INBOX"))
                .containsExactly("two", "live", "three", "four", "five", "six", "seven", "eight");
        try (Mailbox inbox = other.store.open(Identity.HOUSE, MailboxName.inbox("ann"), true)) {
            assertThat(inbox.view().get(0).flags()).isEqualTo(Flags.of("Two"));
            assertThat(inbox.view().get(1).flags()).isEqualTo(Flags.NONE);
            assertThat(inbox.view().get(2).flags()).isEqualTo(Flags.of(Flags.FLAGGED));
        }
    }

    @Test
    void mailThatArrivesWhileAFolderComesBackDoesNotBreakTheRestoreOff() throws Exception {
        home.login("ann");
        for (int i = 0; i < 600; i++) {
            home.append("ann", "INBOX", "message " + i, "Flag" + i % 3);
        }
        home.flag("ann", "INBOX", 2, "Late");
        backup(full, null);
        TransferReport report =
                other.backups.restore(
                        List.of(full), MailSelection.ALL, AS_IT_WAS, meanwhile(300, other, "live"));
        assertThat(report.messages()).isEqualTo(600);
        List<String> expected = home.contents("ann", "INBOX");
        expected.add("live");
        assertThat(other.contents("ann", "INBOX")).containsExactlyInAnyOrderElementsOf(expected);
        for (MessageRecord record : other.byChange("ann", "INBOX")) {
            if (record.uid() == 257) {
                assertThat(record.flags()).isEqualTo(Flags.NONE);
            }
        }
    }

    @Test
    void whoeverIsOnlyKnownByAShareGetsNoMailboxByARestore() throws Exception {
        home.login("ann");
        for (String user : List.of("bob", "anyone")) {
            home.store
                    .rights()
                    .set(Home.user("ann"), Home.box("ann", "Sent"), user, new AccessRights("lr"));
        }
        backup(full, null);
        restore(full);
        assertThat(other.store.owners()).containsExactly("ann");
        assertThat(other.everything()).isEqualTo(home.everything());
    }

    @Test
    void whateverIsDamagedIsRefusedWithItsPlaceAndNothingIsRestored() throws Exception {
        home.login("ann");
        for (int i = 0; i < 5; i++) {
            home.append("ann", "INBOX", "message " + i, "Flag" + i);
        }
        backup(full, null);
        byte[] good = Files.readAllBytes(full);
        Random random = new Random(42);
        Path bad = temp.resolve("bad");
        for (int round = 0; round < 600; round++) {
            Files.write(bad, damaged(good, random, round % 4));
            assertThatThrownBy(() -> restore(bad))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("(?s).*bad, at octet \\d+: .*");
        }
        assertThat(other.store.owners()).isEmpty();
        restore(full);
        assertThat(other.everything()).isEqualTo(home.everything());
    }

    private static byte[] damaged(byte[] good, Random random, int kind) {
        int at = random.nextInt(good.length);
        byte[] bytes = good.clone();
        switch (kind) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> {
                return Arrays.copyOf(good, at);
            }
            case 2 -> {
                int length = 1 + random.nextInt(good.length - at);
                bytes = new byte[good.length - length];
                System.arraycopy(good, 0, bytes, 0, at);
                System.arraycopy(good, at + length, bytes, at, good.length - at - length);
            }
            default -> {
                byte[] noise = new byte[1 + random.nextInt(40)];
                random.nextBytes(noise);
                int room = Math.min(noise.length, good.length - at);
                System.arraycopy(noise, 0, bytes, at, room);
                if (Arrays.equals(bytes, good)) {
                    bytes[at] ^= 1;
                }
            }
        }
        return bytes;
    }
}
