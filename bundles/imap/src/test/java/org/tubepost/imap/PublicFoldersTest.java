// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.security.Identity;
import org.tubepost.api.store.MailboxName;

/** Folders that are everybody's, as clients see them (RFC 2342, RFC 4314). */
class PublicFoldersTest {
    private static final String NEWS = "\"Shared Folders/News\"";
    private static final String PLANS = "\"Shared Folders/User/alice/Plans\"";

    @TempDir private Path dir;
    private Post post;
    private Talk admin;
    private Talk alice;
    private Talk bob;

    @BeforeEach
    void open() throws Exception {
        post =
                Post.withStore(
                        dir,
                        Map.of(
                                "publicFolders",
                                "public",
                                "restrictAnyone",
                                true,
                                "restrictDomain",
                                true));
        admin = post.login("admin");
        alice = post.login("alice");
        bob = post.login("bob");
        admin.ok("CREATE " + NEWS);
        admin.ok("SETACL " + NEWS + " anyone lrsw");
        admin.append(NEWS, "Subject: one\r\n\r\n");
    }

    @AfterEach
    void close() throws Exception {
        admin.close();
        alice.close();
        bob.close();
        post.close();
    }

    @Test
    void namespaceTellsWhereTheyAre() {
        assertThat(bob.ok("NAMESPACE"))
                .containsExactly(
                        "* NAMESPACE ((\"\" \"/\")) ((\"Shared Folders/User/\" \"/\"))"
                                + " ((\"Shared Folders/\" \"/\"))");
    }

    @Test
    void theyAreSeenBesideTheFoldersOfOthers() {
        alice.ok("CREATE Plans");
        alice.ok("SETACL Plans bob lr");
        assertThat(bob.ok("LIST \"\" Shared*"))
                .containsExactly(
                        "* LIST (\\Noselect \\HasChildren) \"/\" \"Shared Folders\"",
                        "* LIST (\\HasNoChildren) \"/\" " + NEWS,
                        "* LIST (\\Noselect \\HasChildren) \"/\" \"Shared Folders/User\"",
                        "* LIST (\\Noselect \\HasChildren) \"/\" \"Shared Folders/User/alice\"",
                        "* LIST (\\HasNoChildren) \"/\" " + PLANS);
        assertThat(bob.ok("LIST \"\" \"Shared Folders/%\""))
                .containsExactly(
                        "* LIST (\\HasNoChildren) \"/\" " + NEWS,
                        "* LIST (\\Noselect \\HasChildren) \"/\" \"Shared Folders/User\"");
    }

    @Test
    void everyCommandKnowsThemByTheirName() {
        assertThat(bob.ok("STATUS " + NEWS + " (MESSAGES)"))
                .containsExactly("* STATUS " + NEWS + " (MESSAGES 1)");
        bob.ok("SUBSCRIBE " + NEWS);
        assertThat(bob.ok("LSUB \"\" Shared*")).containsExactly("* LSUB () \"/\" " + NEWS);
        assertThat(bob.ok("LIST (SUBSCRIBED) \"\" Shared*"))
                .containsExactly("* LIST (\\HasNoChildren \\Subscribed) \"/\" " + NEWS);
        assertThat(bob.ok("GETQUOTAROOT " + NEWS))
                .contains("* QUOTAROOT " + NEWS + " \"user/public\"");
        assertThat(bob.ok("MYRIGHTS " + NEWS)).containsExactly("* MYRIGHTS " + NEWS + " lrsw");
        assertThat(admin.ok("GETACL " + NEWS))
                .containsExactly("* ACL " + NEWS + " public lrswipkxtea anyone lrsw");
        bob.ok("SETMETADATA " + NEWS + " (/shared/comment \"ours\")");
        assertThat(alice.ok("GETMETADATA " + NEWS + " /shared/comment"))
                .containsExactly("* METADATA " + NEWS + " (/shared/comment \"ours\")");
        bob.ok("SELECT " + NEWS);
        assertThat(bob.ok("FETCH 1 (FLAGS)").get(0)).contains("FETCH");
        assertThat(bob.end("COPY 1 INBOX")).startsWith("OK");
        assertThat(bob.append(NEWS, "Subject: x\r\n\r\n")).startsWith("NO [NOPERM]");
    }

