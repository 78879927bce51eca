// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Folders of a user and public ones: found by those in a group, posted to by those who may. */
@ExtendWith(DistributionExtension.class)
class SharedFoldersIT {
    private static final String CHARTS = "\"Shared Folders/User/sam@example.com/Charts\"";
    private static final String HARBOUR = "\"Shared Folders/Harbour\"";

    private final Distribution server;
    private final Post post;

    SharedFoldersIT(Distribution server) {
        this.server = server;
        this.post = new Post(server);
    }

    private void awaitMessages(String user, String folder, int count) throws Exception {
        Distribution.await(
                Duration.ofSeconds(60),
                count + " messages in " + folder,
                () -> {
                    try (ImapTalk imap = new ImapTalk(server, user)) {
                        return imap.ok("STATUS " + folder + " (MESSAGES)")
                                .get(0)
                                .endsWith("(MESSAGES " + count + ")");
                    }
                });
    }

    @Test
    void aFolderIsSharedWithGroupsAndTakesMailOfThoseWhoMayPost() throws Exception {
        try (LoginWorld world = new LoginWorld(server)) {
            world.user("sam");
            world.user("tess", "aclGroupAddr=Crew@example.com");
            world.user("uma");
            server.shell("directory:group-add", "pilots@example.com", "uma@example.com");
            try (ImapTalk sam = new ImapTalk(server, "sam")) {
                sam.ok("CREATE Charts");
                sam.ok("SETACL Charts group=crew@example.com lrp");
                sam.ok("SETACL Charts group=Pilots@example.com lr");
                sam.ok("SETACL Charts -uma@example.com r");
                assertThat(sam.result("SETACL Charts role=x lr")).startsWith("NO [CANNOT]");
            }
            try (ImapTalk tess = new ImapTalk(server, "tess");
                    ImapTalk uma = new ImapTalk(server, "uma")) {
                assertThat(tess.ok("LIST \"\" Shared*"))
                        .contains("* LIST (\\HasNoChildren) \"/\" " + CHARTS);
                assertThat(tess.ok("MYRIGHTS " + CHARTS)).contains("* MYRIGHTS " + CHARTS + " lrp");
                assertThat(tess.result("SELECT " + CHARTS)).startsWith("OK [READ-ONLY]");
                assertThat(uma.ok("MYRIGHTS " + CHARTS)).contains("* MYRIGHTS " + CHARTS + " l");
            }
            post.submit("tess", "sam+Charts@example.com", "from the crew");
            post.submit("uma", "sam+Charts@example.com", "from a pilot");
            post.send("tess@example.com", "sam+Charts@example.com", "from anybody");
            post.await("sam", "from a pilot");
            post.await("sam", "from anybody");
            awaitMessages("tess", CHARTS, 1);
            assertThat(post.subjects("sam")).doesNotContain("from the crew");
            assertThat(server.shell("store:rights", "sam@example.com", "Charts"))
                    .contains("-uma@example.com", "group=crew@example.com", "lrp");
        }
    }

    @Test
    void administratorsMakePublicFolders() throws Exception {
        try (LoginWorld world = new LoginWorld(server)) {
            world.user("public");
            world.user("vic", "aclGroupAddr=watch@example.com");
            world.settings(
                    "org.tubepost.store",
                    "publicFolders = public@example.com\nrestrictAnyone = true\n",
                    () -> namespaceEnds("((\"Shared Folders/\" \"/\"))"));
            server.shell("store:mailbox-create", "public@example.com", "Harbour");
            server.shell(
                    "store:rights-set",
                    "public@example.com",
                    "Harbour",
                    "anyone@example.com",
                    "lrs");
            server.shell(
                    "store:rights-set",
                    "public@example.com",
                    "Harbour",
                    "group=watch@example.com",
                    "lrsp");
            server.shell(
                    "store:rights-set", "public@example.com", "Harbour", "-bob@example.com", "s");
            assertThat(server.shell("store:shared", "pub*"))
                    .contains("user/public@example.com/Harbour", "anyone@example.com", "lrsp");
            try (ImapTalk alice = new ImapTalk(server, "alice")) {
                assertThat(alice.ok("LIST \"\" \"Shared Folders/%\""))
                        .contains("* LIST (\\HasNoChildren) \"/\" " + HARBOUR);
                assertThat(alice.result("CREATE \"Shared Folders/Mine\""))
                        .startsWith("NO [NOPERM]");
                assertThat(alice.result("SETACL Archive anyone lr")).startsWith("NO [NOPERM]");
                alice.ok("SELECT " + HARBOUR);
            }
            post.submit("vic", "public+Harbour@example.com", "high water");
            awaitMessages("alice", HARBOUR, 1);
            post.submit("bob", "public+Harbour@example.com", "not for me to say");
            assertThat(post.awaitContaining("bob", "public+Harbour")).contains("5.7.1");
            server.shell("store:rights-set", "public@example.com", "Harbour", "anyone", "p");
            post.send("stranger@elsewhere.test", "public+Harbour@example.com", "from outside");
            awaitMessages("alice", HARBOUR, 2);
            server.shell("store:rights-set", "public@example.com", "Harbour", "anyone@example.com");
            try (ImapTalk alice = new ImapTalk(server, "alice")) {
                assertThat(alice.ok("LIST \"\" Shared*")).noneMatch(l -> l.contains("Harbour"));
            }
            server.shell("store:mailbox-delete", "public@example.com", "Harbour");
        } finally {
            Distribution.await(
                    Duration.ofSeconds(60), "the store is as it was", () -> namespaceEnds(" NIL"));
        }
    }

    private boolean namespaceEnds(String end) {
        try (ImapTalk imap = new ImapTalk(server, "alice")) {
            return imap.ok("NAMESPACE").get(0).endsWith(end);
        } catch (IOException restarting) {
            return false;
        }
    }
}
