// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreBackup.RestoreMode;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.backup.stream.Basis;
import org.tubepost.backup.stream.Begin;
import org.tubepost.backup.stream.Catalogue;
import org.tubepost.backup.stream.FolderHead;
import org.tubepost.backup.stream.StreamWriter;

/** Rights on folders and annotations in backups. */
class AttributeBackupTest extends TwoHomes {
    private static final MailboxName PLANS = Home.box("ann", "Plans");
    private static final MailboxName NAME = Home.box("ann", "Plans/Name");

    @BeforeEach
    void fill() throws Exception {
        home.login("ann");
        home.login("bob");
        home.create("ann", "Plans");
        home.create("ann", "Plans/Name/Deep");
        home.store.delete(Home.user("ann"), NAME);
        home.append("ann", "Plans", "a plan");
    }

    private void share() throws Exception {
        home.share("ann", "Plans", "bob", "lrsw");
        home.share("ann", "Plans", "-bob", "w");
        home.share("ann", "Plans", "anyone", "l");
        home.share("ann", "Plans/Name", "dora", "lr");
        home.share("ann", "Plans/Name/Deep", "bob", "lrswipkxtea");
        home.share("bob", "Sent", "ann", "lr");
        String octets =
                IntStream.range(0, 256)
                        .mapToObj(i -> String.valueOf((char) i))
                        .collect(Collectors.joining());
        home.note("ann", Optional.of(PLANS), "/shared/comment", octets);
        home.note("ann", Optional.of(PLANS), "/private/comment", "mine");
        home.note("bob", Optional.of(PLANS), "/private/comment", "bob's");
        home.note("ann", Optional.of(NAME), "/private/vendor/x", "of a name");
        home.note("ann", Optional.empty(), "/private/account", "x".repeat(65_536));
    }

    private static MailSelection user(String user) {
        return new MailSelection(Optional.of(user), Optional.empty(), Set.of());
    }

    @Test
    void foldersAndAccountsComeBackWithRightsAndAnnotations() throws Exception {
        share();
        backup(full, null);
        restore(full);
        assertThat(other.everything()).isEqualTo(home.everything());
        assertThat(other.rights(PLANS))
                .containsEntry("-bob", new AccessRights("w"))
                .containsEntry("bob", new AccessRights("lrsw"));
        assertThat(other.notes("bob", Optional.of(PLANS))).contains("bob's", "\u00ff");
    }

    @Test
    void whatIsSharedIsFoundByThoseWhoComeBackBeforeAfterOrAreNew() throws Exception {
        share();
        backup(full, null);
        restore(other, user("ann"), AS_IT_WAS, full);
        assertThat(other.store.owners()).containsExactly("ann");
        assertThat(other.shared("dora")).containsExactly(PLANS, NAME);
        restore(other, user("bob"), AS_IT_WAS, full);
        assertThat(other.shared("bob")).isEqualTo(home.shared("bob"));
        assertThat(other.shared("ann")).containsExactly(Home.box("bob", "Sent"));
        try (Home third = new Home(temp.resolve("third"))) {
            restore(third, user("bob"), AS_IT_WAS, full);
            restore(third, user("ann"), AS_IT_WAS, full);
            third.login("dora");
            home.login("dora");
            assertThat(third.everything()).isEqualTo(home.everything());
        }
    }

    @Test
    void incrementalBackupsChangeAndTakeAwayRightsAndAnnotations() throws Exception {
        share();
        backup(full, null);
        home.share("ann", "Plans", "bob", "lr");
        home.share("ann", "Plans", "anyone", "");
        home.share("ann", "Plans/Name", "dora", "");
        home.share("ann", "INBOX", "bob", "p");
        home.note("ann", Optional.of(PLANS), "/shared/comment", "");
        home.note("ann", Optional.empty(), "/private/account", "other");
        home.store.rename(Home.user("ann"), PLANS, Home.box("ann", "Old/Plans"));
        home.share("ann", "Old", "bob", "lr");
        backup(next, full);
        restore(full, next);
        assertThat(other.everything()).isEqualTo(home.everything());
        assertThat(other.shared("bob")).contains(Home.box("ann", "Old/Plans"));
    }

