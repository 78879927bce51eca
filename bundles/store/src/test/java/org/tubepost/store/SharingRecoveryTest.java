// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;

/** Rights and annotations are in the log: no crash and no lost index takes them away. */
class SharingRecoveryTest {
    private static final MailboxName PLANS = new MailboxName("ada", "Plans");
    private static final MailboxName IDEAS = new MailboxName("ada", "Ideas");

    @TempDir private Path dir;

    @Test
    void rightsAndAnnotationsSurviveACrashWithAndWithoutTheIndex() throws Exception {
        for (boolean withoutIndex : new boolean[] {false, true}) {
            Path place = dir.resolve("house" + withoutIndex);
            try (House house = House.opened(place)) {
                share(house);
                house.store.maintain();
                house.store
                        .annotations()
                        .set(
                                House.user("ada"),
                                Optional.of(IDEAS),
                                Map.of("/shared/late", Optional.of("x")));
                try (House after = house.killed(dir.resolve("copy" + withoutIndex), withoutIndex)) {
                    assertShared(after);
                }
            }
        }
    }

    private static void share(House house) throws Exception {
        house.store.create(House.user("ada"), PLANS, Optional.empty());
        house.store.rights().set(House.user("ada"), PLANS, "bob", new AccessRights("lr"));
        house.store
                .annotations()
                .set(
                        House.user("ada"),
                        Optional.of(PLANS),
                        Map.of("/shared/comment", Optional.of("ours")));
        house.store.rename(House.user("ada"), PLANS, IDEAS);
    }

    private static void assertShared(House house) throws Exception {
        assertThat(house.store.rights().list(House.user("ada"), IDEAS))
                .containsExactly(Map.entry("bob", new AccessRights("lr")));
        assertThat(house.store.rights().shared(House.user("bob")))
                .extracting(MailboxInfo::name)
                .containsExactly(IDEAS);
        assertThat(house.store.annotations().of(House.user("bob"), Optional.of(IDEAS)))
                .containsOnly(Map.entry("/shared/comment", "ours"), Map.entry("/shared/late", "x"));
    }
}
