// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of a current Thunderbird, in the order and spelling in which it sends them. */
class ThunderbirdTest {
    private static final String LIST_FIELDS =
            "From To Cc Bcc Subject Date Message-ID Priority X-Priority References Newsgroups"
                    + " In-Reply-To Content-Type Reply-To";
    private static final String RECEIVED = "Received: from a.test by b.test\r\n";
    private static final String LISTED =
            "From: Bob <bob@example.com>\r\n"
                    + "To: alice@example.com\r\n"
                    + "Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n"
                    + "Date: Sat, 28 Nov 2026 10:00:00 +0000\r\n"
                    + "Message-ID: <1@example.com>\r\n"
                    + "Content-Type: text/plain; charset=UTF-8\r\n";
    private static final String MESSAGE = RECEIVED + LISTED + "X-Other: x\r\n\r\nHello\r\n";

    @TempDir private Path dir;
    private Post post;
    private Talk talk;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        try (Talk delivery = post.login("alice")) {
            for (int i = 0; i < 3; i++) {
                assertThat(delivery.append("INBOX", MESSAGE)).startsWith("OK [APPENDUID ");
            }
        }
        talk = post.connect();
        connect(talk);
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        post.close();
    }

    /** What comes before all else on each of its connections. */
    private static void connect(Talk talk) {
        assertThat(talk.ok("capability").get(0))
                .startsWith("* CAPABILITY IMAP4rev1 ")
                .contains(" STARTTLS")
                .contains(" AUTH=PLAIN");
        assertThat(talk.send("2 authenticate PLAIN\r\n")).isEqualTo("+ \r\n");
        byte[] plain = "\0alice\0secret".getBytes(StandardCharsets.UTF_8);
        assertThat(talk.send(Base64.getEncoder().encodeToString(plain) + "\r\n"))
                .startsWith("2 OK [CAPABILITY IMAP4rev1 ")
                .endsWith("] Logged in\r\n");
        assertThat(talk.ok("capability").get(0).split(" "))
                .contains(
                        "IDLE",
                        "NAMESPACE",
                        "UIDPLUS",
                        "MOVE",
                        "CONDSTORE",
                        "ENABLE",
                        "ID",
                        "LITERAL+",
                        "LIST-EXTENDED",
                        "SPECIAL-USE",
                        "ACL",
                        "COMPRESS=DEFLATE")
                .doesNotContain("STARTTLS", "AUTH=PLAIN");
        assertThat(talk.ok("ID (\"name\" \"Thunderbird\" \"version\" \"140.5.0\")"))
                .containsExactly("* ID (\"name\" \"Tubepost\")");
    }

    /** Opens the INBOX as it does; gives what it fetches of its messages first. */
    private List<String> opened() {
        assertThat(talk.ok("enable condstore")).containsExactly("* ENABLED CONDSTORE");
        assertThat(talk.ok("select \"INBOX\" (CONDSTORE)"))
                .contains(
                        "* FLAGS (\\Answered \\Deleted \\Draft \\Flagged \\Seen)",
                        "* 3 EXISTS",
                        "* OK [UIDNEXT 4] Next UID")
                .anyMatch(l -> l.startsWith("* OK [PERMANENTFLAGS (") && l.contains(" \\*)]"))
                .anyMatch(l -> l.startsWith("* OK [UIDVALIDITY "))
                .anyMatch(l -> l.startsWith("* OK [HIGHESTMODSEQ "));
        return talk.ok("UID fetch 1:* (FLAGS)");
    }

    @Test
    void foldersAreFoundWithTheirUse() {
        assertThat(talk.ok("namespace"))
                .containsExactly(
                        "* NAMESPACE ((\"\" \"/\")) ((\"Shared Folders/User/\" \"/\")) NIL");
        assertThat(talk.ok("list (subscribed) \"\" \"*\" return (special-use)"))
                .contains(
                        "* LIST (\\HasNoChildren \\Sent \\Subscribed) \"/\" \"Sent\"",
                        "* LIST (\\HasNoChildren \\Trash \\Subscribed) \"/\" \"Trash\"",
                        "* LIST (\\HasNoChildren \\Subscribed) \"/\" \"INBOX\"");
        assertThat(talk.ok("lsub \"\" \"*\"")).contains("* LSUB () \"/\" \"INBOX\"");
        assertThat(talk.ok("list \"\" \"INBOX\""))
                .containsExactly("* LIST (\\HasNoChildren) \"/\" \"INBOX\"");
        assertThat(talk.ok("create \"Archives/2026\"")).isEmpty();
        assertThat(talk.ok("subscribe \"Archives/2026\"")).isEmpty();
        assertThat(talk.ok("list \"\" \"%\" return (special-use)"))
                .contains(
                        "* LIST (\\HasChildren) \"/\" \"Archives\"",
                        "* LIST (\\HasNoChildren \\Drafts) \"/\" \"Drafts\"");
        assertThat(talk.ok("list \"\" \"%/%\" return (special-use)"))
                .containsExactly("* LIST (\\HasNoChildren) \"/\" \"Archives/2026\"");
        assertThat(talk.ok("list \"\" \"*\" return (special-use status (messages unseen))"))
                .containsSequence(
                        "* LIST (\\HasNoChildren) \"/\" \"INBOX\"",
                        "* STATUS \"INBOX\" (MESSAGES 3 UNSEEN 3)");
        assertThat(talk.ok("STATUS \"INBOX\" (UIDNEXT MESSAGES UNSEEN RECENT)"))
                .containsExactly("* STATUS \"INBOX\" (UIDNEXT 4 MESSAGES 3 UNSEEN 3 RECENT 3)");
        assertThat(talk.ok("myrights \"INBOX\""))
                .containsExactly("* MYRIGHTS \"INBOX\" lrswipkxtea");
    }

    @Test
    void openingAFolderFetchesFlagsAndThenTheFieldsOfItsList() {
        assertThat(opened())
                .containsExactly(
                        "* 1 FETCH (UID 1 FLAGS (\\Recent))",
                        "* 2 FETCH (UID 2 FLAGS (\\Recent))",
                        "* 3 FETCH (UID 3 FLAGS (\\Recent))");
        String answer =
                talk.send(
                        "f UID fetch 2:3 (UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS ("
                                + LIST_FIELDS
                                + ")])\r\n");
        String header = LISTED + "\r\n";
        assertThat(answer)
                .startsWith(
                        "* 2 FETCH (UID 2 RFC822.SIZE "
                                + MESSAGE.length()
                                + " FLAGS (\\Recent) BODY[HEADER.FIELDS (FROM TO CC ")
                .contains("REPLY-TO)] {" + header.length() + "}\r\n" + header + ")\r\n* 3 FETCH (")
                .doesNotContain("Received")
                .doesNotContain("X-Other")
                .endsWith("f OK FETCH completed\r\n");
    }

    @Test
    void quotasAreAskedForWhereTheyAreOffered() {
        boolean offered = talk.ok("capability").get(0).matches(".* QUOTA\\b.*");
        opened();
        String end = talk.end("getquotaroot \"INBOX\"");
        assertThat(end).startsWith(offered ? "OK" : "BAD");
    }

    @Test
    void readingAMessageMarksItSeen() {
        opened();
        String body = " BODY[] {" + MESSAGE.length() + "}\r\n" + MESSAGE;
        String size = "* 3 FETCH (UID 3 RFC822.SIZE " + MESSAGE.length();
        assertThat(talk.send("a UID fetch 3 (UID RFC822.SIZE BODY.PEEK[])\r\n"))
                .isEqualTo(size + body + ")\r\na OK FETCH completed\r\n");
        assertThat(talk.send("b UID fetch 3 (UID RFC822.SIZE BODY.PEEK[]<0.65536>)\r\n"))
                .isEqualTo(size + body.replace("[]", "[]<0>") + ")\r\nb OK FETCH completed\r\n");
        assertThat(talk.ok("UID store 3 +FLAGS (\\Seen)"))
                .singleElement()
                .asString()
                .startsWith("* 3 FETCH (UID 3 FLAGS (\\Seen \\Recent) MODSEQ (");
        assertThat(talk.send("c UID fetch 2 (UID RFC822.SIZE BODY[])\r\n"))
                .contains(body + " FLAGS (\\Seen \\Recent) MODSEQ (");
        assertThat(talk.ok("UID store 2 +FLAGS ($Forwarded NonJunk)"))
                .anyMatch(l -> l.startsWith("* 2 FETCH (UID 2 FLAGS ($Forwarded \\Seen NonJunk"))
                .contains(
                        "* FLAGS ($Forwarded NonJunk \\Answered \\Deleted \\Draft \\Flagged"
                                + " \\Seen)");
        assertThat(talk.ok("UID store 2 -FLAGS (\\Seen)"))
                .singleElement()
                .asString()
                .startsWith("* 2 FETCH (UID 2 FLAGS ($Forwarded NonJunk \\Recent)");
    }

    @Test
    void deletingMovesToTrashAndArchivingCopies() {
        opened();
        List<String> moved = talk.ok("UID move 1 \"Trash\"");
        assertThat(moved.get(0)).matches("\\* OK \\[COPYUID \\d+ 1 1\\] Moved");
        assertThat(moved).contains("* 1 EXPUNGE");
        assertThat(talk.end("UID copy 2 \"Archive\"")).matches("OK \\[COPYUID \\d+ 2 1\\].*");
        assertThat(talk.ok("UID store 2 +FLAGS (\\Deleted \\Seen)"))
                .singleElement()
                .asString()
                .startsWith("* 1 FETCH (UID 2 FLAGS (\\Deleted \\Seen \\Recent)");
        assertThat(talk.ok("UID expunge 2")).containsExactly("* 1 EXPUNGE");
        assertThat(talk.ok("UID store 3 +FLAGS (\\Deleted)")).hasSize(1);
        assertThat(talk.ok("expunge")).containsExactly("* 1 EXPUNGE");
        assertThat(talk.ok("close")).isEmpty();
        assertThat(talk.ok("STATUS \"Trash\" (UIDNEXT MESSAGES UNSEEN RECENT)"))
                .containsExactly("* STATUS \"Trash\" (UIDNEXT 2 MESSAGES 1 UNSEEN 1 RECENT 1)");
    }

    @Test
    void aSentMessageIsKeptInSentAndFoundThere() {
        opened();
        String sent =
                "s append \"Sent\" (\\Seen) {" + MESSAGE.length() + "+}\r\n" + MESSAGE + "\r\n";
        assertThat(talk.send(sent)).matches("s OK \\[APPENDUID \\d+ 1\\] APPEND completed\r\n");
        assertThat(talk.ok("select \"Sent\" (CONDSTORE)")).contains("* 1 EXISTS");
        assertThat(talk.ok("uid search UNDELETED HEADER Message-ID <1@example.com>"))
                .containsExactly("* SEARCH 1");
        assertThat(talk.ok("UID fetch 1:* (FLAGS)"))
                .containsExactly("* 1 FETCH (UID 1 FLAGS (\\Seen \\Recent))");
    }

    @Test
    void idleTellsOfNewMailAndOfWhatOthersDo() throws Exception {
        opened();
        assertThat(talk.send("i IDLE\r\n")).startsWith("+ ");
        post.fill("INBOX", "new");
        talk.await("* 4 EXISTS");
        try (Talk phone = post.selected("INBOX")) {
            phone.ok("UID STORE 1 +FLAGS (\\Seen \\Deleted)");
            talk.await("* 1 FETCH (UID 1 FLAGS (\\Deleted \\Seen");
            phone.ok("EXPUNGE");
            talk.await("* 1 EXPUNGE");
        }
        assertThat(talk.send("DONE\r\n")).endsWith("i OK IDLE completed\r\n");
        assertThat(talk.ok("noop")).isEmpty();
        assertThat(talk.ok("UID fetch 4:* (FLAGS)"))
                .singleElement()
                .asString()
                .startsWith("* 3 FETCH (UID 4 FLAGS (");
    }

    @Test
    void aFolderThatIsOpenedAgainFetchesOnlyWhatChanged() {
        opened();
        String modSeq =
                talk.ok("UID store 2 +FLAGS (\\Flagged)")
                        .get(0)
                        .replaceAll(".*\\((\\d+)\\)\\)", "$1");
        long before = Long.parseLong(modSeq) - 1;
        assertThat(talk.ok("UID fetch 1:* (FLAGS) (CHANGEDSINCE " + before + ")"))
                .containsExactly(
                        "* 2 FETCH (UID 2 FLAGS (\\Flagged \\Recent) MODSEQ (" + modSeq + "))");
        assertThat(talk.ok("logout")).containsExactly("* BYE Goodbye");
        assertThat(talk.isClosed()).isTrue();
    }
}