    @Test
    void whoIsDeletedAndGivenRightsAgainFindsTheFolder() throws Exception {
        share();
        backup(full, null);
        home.store.deleteOwner(Identity.HOUSE, "bob");
        home.share("ann", "Plans", "bob", "lr");
        backup(next, full);
        restore(full, next);
        assertThat(other.store.owners()).containsExactly("ann");
        assertThat(other.shared("bob")).contains(PLANS);
    }

    @Test
    void aFolderThatIsThereKeepsItsRightsAndAnnotations() throws Exception {
        share();
        backup(full, null);
        home.share("ann", "Plans", "bob", "");
        home.share("ann", "Plans/Name", "dora", "l");
        home.note("ann", Optional.of(PLANS), "/private/comment", "later");
        home.note("ann", Optional.empty(), "/private/account", "later");
        home.expunge("ann", "Plans", 1L);
        var before = home.rights(PLANS);
        var name = home.rights(NAME);
        restore(home, MailSelection.ALL, AS_IT_WAS, full);
        assertThat(home.contents("ann", "Plans")).containsExactly("a plan");
        assertThat(home.rights(PLANS)).isEqualTo(before);
        assertThat(home.rights(NAME)).isEqualTo(name);
        assertThat(home.notes("ann", Optional.of(PLANS))).contains("later");
        assertThat(home.notes("ann", Optional.empty())).isEqualTo("{/private/account=later}");
    }

    @Test
    void aFolderThatWasLostComesBackWithRightsAlsoForOneMessage() throws Exception {
        share();
        backup(full, null);
        home.store.delete(Home.user("ann"), PLANS);
        MailSelection one = new MailSelection(Optional.of("ann"), Optional.of("Plans"), Set.of(1L));
        restore(home, one, AS_IT_WAS, full);
        assertThat(home.rights(PLANS)).containsEntry("bob", new AccessRights("lrsw"));
        assertThat(home.shared("bob")).contains(PLANS);
    }

    @Test
    void whatIsPutBelowAnotherFolderGetsTheRightsOfThatOne() throws Exception {
        share();
        backup(full, null);
        home.create("ann", "Restored");
        home.share("ann", "Restored", "carl", "lr");
        restore(home, user("ann"), new RestoreMode(Optional.of("Restored"), false), full);
        MailboxName copy = Home.box("ann", "Restored/Plans");
        assertThat(home.rights(copy)).containsOnlyKeys("carl");
        assertThat(home.notes("ann", Optional.of(copy))).isEqualTo("{}");
    }

    @Test
    void whatOthersHaveReadComesBackAndFollowsLaterBackups() throws Exception {
        share();
        for (int i = 2; i <= 6; i++) {
            home.append("ann", "Plans", "plan " + i);
        }
        home.read("bob", PLANS, true, 1L, 2L, 5L);
        home.flag("ann", "Plans", 3, "Later");
        home.expunge("ann", "Plans", 4L);
        backup(full, null);
        home.append("ann", "Plans", "plan 7");
        home.read("bob", PLANS, true, 3L, 7L);
        home.read("bob", PLANS, false, 2L);
        home.flag("ann", "Plans", 1, "Latest");
        backup(next, full);
        restore(full, next);
        assertThat(other.everything()).isEqualTo(home.everything());
        assertThat(other.read("bob", PLANS)).isEqualTo("[1, 3, 5, 7]");
        List<Long> order = home.byChange("ann", "Plans").stream().map(r -> r.uid()).toList();
        Map<Long, Long> restored = new TreeMap<>();
        other.byChange("ann", "Plans").forEach(r -> restored.put(r.uid(), r.modSeq()));
        assertThat(order.stream().map(restored::get).toList()).isSorted();
    }

