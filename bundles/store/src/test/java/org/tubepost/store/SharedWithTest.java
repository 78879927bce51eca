// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.directory.Account;
import org.tubepost.api.directory.DirectoryRecord;
import org.tubepost.api.directory.Status;
import org.tubepost.api.message.MailAddress;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.api.store.StoreSnapshot;

/** Whom folders are shared with: users, groups, domains, everybody. */
class SharedWithTest {
    private static final MailboxName PLANS = House.box("ada", "Plans");
    private static final Identity ADA = user("ada", "here.test");
    private static final Identity BOB = user("bob", "here.test", "staff", "staff@here.test");
    private static final Identity EVE =
            user("eve@there.test", "there.test", "crew@there.test", "staff", "staff@here.test");

    @TempDir private Path directory;
    private House house;

    @BeforeEach
    void open() throws Exception {
        house = House.opened(directory.resolve("store"));
        house.store.create(ADA, PLANS, Optional.empty());
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void restart(SharingRules rules) throws Exception {
        house.close();
        house.rules =
                new StoreRules(
                        house.rules.defaultPartition(),
                        house.rules.specialFolders(),
                        house.rules.types(),
                        house.rules.quotas(),
                        house.rules.keepExpunged(),
                        rules);
        house.open();
    }

    /**
     * A user of a domain; {@code here.test} is the default one, whose users' ids have no domain.
     */
    private static Identity user(String id, String domain, String... groups) {
        String uid = id.split("@")[0];
        Account account =
                new Account(
                        "uid=" + uid,
                        id,
                        uid,
                        domain,
                        new MailAddress(uid, domain),
                        List.of(),
                        Status.ACTIVE,
                        "",
                        "",
                        Set.of(),
                        List.of(),
                        -1,
                        -1,
                        new DirectoryRecord("uid=" + uid, Map.of()));
        return Identity.of(account, id, Set.of(groups));
    }

    private void share(Identity by, String identifier, String rights) throws Exception {
        house.store.rights().set(by, PLANS, identifier, new AccessRights(rights));
    }

    private String rights(Identity who) throws Exception {
        try {
            return house.store.rights().of(who, PLANS).letters();
        } catch (StoreException hidden) {
            assertThat(hidden.code()).isEqualTo(Code.NONEXISTENT);
            return "";
        }
    }

    private boolean finds(Identity who) throws Exception {
        return house.store.rights().shared(who).stream()
                .map(MailboxInfo::name)
                .anyMatch(PLANS::equals);
    }

    @Test
    void membersOfAGroupHaveItsRightsAndFindTheFolder() throws Exception {
        share(ADA, "group=Crew@There.test", "lr");
        assertThat(rights(EVE)).isEqualTo("lr");
        assertThat(finds(EVE)).isTrue();
        assertThat(rights(BOB)).isEmpty();
        assertThat(finds(BOB)).isFalse();
        share(ADA, "group=crew@there.test", "");
        assertThat(rights(EVE)).isEmpty();
        assertThat(finds(EVE)).isFalse();
    }

    @Test
    void aGroupWithoutDomainIsOneOfTheDefaultDomain() throws Exception {
        for (String spelling : List.of("group=staff", "group=staff@here.test")) {
            share(Identity.HOUSE, spelling, "lr");
            assertThat(rights(BOB)).isEqualTo("lr");
            assertThat(rights(EVE)).isEqualTo("lr");
            share(Identity.HOUSE, spelling, "");
            assertThat(rights(BOB)).isEmpty();
        }
    }

    @Test
    void whoeverIsOnTheListTwiceIsTakenOffAtOnce() throws Exception {
        for (String name : List.of("bob", "group=staff", "-bob")) {
            share(Identity.HOUSE, name, "lr");
            share(Identity.HOUSE, name + "@here.test", "i");
            assertThat(house.store.rights().list(ADA, PLANS))
                    .containsExactly(entry(name, new AccessRights("lri")));
            share(ADA, name + "@HERE.test", "l");
            assertThat(house.store.rights().list(Identity.HOUSE, PLANS))
                    .containsExactly(entry(name, new AccessRights("l")));
            share(Identity.HOUSE, name + "@here.test", "i");
            share(ADA, name, "");
            assertThat(house.store.rights().list(Identity.HOUSE, PLANS)).isEmpty();
        }
        share(ADA, "anyone@here.test", "l");
        assertThat(house.store.rights().list(ADA, PLANS)).containsOnlyKeys("anyone@here.test");
    }

    @Test
    void theOwnerIsNotOnTheListUnderAnySpelling() throws Exception {
        for (String owner : List.of("ada", "Ada@here.test", "-ada@here.test")) {
            assertThatThrownBy(() -> share(ADA, owner, "lr"))
                    .as(owner)
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CANNOT));
            assertThat(house.store.rights().grantable(ADA, PLANS, owner).isEmpty()).isTrue();
        }
        share(Identity.HOUSE, "ada@here.test", "lr");
        share(ADA, "ada@here.test", "");
        assertThat(house.store.rights().list(Identity.HOUSE, PLANS)).isEmpty();
    }

    @Test
    void whatIsNoIdentifierAnyMoreCanBeTakenOff() throws Exception {
        SortedMap<String, AccessRights> former = new TreeMap<>();
        former.put("role=x", new AccessRights("lr"));
        former.put("-a/b", new AccessRights("l"));
        house.store
                .archive()
                .restoreAttributes(PLANS, new StoreSnapshot.Attributes(former, List.of()));
        assertThat(house.store.rights().list(ADA, PLANS)).hasSize(2);
        share(ADA, "Role=x", "");
        share(ADA, "-a/b", "");
        assertThat(house.store.rights().list(ADA, PLANS)).isEmpty();
    }

    @Test
    void membersOfADomainHaveItsRightsAndFindTheFolder() throws Exception {
        share(ADA, "anyone@there.test", "lr");
        assertThat(rights(EVE)).isEqualTo("lr");
        assertThat(finds(EVE)).isTrue();
        assertThat(rights(BOB)).isEmpty();
        share(ADA, "anyone@HERE.test", "l");
        assertThat(rights(BOB)).isEqualTo("l");
        assertThat(finds(BOB)).isTrue();
    }

    @Test
    void rightsAreAddedAndThenWhatIsTakenAwayIsTakenAway() throws Exception {
        share(ADA, "anyone", "l");
        share(ADA, "anyone@here.test", "r");
        share(ADA, "group=staff", "sw");
        share(ADA, "bob", "i");
        assertThat(rights(BOB)).isEqualTo("lrswi");
        share(ADA, "-group=staff", "w");
        share(ADA, "-anyone@here.test", "i");
        share(ADA, "-anyone", "s");
        assertThat(rights(BOB)).isEqualTo("lr");
        share(ADA, "-bob@here.test", "l");
        assertThat(rights(BOB)).isEqualTo("r");
        assertThat(finds(BOB)).isFalse();
    }

    @Test
    void aUserOfTheDefaultDomainIsTheSameWithDomain() throws Exception {
        share(ADA, "Bob@here.test", "lr");
        assertThat(rights(BOB)).isEqualTo("lr");
        assertThat(finds(BOB)).isTrue();
    }

    @Test
    void newAndRenamedFoldersAreFoundByMembersOfTheGroup() throws Exception {
        share(ADA, "group=staff", "lr");
        share(ADA, "-group=crew@there.test", "r");
        house.store.create(ADA, House.box("ada", "Plans/Next"), Optional.empty());
        house.store.rename(ADA, PLANS, House.box("ada", "Ideas"));
        assertThat(house.store.rights().shared(EVE))
                .extracting(info -> info.name().folder())
                .containsExactly("Ideas", "Ideas/Next");
        house.store.maintain();
        restart(SharingRules.NONE);
        assertThat(house.store.rights().shared(BOB)).hasSize(2);
        assertThat(house.store.owners()).containsExactly("ada");
    }

    @Test
    void whatIsNoIdentifierIsRefused() throws Exception {
        for (String wrong :
                List.of(
                        "",
                        "-",
                        "--bob",
                        "group=",
                        "group=@here.test",
                        "anyone@",
                        "anonymous",
                        "two words",
                        "a/b",
                        "role=x")) {
            for (String rights : List.of("lr", "")) {
                assertThatThrownBy(() -> share(ADA, wrong, rights))
                        .as(wrong)
                        .isInstanceOfSatisfying(
                                StoreException.class,
                                e -> assertThat(e.code()).isEqualTo(Code.CANNOT));
            }
        }
        assertThat(house.store.rights().list(ADA, PLANS)).isEmpty();
    }

    private void refused(Identity by, String identifier) {
        refused(by, identifier, "lr");
    }

    private void refused(Identity by, String identifier, String rights) {
        assertThatThrownBy(() -> share(by, identifier, rights))
                .as(identifier)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.NOPERM));
    }

    @Test
    void anyoneIsForAdministratorsIfARuleSaysSo() throws Exception {
        share(ADA, "anyone", "lr");
        restart(new SharingRules("", true, false, false));
        refused(ADA, "anyone", "lrs");
        share(ADA, "anyone", "l");
        refused(ADA, "anyone", "lr");
        assertThat(house.store.rights().grantable(ADA, PLANS, "anyone").letters()).isEqualTo("l");
        share(ADA, "-anyone", "r");
        share(ADA, "anyone", "");
        share(ADA, "anyone@there.test", "lr");
        share(Identity.HOUSE, "anyone", "l");
        assertThat(rights(EVE)).isEqualTo("l");
    }

    @Test
    void otherDomainsAreForAdministratorsIfARuleSaysSo() throws Exception {
        restart(new SharingRules("", false, true, false));
        for (String outside :
                List.of("anyone", "eve@there.test", "anyone@there.test", "group=crew@there.test")) {
            refused(ADA, outside);
            assertThat(house.store.rights().grantable(ADA, PLANS, outside).isEmpty()).isTrue();
        }
        for (String inside :
                List.of("bob", "bob@here.test", "anyone@here.test", "group=staff", "-eve@x.test")) {
            share(ADA, inside, "lr");
        }
        share(ADA, "eve@there.test", "");
        share(Identity.HOUSE, "eve@there.test", "lr");
        house.store.rights().set(ADA, PLANS, "bob", AccessRights.ALL);
        refused(BOB, "eve@there.test", "lrs");
        house.store.rights().set(Identity.HOUSE, PLANS, "eve@there.test", AccessRights.ALL);
        refused(EVE, "carl");
        share(EVE, "fay@there.test", "lr");
    }
}
