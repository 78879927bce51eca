// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.Annotations;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreSnapshot;

/** Shared folders, and users of whom the store knows nothing but that. */
class SharedFoldersTest {
    private static final MailboxName PLANS = House.box("ada", "Plans");

    @TempDir private Path directory;
    private House house;

    @BeforeEach
    void open() throws Exception {
        house = House.opened(directory.resolve("store"));
        house.store.create(House.user("ada"), PLANS, Optional.empty());
        share("bob", "lr");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void share(String user, String rights) throws Exception {
        house.store.rights().set(House.user("ada"), PLANS, user, new AccessRights(rights));
    }

    @Test
    void whoeverIsOnlyKnownByAShareIsRestoredWithPartitionAndShare() throws Exception {
        assertThat(house.store.archive().restoreOwner("bob", "second")).isTrue();
        house.store.archive().restoreFolder(MailboxName.inbox("bob"), 7, "");
        assertThat(house.store.list(House.user("bob"), "bob"))
                .allMatch(f -> f.partition().equals("second"));
        assertThat(house.store.rights().shared(House.user("bob")))
                .extracting(MailboxInfo::name)
                .containsExactly(PLANS);
    }

    @Test
    void mailForSomebodyOnlyKnownByAShareGoesWhereTheirsBelongs() throws Exception {
        DeliveryTarget target = new DeliveryTarget(MailboxName.inbox("bob"), "second", Flags.NONE);
        house.store.deliver("k1", List.of(target), BytesContent.of("hello"), House.NOW);
        assertThat(house.partitions.get("second").contents).hasSize(1);
        assertThat(house.partitions.get("primary").contents).isEmpty();
    }

    @Test
    void anAdministratorMakesASpecialFolderOfSomebodyOnlyKnownByAShare() throws Exception {
        MailboxName sent = House.box("bob", "Sent");
        assertThat(house.store.create(Identity.HOUSE, sent, Optional.empty()).name())
                .isEqualTo(sent);
    }

    @Test
    void aRestoredFolderIsItsOwnersAlone() throws Exception {
        MailboxName drafts = House.box("ada", "Plans/Secret");
        MailboxName above = House.box("ada", "Plans/Above");
        house.store.archive().restoreFolder(drafts, 77, "");
        house.store.archive().restoreFolder(above, 0, "");
        assertThat(house.store.rights().list(House.user("ada"), drafts)).isEmpty();
        assertThat(house.store.rights().list(House.user("ada"), above)).isEmpty();
        MailboxName later = House.box("ada", "Plans/Later");
        house.store.create(House.user("ada"), later, Optional.empty());
        assertThat(house.store.rights().list(House.user("ada"), later)).containsKey("bob");
    }

    @Test
    void aDeletedFolderOfWhichTheNameStaysForgetsItsListAndAnnotations() throws Exception {
        Identity ada = House.user("ada");
        house.store.create(ada, House.box("ada", "Plans/Child"), Optional.empty());
        house.store
                .annotations()
                .set(ada, Optional.of(PLANS), Map.of("/shared/comment", Optional.of("ours")));
        house.store.delete(ada, PLANS);
        house.store.create(ada, PLANS, Optional.empty());
        assertThat(house.store.rights().list(ada, PLANS)).isEmpty();
        assertThat(house.store.annotations().of(ada, Optional.of(PLANS))).isEmpty();
        assertThat(house.store.rights().list(ada, House.box("ada", "Plans/Child")))
                .containsKey("bob");
    }

    @Test
    void annotationsOfOthersNeitherFillTheListNorTheRoomForNotes() throws Exception {
        Identity ada = House.user("ada");
        for (String user : List.of("ada", "bob")) {
            for (int i = 0; i < Annotations.MAX_ENTRIES; i++) {
                Map<String, Optional<String>> note = Map.of("/private/" + i, Optional.of("x"));
                house.store.annotations().set(House.user(user), Optional.of(PLANS), note);
            }
        }
        share("carl", "lr");
        share("bob", "");
        assertThat(house.store.rights().list(ada, PLANS)).containsOnlyKeys("carl");
        Map<String, Optional<String>> more = Map.of("/private/more", Optional.of("x"));
        assertThatThrownBy(() -> house.store.annotations().set(ada, Optional.of(PLANS), more))
                .isInstanceOf(StoreException.class);
    }

    @Test
    void whoeverIsOnlyKnownByAShareHasNoMailbox() throws Exception {
        share("anyone", "lr");
        assertThat(house.store.owners()).containsExactly("ada");
        house.store.maintain();
        try (StoreSnapshot snapshot = house.store.archive().snapshot()) {
            assertThat(snapshot.owner("ada")).isPresent();
            assertThat(snapshot.owner("bob")).isEmpty();
            assertThat(snapshot.owner("anyone")).isEmpty();
        }
        house.close();
        house.open();
        assertThat(house.store.owners()).containsExactly("ada");
    }
}
