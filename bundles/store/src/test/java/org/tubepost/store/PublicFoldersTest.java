// SPDX-License-Identifier: Apache-2.0
package org.tubepost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Content;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.AccessRights;
import org.tubepost.api.store.DeliveryResult;
import org.tubepost.api.store.DeliveryTarget;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreException.Code;
import org.tubepost.store.state.MessageTypes;

/** Public folders, and mail that is posted into folders. */
class PublicFoldersTest {
    private static final MailboxName NEWS = House.box("public", "News");
    private static final MailboxName PLANS = House.box("ada", "Plans");
    private static final Identity ADA = House.user("ada");
    private static final Identity BOB = House.user("bob");
    private static final Identity ROOT = new Identity("root", "root", true, Optional.empty());

    @TempDir private Path directory;
    private House house;
    private int keys;

    @BeforeEach
    void open() throws Exception {
        house = new House(directory.resolve("store"));
        house.rules =
                new StoreRules(
                        "primary",
                        Map.of("Sent", "\\Sent"),
                        MessageTypes.NONE,
                        QuotaRules.NONE,
                        Duration.ZERO,
                        new SharingRules("Public", true, true, false));
        house.open();
        house.store.create(Identity.HOUSE, NEWS, Optional.empty());
        house.store.create(ADA, PLANS, Optional.empty());
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void share(MailboxName name, String identifier, String rights) throws Exception {
        house.store.rights().set(Identity.HOUSE, name, identifier, new AccessRights(rights));
    }

    private List<String> shared(Identity who) throws Exception {
        return house.store.rights().shared(who).stream()
                .map(MailboxInfo::name)
                .map(MailboxName::toString)
                .toList();
    }

    private static void refused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** Where a message came to rest, or why nowhere. */
    private String posted(Optional<Identity> poster, MailboxName folder) throws Exception {
        DeliveryTarget target = House.to(folder.owner(), folder.folder());
        List<DeliveryTarget> targets = List.of(poster.map(target::postedBy).orElse(target));
        try (Content content = BytesContent.of("hello")) {
            String key = "k" + ++keys;
            DeliveryResult now = house.store.deliver(key, targets, content, House.NOW).get(0);
            DeliveryResult unblocked =
                    house.store
                            .finalDelivery()
                            .deliver(key + "-later", targets, content, House.NOW)
                            .toCompletableFuture()
                            .get()
                            .get(0);
            assertThat(said(unblocked)).isEqualTo(said(now));
            return said(now);
        }
    }

    private static String said(DeliveryResult result) {
        return result.refusal()
                .map(r -> r.reply().code() + " " + r.reply().status())
                .orElseGet(() -> result.mailbox().toString());
    }

    @Test
    void theOwnerOfPublicFoldersHasNoFoldersForSomebody() throws Exception {
        assertThat(house.store.rights().publicOwner()).isEqualTo("public");
        assertThat(house.store.list(Identity.HOUSE, "public"))
                .extracting(info -> info.name().folder())
                .containsExactly("INBOX", "News");
    }

    @Test
    void administratorsMakeThemAndSeeAllOfThem() throws Exception {
        assertThat(shared(ROOT)).containsExactly("user/public/INBOX", "user/public/News");
        assertThat(shared(BOB)).isEmpty();
        refused(
                Code.NOPERM,
                () -> house.store.create(BOB, House.box("public", "Mine"), Optional.empty()));
        share(NEWS, "anyone", "lrk");
        assertThat(shared(BOB)).containsExactly("user/public/News");
        house.store.create(BOB, House.box("public", "News/Bob"), Optional.empty());
        assertThat(shared(ADA)).containsExactly("user/public/News", "user/public/News/Bob");
    }

    @Test
    void whoMayChangeTheListOfAPublicFolderIsNotBoundByRulesForFoldersOfUsers() throws Exception {
        share(NEWS, "bob", "lra");
        house.store.rights().set(BOB, NEWS, "anyone", new AccessRights("lr"));
        assertThat(house.store.rights().list(BOB, NEWS)).containsOnlyKeys("bob", "anyone");
        refused(
                Code.NOPERM,
                () -> house.store.rights().set(ADA, PLANS, "anyone", new AccessRights("lr")));
    }

    @Test
    void noPublicFolderIsCalledLikeTheFoldersOfOthers() throws Exception {
        for (String name : List.of("User", "user", "User/x")) {
            MailboxName ambiguous = House.box("public", name);
            refused(
                    Code.CANNOT,
                    () -> house.store.create(Identity.HOUSE, ambiguous, Optional.empty()));
            refused(Code.CANNOT, () -> house.store.rename(Identity.HOUSE, NEWS, ambiguous));
        }
        house.store.create(ADA, House.box("ada", "User/x"), Optional.empty());
        house.store.create(Identity.HOUSE, House.box("public", "News/User"), Optional.empty());
    }

    @Test
    void mailForAFolderThatIsItsOwnersAloneGoesThere() throws Exception {
        assertThat(posted(Optional.empty(), PLANS)).isEqualTo("user/ada/Plans");
        assertThat(posted(Optional.of(BOB), PLANS)).isEqualTo("user/ada/Plans");
        assertThat(posted(Optional.empty(), House.box("new", "Sent"))).isEqualTo("user/new/Sent");
    }

    @Test
    void mailForASharedFolderNeedsTheRightOfThePoster() throws Exception {
        share(PLANS, "bob", "lrp");
        assertThat(posted(Optional.of(BOB), PLANS)).isEqualTo("user/ada/Plans");
        assertThat(posted(Optional.of(ADA), PLANS)).isEqualTo("user/ada/Plans");
        assertThat(posted(Optional.of(House.user("eve")), PLANS)).isEqualTo("user/ada/INBOX");
        assertThat(posted(Optional.empty(), PLANS)).isEqualTo("user/ada/INBOX");
        share(PLANS, "-bob", "p");
        assertThat(posted(Optional.of(BOB), PLANS)).isEqualTo("user/ada/INBOX");
        share(PLANS, "anyone@x.test", "p");
        assertThat(posted(Optional.of(House.user("eve@x.test")), PLANS))
                .isEqualTo("user/ada/Plans");
        assertThat(posted(Optional.empty(), PLANS)).isEqualTo("user/ada/INBOX");
        share(PLANS, "anyone", "p");
        assertThat(posted(Optional.empty(), PLANS)).isEqualTo("user/ada/Plans");
    }

    @Test
    void mailForAPublicFolderIsRefusedWithoutTheRight() throws Exception {
        assertThat(posted(Optional.empty(), NEWS)).isEqualTo("550 5.1.1");
        share(NEWS, "anyone", "lr");
        assertThat(posted(Optional.empty(), NEWS)).isEqualTo("550 5.7.1");
        share(NEWS, "bob", "p");
        assertThat(posted(Optional.empty(), NEWS)).isEqualTo("550 5.7.1");
        assertThat(posted(Optional.of(BOB), NEWS)).isEqualTo("user/public/News");
        assertThat(posted(Optional.of(BOB), House.box("public", "Old"))).isEqualTo("550 5.1.1");
        share(NEWS, "anyone", "lrp");
        assertThat(posted(Optional.empty(), NEWS)).isEqualTo("user/public/News");
    }

    @Test
    void theInboxOfPublicFoldersIsOneOfThem() throws Exception {
        MailboxName inbox = House.box("public", "INBOX");
        assertThat(posted(Optional.empty(), inbox)).isEqualTo("550 5.1.1");
        assertThat(posted(Optional.of(ROOT), inbox)).isEqualTo("user/public/INBOX");
        share(inbox, "bob", "lrp");
        assertThat(posted(Optional.of(BOB), inbox)).isEqualTo("user/public/INBOX");
        assertThat(posted(Optional.of(ADA), inbox)).isEqualTo("550 5.1.1");
        house.store.deleteOwner(Identity.HOUSE, "public");
        assertThat(posted(Optional.of(BOB), inbox)).isEqualTo("550 5.1.1");
        assertThat(house.store.owners()).containsExactly("ada");
    }

    @Test
    void aRefusedMessageMakesNoOwner() throws Exception {
        house.store.deleteOwner(Identity.HOUSE, "public");
        assertThat(posted(Optional.of(BOB), NEWS)).isEqualTo("550 5.1.1");
        assertThat(house.store.owners()).containsExactly("ada");
        for (var partition : house.partitions.values()) {
            assertThat(partition.contents).isEmpty();
        }
    }

    @Test
    void aRepeatedDeliveryIsTheFirstOneWhateverTheListSaysNow() throws Exception {
        share(PLANS, "bob", "lrp");
        List<DeliveryTarget> targets = List.of(House.to("ada", "Plans").postedBy(BOB));
        DeliveryResult first =
                house.store.deliver("once", targets, BytesContent.of("x"), House.NOW).get(0);
        share(PLANS, "bob", "lr");
        DeliveryResult again =
                house.store.deliver("once", targets, BytesContent.of("x"), House.NOW).get(0);
        assertThat(again.mailbox()).isEqualTo(first.mailbox()).isEqualTo(PLANS);
        assertThat(again.uid()).isEqualTo(first.uid());
    }
}
