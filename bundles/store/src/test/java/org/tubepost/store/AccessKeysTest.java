// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessKeys;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;

/** Mailbox access keys (RFC 4467 section 2). */
class AccessKeysTest {
    private static final Identity ADA = House.user("ada");
    private static final Identity BOB = House.user("bob");
    private static final MailboxName PLANS = new MailboxName("ada", "Plans");
    private static final MailboxName IDEAS = new MailboxName("ada", "Ideas");

    @TempDir private Path dir;

    @Test
    void aKeyStaysThroughCrashesAndGoesWithARename() throws Exception {
        for (boolean withoutIndex : new boolean[] {false, true}) {
            try (House house = House.opened(dir.resolve("house" + withoutIndex))) {
                AccessKeys keys = house.store.accessKeys();
                house.store.create(ADA, PLANS, Optional.empty());
                assertThat(keys.known(ADA, PLANS)).isEmpty();
                byte[] key = keys.key(ADA, PLANS);
                assertThat(key).hasSize(AccessKeys.OCTETS).isEqualTo(keys.key(ADA, PLANS));
                house.store.maintain();
                house.store.rename(ADA, PLANS, IDEAS);
                try (House after = house.killed(dir.resolve("copy" + withoutIndex), withoutIndex)) {
                    assertThat(after.store.accessKeys().known(ADA, IDEAS)).contains(key);
                }
            }
        }
    }

    @Test
    void everyUserAndFolderHasAnotherKey() throws Exception {
        try (House house = House.opened(dir)) {
            AccessKeys keys = house.store.accessKeys();
            house.store.create(ADA, PLANS, Optional.empty());
            house.store.rights().set(ADA, PLANS, "bob", new AccessRights("lr"));
            byte[] key = keys.key(ADA, PLANS);
            assertThat(keys.key(ADA, MailboxName.inbox("ada"))).isNotEqualTo(key);
            assertThat(keys.key(BOB, PLANS)).isNotEqualTo(key);
            assertThat(keys.key(ADA, PLANS)).isEqualTo(key);
        }
    }

    @Test
    void resetMakesAnotherKeyOfOneFolderOrOfAllOfTheUser() throws Exception {
        try (House house = House.opened(dir)) {
            AccessKeys keys = house.store.accessKeys();
            MailboxName inbox = MailboxName.inbox("ada");
            house.store.create(ADA, PLANS, Optional.empty());
            house.store.rights().set(ADA, PLANS, "bob", new AccessRights("lr"));
            byte[] first = keys.key(ADA, PLANS);
            byte[] ofInbox = keys.key(ADA, inbox);
            byte[] ofBob = keys.key(BOB, PLANS);
            keys.reset(ADA, PLANS);
            assertThat(keys.known(ADA, PLANS)).isEmpty();
            byte[] second = keys.key(ADA, PLANS);
            assertThat(second).isNotEqualTo(first);
            assertThat(keys.known(ADA, inbox)).contains(ofInbox);
            keys.resetAll(ADA);
            assertThat(keys.known(ADA, PLANS)).isEmpty();
            assertThat(keys.key(ADA, PLANS)).isNotEqualTo(second);
            assertThat(keys.key(ADA, inbox)).isNotEqualTo(ofInbox);
            assertThat(keys.known(BOB, PLANS)).contains(ofBob);
        }
    }

    @Test
    void aFolderThatIsMadeAgainHasAnotherKeyAndWhoMayNotReadHasNone() throws Exception {
        try (House house = House.opened(dir)) {
            AccessKeys keys = house.store.accessKeys();
            house.store.create(ADA, PLANS, Optional.empty());
            byte[] key = keys.key(ADA, PLANS);
            house.store.delete(ADA, PLANS);
            assertThatThrownBy(() -> keys.key(ADA, PLANS))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.code()).isEqualTo(StoreException.Code.NONEXISTENT));
            house.store.create(ADA, PLANS, Optional.empty());
            assertThat(keys.key(ADA, PLANS)).isNotEqualTo(key);
            house.store.rights().set(ADA, PLANS, "bob", new AccessRights("l"));
            assertThatThrownBy(() -> keys.key(BOB, PLANS))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.code()).isEqualTo(StoreException.Code.NOPERM));
        }
    }
}
