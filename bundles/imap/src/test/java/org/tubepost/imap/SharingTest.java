// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rights on folders, and the folders of others (RFC 4314, RFC 2342, RFC 8440). */
class SharingTest extends SharedPlans {
    @BeforeEach
    void fill() {
        post.fill("Plans", "one", "two");
    }

    @Test
    void anOwnerHasAllRightsAndGivesThem() {
        assertThat(alice.ok("MYRIGHTS Plans")).containsExactly("* MYRIGHTS \"Plans\" lrswipkxtea");
        grant("lr");
        alice.ok("SETACL Plans bob +wd");
        alice.ok("SETACL Plans bob -w");
        alice.ok("SETACL Plans anyone l");
        assertThat(alice.ok("GETACL Plans"))
                .containsExactly("* ACL \"Plans\" alice lrswipkxtea anyone l bob lrte");
        alice.ok("DELETEACL Plans anyone");
        assertThat(alice.ok("GETACL Plans"))
                .containsExactly("* ACL \"Plans\" alice lrswipkxtea bob lrte");
        assertThat(alice.ok("LISTRIGHTS Plans bob"))
                .containsExactly("* LISTRIGHTS \"Plans\" bob \"\" l r s w i p k x t e a");
        assertThat(alice.ok("LISTRIGHTS Plans alice"))
                .containsExactly("* LISTRIGHTS \"Plans\" alice lrswipkxtea");
        assertThat(alice.end("SETACL Plans alice r")).startsWith("NO [CANNOT]");
        assertThat(alice.end("SETACL Plans bob lz")).startsWith("BAD");
    }

    @Test
    void foldersOfOthersAreSeenOnceTheyAreShared() {
        assertThat(bob.end("SELECT " + PLANS)).startsWith("NO [NONEXISTENT]");
        assertThat(bob.ok("LIST \"\" Shared*")).isEmpty();
        grant("lr");
        assertThat(bob.ok("NAMESPACE"))
                .containsExactly(
                        "* NAMESPACE ((\"\" \"/\")) ((\"Shared Folders/User/\" \"/\")) NIL");
        assertThat(bob.ok("LIST \"\" Shared*"))
                .contains("* LIST (\\HasNoChildren) \"/\" " + PLANS)
                .contains("* LIST (\\Noselect \\HasChildren) \"/\" \"Shared Folders\"");
        assertThat(bob.ok("LIST \"\" (Shared*) RETURN (MYRIGHTS)"))
                .contains("* MYRIGHTS " + PLANS + " lr");
        assertThat(bob.ok("STATUS " + PLANS + " (MESSAGES)"))
                .containsExactly("* STATUS " + PLANS + " (MESSAGES 2)");
        bob.ok("SUBSCRIBE " + PLANS);
        assertThat(bob.ok("LSUB \"\" Shared*")).containsExactly("* LSUB () \"/\" " + PLANS);
        alice.ok("DELETEACL Plans bob");
        assertThat(bob.ok("LIST \"\" Shared*")).isEmpty();
        assertThat(bob.end("STATUS " + PLANS + " (MESSAGES)")).startsWith("NO [NONEXISTENT]");
    }

    /** RFC 5819 section 2: one that cannot be selected has no figures, and LIST says so. */
    @Test
    void foldersThatCannotBeReadAreListedWithoutFigures() {
        grant("l");
        alice.ok("CREATE Zoo");
        alice.ok("SETACL Zoo bob lr");
        assertThat(bob.ok("LIST \"\" (Shared*/*) RETURN (MYRIGHTS STATUS (MESSAGES))"))
                .contains(
                        "* LIST (\\Noselect \\HasNoChildren) \"/\" " + PLANS,
                        "* MYRIGHTS " + PLANS + " l",
                        "* STATUS \"Shared Folders/User/alice/Zoo\" (MESSAGES 0)")
                .noneMatch(line -> line.startsWith("* STATUS " + PLANS));
        assertThat(bob.ok("LIST \"\" Shared*/Plans"))
                .containsExactly("* LIST (\\HasNoChildren) \"/\" " + PLANS);
    }

    @Test
    void everyChangeNeedsItsRight() {
        grant("lr");
        assertThat(bob.end("SELECT " + PLANS)).startsWith("OK [READ-ONLY]");
        assertThat(bob.append(PLANS, "Subject: x\r\n\r\n")).startsWith("NO [NOPERM]");
        assertThat(bob.end("CREATE \"Shared Folders/User/alice/Plans/x\""))
                .startsWith("NO [NOPERM]");
        assertThat(bob.end("DELETE " + PLANS)).startsWith("NO [NOPERM]");
        assertThat(bob.end("GETACL " + PLANS)).startsWith("NO [NOPERM]");
        assertThat(bob.end("SETACL " + PLANS + " bob lrw")).startsWith("NO [NOPERM]");
        grant("lrsi");
        assertThat(bob.end("SELECT " + PLANS)).startsWith("OK [READ-WRITE]");
        assertThat(bob.append(PLANS, "Subject: x\r\n\r\n")).startsWith("OK");
        assertThat(bob.end("STORE 1 +FLAGS (\\Flagged)")).startsWith("NO [NOPERM]");
        assertThat(bob.ok("STORE 1 +FLAGS (\\Flagged \\Seen)").get(0)).contains("(\\Seen");
        assertThat(bob.end("MOVE 1 INBOX")).startsWith("NO [NOPERM]");
        assertThat(bob.end("COPY 1 INBOX")).startsWith("OK");
        grant("lrte");
        bob.ok("SELECT " + PLANS);
        bob.ok("STORE 1 +FLAGS (\\Deleted)");
        assertThat(bob.ok("EXPUNGE")).contains("* 1 EXPUNGE");
    }