    @Test
    void amongMailThatIsThereOnlyWhatComesBackHasBeenReadByOthers() throws Exception {
        share();
        home.append("ann", "Plans", "plan 2");
        home.append("ann", "Plans", "plan 3");
        home.read("bob", PLANS, true, 1L, 2L);
        backup(full, null);
        home.expunge("ann", "Plans", 2L);
        home.read("bob", PLANS, false, 1L);
        home.read("bob", PLANS, true, 3L);
        restore(home, MailSelection.ALL, AS_IT_WAS, full);
        assertThat(home.contents("ann", "Plans")).containsExactly("a plan", "plan 3", "plan 2");
        assertThat(home.read("bob", PLANS)).isEqualTo("[3, 4]");
    }

    @Test
    void whatAUserHasReadWhoWasDeletedAndCameAgainComesBack() throws Exception {
        share();
        home.read("bob", PLANS, true, 1L);
        backup(full, null);
        home.store.deleteOwner(Identity.HOUSE, "bob");
        home.login("bob");
        home.append("ann", "Plans", "plan 2");
        home.share("ann", "Plans", "bob", "lrsw");
        home.read("bob", PLANS, true, 2L);
        backup(next, full);
        restore(full, next);
        assertThat(other.read("bob", PLANS)).isEqualTo(home.read("bob", PLANS));
    }

    @Test
    void accessKeysNeverLeaveTheStore() throws Exception {
        home.store.accessKeys().key(Home.user("ann"), PLANS);
        backup(full, null);
        restore(full);
        assertThat(other.store.accessKeys().known(Home.user("ann"), PLANS)).isEmpty();
    }

    /** A stream of one version, with an INBOX and one message. */
    private void write(Path file, long version, Optional<Catalogue> before) throws Exception {
        StoreSnapshot.Attributes shared =
                new StoreSnapshot.Attributes(
                        new TreeMap<>(Map.of("bob", new AccessRights("l"))), List.of());
        MailboxName inbox = MailboxName.inbox("ann");
        long since = before.map(b -> b.begin().position()).orElse(0L);
        try (OutputStream to = Files.newOutputStream(file)) {
            Begin begin =
                    new Begin(
                            version, "store", 10 + since, since, 1_700_000_000, MailSelection.ALL);
            StreamWriter writer = new StreamWriter(to, begin);
            writer.owner(
                    new StoreSnapshot.Owner(
                            "ann",
                            "",
                            List.of(
                                    new StoreSnapshot.Folder(
                                            inbox,
                                            4,
                                            "",
                                            version == 2 ? shared : StoreSnapshot.Attributes.NONE)),
                            List.of(),
                            List.of()));
            writer.folder(new FolderHead(inbox, 4, 77, 1, 5, since == 0 ? 0 : 1));
            writer.folderEnd();
            Catalogue catalogue = new Catalogue(begin);
            catalogue.add(4, new Basis(77, 1, 5));
            writer.end(catalogue);
        }
    }

    @Test
    void filesOfTheFirstVersionAreReadAndFollowedByOthers() throws Exception {
        write(full, 1, Optional.empty());
        restore(full);
        assertThat(other.rights(MailboxName.inbox("ann"))).isEmpty();
        write(next, 2, Optional.of(Catalogue.of(full)));
        try (Home third = new Home(temp.resolve("third"))) {
            restore(third, MailSelection.ALL, AS_IT_WAS, full, next);
            assertThat(third.rights(MailboxName.inbox("ann"))).containsOnlyKeys("bob");
            assertThat(third.store.status(Identity.HOUSE, MailboxName.inbox("ann")).uidValidity())
                    .isEqualTo(77);
        }
    }

    @Test
    void versionsThatAreNotKnownAreRefused() throws Exception {
        write(full, 3, Optional.empty());
        assertThatThrownBy(() -> restore(full)).hasMessageContaining("version 3 of the format");
        write(next, 2, Optional.empty());
        restore(next);
        assertThat(other.rights(MailboxName.inbox("ann"))).containsOnlyKeys("bob");
    }
}