    @Test
    void whoWatchesIsToldByTheirName() {
        bob.ok("NOTIFY SET (MAILBOXES " + NEWS + " (MessageNew MessageExpunge))");
        admin.append(NEWS, "Subject: two\r\n\r\n");
        assertThat(bob.ok("NOOP")).anyMatch(l -> l.startsWith("* STATUS " + NEWS + " (MESSAGES 2"));
    }

    @Test
    void authorizedUrlsNameThem() {
        String rump =
                "imap://bob@localhost/Shared%20Folders/News/;UID=1/;SECTION=HEADER;URLAUTH=authuser";
        String host = post.protocol.host();
        String line =
                bob.ok("GENURLAUTH \"" + rump.replace("localhost", host) + "\" INTERNAL").get(0);
        String url = line.substring(line.indexOf('"'));
        assertThat(String.join("\n", bob.ok("URLFETCH " + url))).contains("Subject: one");
    }

    @Test
    void administratorsMakeRenameAndDeleteThem() {
        assertThat(bob.end("CREATE \"Shared Folders/Mine\"")).startsWith("NO [NOPERM]");
        assertThat(bob.end("DELETE " + NEWS)).startsWith("NO [NOPERM]");
        admin.ok("CREATE \"Shared Folders/Teams/One\"");
        assertThat(admin.ok("LIST \"\" \"Shared Folders/T*\""))
                .containsExactly(
                        "* LIST (\\HasChildren) \"/\" \"Shared Folders/Teams\"",
                        "* LIST (\\HasNoChildren) \"/\" \"Shared Folders/Teams/One\"");
        assertThat(bob.ok("LIST \"\" Shared*Teams*")).isEmpty();
        admin.ok("RENAME " + NEWS + " \"Shared Folders/Teams/News\"");
        assertThat(bob.ok("STATUS \"Shared Folders/Teams/News\" (MESSAGES)")).hasSize(1);
        admin.ok("DELETE \"Shared Folders/Teams/News\"");
        assertThat(bob.end("SELECT \"Shared Folders/Teams/News\"")).startsWith("NO [NONEXISTENT]");
        assertThat(admin.end("CREATE \"Shared Folders/User\"")).startsWith("NO [CANNOT]");
    }

    @Test
    void ownFoldersFromEarlierTimesAreNotTakenForThem() throws Exception {
        Identity who = new Identity("bob", "bob", false, Optional.empty());
        for (String former : List.of("News", "Mine", "User/x", "User/alice/Plans")) {
            MailboxName name = new MailboxName("bob", "Shared Folders/" + former);
            post.store().create(who, name, Optional.empty());
            post.store().subscribe(who, name, true);
        }
        assertThat(bob.ok("LIST \"\" *"))
                .filteredOn(line -> line.contains("Shared"))
                .containsExactly(
                        "* LIST (\\HasChildren) \"/\" \"Shared Folders\"",
                        "* LIST (\\HasNoChildren) \"/\" " + NEWS);
        assertThat(bob.ok("LSUB \"\" Shared*")).isEmpty();
    }

    @Test
    void rulesOfTheSiteHoldForFoldersOfUsers() {
        alice.ok("CREATE Plans");
        assertThat(alice.end("SETACL Plans anyone lr")).startsWith("NO [NOPERM]");
        assertThat(alice.end("SETACL Plans eve@there.test lr")).startsWith("NO [NOPERM]");
        assertThat(alice.ok("LISTRIGHTS Plans anyone"))
                .containsExactly("* LISTRIGHTS \"Plans\" anyone \"\"");
        admin.ok("SETACL " + PLANS + " anyone lr");
        assertThat(bob.ok("MYRIGHTS " + PLANS)).containsExactly("* MYRIGHTS " + PLANS + " lr");
    }
}