    @Test
    void whatIsTakenAwayCountsMoreThanWhatIsGiven() {
        alice.ok("SETACL Plans anyone lr");
        alice.ok("SETACL Plans -bob r");
        assertThat(bob.ok("MYRIGHTS " + PLANS)).containsExactly("* MYRIGHTS " + PLANS + " l");
        try (Talk carol = post.login("carol")) {
            assertThat(carol.ok("MYRIGHTS " + PLANS))
                    .containsExactly("* MYRIGHTS " + PLANS + " lr");
            assertThat(carol.ok("LIST \"\" Shared*/Plans")).hasSize(1);
        }
    }

    @Test
    void foldersAreSharedWithGroupsAndDomains() {
        post.passwords.groups.put("carol@x.test", Set.of("staff", "staff@here.test"));
        alice.ok("SETACL Plans group=Staff lrs");
        alice.ok("SETACL Plans anyone@X.TEST i");
        alice.ok("SETACL Plans GROUP=staff -s");
        alice.ok("SETACL Plans -group=staff@here.test i");
        assertThat(alice.ok("GETACL Plans"))
                .containsExactly(
                        "* ACL \"Plans\" alice lrswipkxtea -group=staff@here.test i"
                                + " anyone@x.test i group=staff lr");
        try (Talk carol = post.login("carol@x.test")) {
            assertThat(carol.ok("MYRIGHTS " + PLANS))
                    .containsExactly("* MYRIGHTS " + PLANS + " lr");
            assertThat(carol.ok("LIST \"\" Shared*/Plans")).hasSize(1);
            alice.ok("DELETEACL Plans Group=staff");
            assertThat(carol.ok("LIST \"\" Shared*")).isEmpty();
        }
        assertThat(bob.end("MYRIGHTS " + PLANS)).startsWith("NO [NONEXISTENT]");
        assertThat(alice.ok("LISTRIGHTS Plans group=Crew"))
                .containsExactly("* LISTRIGHTS \"Plans\" group=crew \"\" l r s w i p k x t e a");
    }

    @Test
    void whatIsNoIdentifierIsRefused() {
        for (String wrong : List.of("group=", "anyone@", "--bob", "a/b", "\"\"", "anonymous")) {
            assertThat(alice.end("SETACL Plans " + wrong + " lr"))
                    .as(wrong)
                    .startsWith("NO [CANNOT]");
            assertThat(alice.end("LISTRIGHTS Plans " + wrong)).startsWith("NO [CANNOT]");
            assertThat(alice.end("DELETEACL Plans " + wrong)).startsWith("NO [CANNOT]");
        }
    }

    @Test
    void nobodyMakesAFolderOfTheirOwnWhereThoseOfOthersAre() {
        for (String name : List.of("", "/x", "/User", "/User/alice", "/User/alice/x", "/x/y")) {
            String among = "\"Shared Folders" + name + "\"";
            String code = name.equals("/User/alice") ? "NO [NONEXISTENT]" : "NO [CANNOT]";
            assertThat(alice.end("CREATE " + among)).as(among).startsWith(code);
            assertThat(alice.end("RENAME Plans " + among)).as(among).startsWith(code);
        }
        assertThat(alice.ok("LIST \"\" *")).noneMatch(line -> line.contains("Shared"));
        alice.ok("CREATE \"Shared Folders of mine\"");
    }

    @Test
    void newFoldersInheritAndRenamedOnesKeepTheirList() {
        grant("lrk");
        alice.ok("CREATE Plans/sub");
        assertThat(alice.ok("GETACL Plans/sub").get(0)).endsWith(" bob lrk");
        bob.ok("CREATE \"Shared Folders/User/alice/Plans/mine\"");
        alice.ok("RENAME Plans Ideas");
        assertThat(bob.ok("LIST \"\" Shared*alice*/*"))
                .hasSize(3)
                .allMatch(l -> l.contains("User/alice/Ideas"));
        alice.ok("DELETE Ideas/mine");
        alice.ok("CREATE Plans");
        assertThat(alice.ok("GETACL Plans").get(0)).endsWith("alice lrswipkxtea");
    }

    @Test
    void whatWasSharedWithSomebodyNewIsThereAtTheFirstLogin() {
        alice.ok("SETACL Plans dave lr");
        try (Talk dave = post.login("dave")) {
            assertThat(dave.ok("LIST \"\" *"))
                    .contains("* LIST (\\HasNoChildren) \"/\" \"INBOX\"")
                    .contains("* LIST (\\HasNoChildren) \"/\" " + PLANS);
        }
    }
}
