// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Being told of other names and of subscriptions (RFC 5465 sections 5.4 and 5.5). */
class NotifyNamesTest {
    private static final String OF_ALICE = "Shared Folders/User/alice/";

    private static final String ALL =
            "(MessageNew MessageExpunge MailboxName SubscriptionChange MailboxMetadataChange)";

    @TempDir private Path dir;
    private Post post;
    private CountingStore store;
    private Talk alice;
    private Talk other;
    private Talk bob;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        store = new CountingStore(post.store());
        store.register(post.framework());
        alice = post.login("alice");
        other = post.login("alice");
        bob = post.login("bob");
        bob.append("INBOX", "x: y\r\n\r\n");
        bob.ok("SELECT INBOX");
        alice.ok("CREATE Work");
        alice.ok("CREATE Secret");
        alice.ok("SETACL Work bob lr");
    }

    @AfterEach
    void close() throws Exception {
        alice.close();
        other.close();
        bob.close();
        post.close();
    }

    /** What bob hears of what happens while he fetches. */
    private String heardOfWhatHappensMeanwhile(Runnable happening) {
        store.after("content", happening);
        return bob.send("f FETCH 1 BODY.PEEK[]\r\n") + bob.send("n NOOP\r\n");
    }

    @Test
    void anotherNameIsToldWithTheOldOneAndWithoutThoseBelow() throws Exception {
        alice.ok("CREATE Work/Below/Deep");
        other.ok("NOTIFY SET (personal (MailboxName))");
        alice.ok("RENAME Work Play");
        String heard = other.await("* LIST () \"/\" \"Play\" (\"OLDNAME\" (\"Work\"))\r\n");
        assertThat(heard + other.ok("NOOP"))
                .doesNotContain("Below")
                .doesNotContain("NonExistent")
                .containsOnlyOnce("LIST");
    }

    @Test
    void whoWatchesOnlyAMailboxBelowIsToldOfThat() throws Exception {
        alice.ok("CREATE Work/Below/Deep");
        other.ok("NOTIFY SET (subtree Work/Below (MailboxName))");
        alice.ok("RENAME Work Play");
        String heard = other.await("\"Play/Below\" (\"OLDNAME\" (\"Work/Below\"))\r\n");
        assertThat(heard + other.ok("NOOP")).containsOnlyOnce("LIST");
    }

    @Test
    void whoWatchesTheNewNameIsToldOfTheOldOne() throws Exception {
        other.ok("NOTIFY SET (mailboxes Play (MailboxName))");
        alice.ok("RENAME Work Play");
        other.await("* LIST () \"/\" \"Play\" (\"OLDNAME\" (\"Work\"))\r\n");
    }

    @Test
    void thoseWhoseWatchesNeitherNameFitsAreToldNothing() {
        other.ok("NOTIFY SET (mailboxes INBOX (MailboxName))");
        alice.ok("RENAME Work Play");
        assertThat(other.heard()).isEmpty();
        assertThat(other.ok("NOOP")).isEmpty();
    }

    @Test
    void sharedMailboxesAreToldToThoseWhoSeeThem() throws Exception {
        bob.ok("NOTIFY SET (subtree \"" + OF_ALICE + "Work\" (MailboxName))");
        alice.ok("RENAME Secret Work/Hidden");
        alice.ok("RENAME Work Play");
        String heard = bob.await(OF_ALICE + "Play\" (\"OLDNAME\" (\"" + OF_ALICE + "Work\"))\r\n");
        assertThat(heard + bob.ok("NOOP")).doesNotContain("Secret").doesNotContain("Hidden");
    }

    @Test
    void theOldNameHasGoneForThoseWhoDoNotSeeTheNewOne() {
        bob.ok("NOTIFY SET (subtree \"" + OF_ALICE + "Work\" (MailboxName))");
        String heard =
                heardOfWhatHappensMeanwhile(
                        () -> {
                            alice.ok("RENAME Work Play");
                            alice.ok("DELETEACL Play bob");
                        });
        assertThat(heard)
                .contains("* LIST (\\NonExistent) \"/\" \"" + OF_ALICE + "Work\"")
                .doesNotContain("Play");
    }

    @Test
    void anOldNameIsNotToldToThoseWhoDidNotSeeIt() {
        bob.ok("NOTIFY SET (subtree \"" + OF_ALICE + "Work\" (MailboxName))");
        String heard =
                heardOfWhatHappensMeanwhile(
                        () -> {
                            alice.ok("RENAME Secret Work/Plan");
                            alice.ok("SETACL Work/Plan bob lr");
                        });
        assertThat(heard)
                .contains("* LIST () \"/\" \"" + OF_ALICE + "Work/Plan\"")
                .doesNotContain("OLDNAME")
                .doesNotContain("Secret");
    }

    @Test
    void aSubscriptionIsToldToTheOtherSessionsOfItsUserAlone() throws Exception {
        String both = "(subtree \"" + OF_ALICE + "Work\" (SubscriptionChange))";
        alice.ok("NOTIFY SET (personal (SubscriptionChange))");
        bob.ok("NOTIFY SET " + both);
        try (Talk again = post.login("bob")) {
            again.ok("SUBSCRIBE \"" + OF_ALICE + "Work\"");
            bob.await("* LIST (\\Subscribed) \"/\" \"" + OF_ALICE + "Work\"");
            again.ok("UNSUBSCRIBE \"" + OF_ALICE + "Work\"");
            bob.await("* LIST () \"/\" \"" + OF_ALICE + "Work\"");
        }
        assertThat(alice.ok("NOOP")).isEmpty();
    }

    @Test
    void whoWatchesWhatIsSubscribedIsToldThatItIsNotAnyMore() throws Exception {
        bob.ok("CREATE Box");
        bob.ok("NOTIFY SET (subscribed (SubscriptionChange))");
        try (Talk again = post.login("bob")) {
            again.ok("SUBSCRIBE Box");
            bob.await("* LIST (\\Subscribed) \"/\" \"Box\"");
            again.ok("UNSUBSCRIBE Box");
            bob.await("* LIST () \"/\" \"Box\"");
        }
    }

    @Test
    void aMailboxThatIsSubscribedToLaterIsWatched() throws Exception {
        bob.ok("NOTIFY SET (subscribed (MessageNew MessageExpunge))");
        try (Talk again = post.login("bob")) {
            again.ok("SUBSCRIBE \"" + OF_ALICE + "Work\"");
        }
        post.fill("Work", "one");
        bob.await("* STATUS \"" + OF_ALICE + "Work\" (MESSAGES 1 ");
        bob.ok("UNSUBSCRIBE \"" + OF_ALICE + "Work\"");
        post.fill("Work", "two");
        assertThat(bob.ok("NOOP")).isEmpty();
    }

    @Test
    void aMailboxThatIsSubscribedToAsWatchingBeginsIsWatched() throws Exception {
        try (Talk again = post.login("bob")) {
            store.after("subscriptions", () -> again.ok("SUBSCRIBE \"" + OF_ALICE + "Work\""));
            bob.ok("NOTIFY SET (subscribed (MessageNew MessageExpunge))");
        }
        post.fill("Work", "one");
        bob.await("* STATUS \"" + OF_ALICE + "Work\" (MESSAGES 1 ");
    }

    @Test
    void aClientThatWatchesNothingAnyMoreWatchesNoSubscriptions() {
        bob.ok("NOTIFY SET (subscribed (MessageNew MessageExpunge))");
        bob.ok("NOTIFY NONE");
        bob.ok("SUBSCRIBE \"" + OF_ALICE + "Work\"");
        post.fill("Work", "one");
        assertThat(bob.ok("NOOP")).isEmpty();
    }

    @Test
    void theNameThatWasToldLastIsTheOldOne() {
        bob.ok("CREATE One");
        bob.ok("CREATE Two");
        bob.ok("NOTIFY SET (personal (MailboxName))");
        try (Talk again = post.login("bob")) {
            String heard =
                    heardOfWhatHappensMeanwhile(
                            () -> {
                                again.ok("RENAME One First");
                                again.ok("RENAME First Last");
                                again.ok("RENAME Two Second");
                                again.ok("DELETE Second");
                                again.ok("CREATE Third");
                                again.ok("RENAME Third Second");
                            });
            assertThat(heard)
                    .contains("* LIST () \"/\" \"Last\" (\"OLDNAME\" (\"One\"))")
                    .contains("* LIST () \"/\" \"Second\" (\"OLDNAME\" (\"Third\"))")
                    .contains("* LIST (\\NonExistent) \"/\" \"Two\"")
                    .doesNotContain("First");
        }
    }

    @Test
    void whatHappenedBeforeIsToldUnderTheNewName() {
        bob.ok("CREATE Box");
        bob.ok("NOTIFY SET (personal " + ALL + ")");
        try (Talk again = post.login("bob")) {
            String heard =
                    heardOfWhatHappensMeanwhile(
                            () -> {
                                again.append("Box", "x: y\r\n\r\n");
                                again.ok("SETMETADATA Box (/private/comment \"x\")");
                                again.ok("SUBSCRIBE Box");
                                again.ok("RENAME Box Chest");
                            });
            assertThat(heard)
                    .containsSubsequence(
                            "* LIST () \"/\" \"Chest\" (\"OLDNAME\" (\"Box\"))",
                            "* STATUS \"Chest\" (MESSAGES 1 ",
                            "* METADATA \"Chest\" /private/comment")
                    .contains("* LIST (\\NonExistent \\Subscribed) \"/\" \"Box\"")
                    .doesNotContain("STATUS \"Box\"", "METADATA \"Box\"");
        }
    }

    @Test
    void aMailboxThatWasMadeBelowBeforeIsToldUnderItsNewName() {
        bob.ok("CREATE Box");
        bob.ok("NOTIFY SET (personal " + ALL + ")");
        try (Talk again = post.login("bob")) {
            String heard =
                    heardOfWhatHappensMeanwhile(
                            () -> {
                                again.ok("CREATE Box/New");
                                again.ok("RENAME Box Chest");
                            });
            assertThat(heard).contains("* LIST () \"/\" \"Chest/New\"\r\n");
        }
    }

    /** What bob, who has One and Two, hears of what he does elsewhere while he fetches. */
    private String heardOf(String... commands) {
        bob.ok("CREATE One");
        bob.end("CREATE Two");
        bob.ok("NOTIFY SET (personal (MailboxName))");
        try (Talk again = post.login("bob")) {
            return heardOfWhatHappensMeanwhile(() -> List.of(commands).forEach(again::ok));
        }
    }

    @Test
    void namesThatChangeInACircleAreNotToldAsAChain() {
        assertThat(heardOf("RENAME One Third", "RENAME Two One", "RENAME Third Two"))
                .containsSubsequence(
                        "* LIST () \"/\" \"One\" (\"OLDNAME\" (\"Two\"))",
                        "* LIST () \"/\" \"Two\"\r\n")
                .doesNotContain("(\"OLDNAME\" (\"One\"))");
    }

    @Test
    void aNameThatAnotherMailboxHasNowIsNoOldName() {
        assertThat(heardOf("RENAME One Third", "RENAME Two One", "RENAME Third Fourth"))
                .containsSubsequence(
                        "* LIST () \"/\" \"One\" (\"OLDNAME\" (\"Two\"))",
                        "* LIST () \"/\" \"Fourth\"\r\n")
                .doesNotContain("(\"OLDNAME\" (\"One\"))");
    }

    @Test
    void aMailboxThatIsMadeInThePlaceOfARenamedOneHasNoOldName() {
        assertThat(heardOf("RENAME One Third", "DELETE Third", "CREATE Third"))
                .contains("* LIST (\\NonExistent) \"/\" \"One\"\r\n")
                .contains("* LIST () \"/\" \"Third\"\r\n")
                .doesNotContain("OLDNAME");
    }

    @Test
    void aMailboxThatWasPutBelowAnotherBeforeThatWasRenamedHasGoneFromItsPlace() {
        assertThat(heardOf("RENAME One Two/In", "RENAME Two Third"))
                .contains("* LIST () \"/\" \"Third\" (\"OLDNAME\" (\"Two\"))")
                .contains("* LIST (\\NonExistent) \"/\" \"One\"\r\n")
                .contains("* LIST () \"/\" \"Third/In\"\r\n");
    }

    @Test
    void aMailboxThatWentFromBelowBeforeIsToldToBeNoneUnderTheNewName() {
        bob.ok("CREATE Two/Below");
        assertThat(heardOf("DELETE Two/Below", "RENAME Two Third"))
                .containsSubsequence(
                        "* LIST () \"/\" \"Third\" (\"OLDNAME\" (\"Two\"))",
                        "* LIST (\\NonExistent) \"/\" \"Third/Below\"\r\n");
    }
}
