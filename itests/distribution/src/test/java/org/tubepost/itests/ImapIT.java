// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Rules of IMAP that clients stand on, checked octet by octet; each test has a mailbox of its own.
 */
@ExtendWith(DistributionExtension.class)
class ImapIT {
    private static final String MESSAGE =
            "From: \"Bob, the\" <bob@example.com>\r\nTo: alice@example.com, List:a@x.test,b@x.test;\r\n"
                    + "Subject: =?utf-8?q?gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@x.test>\r\n"
                    + "Date: Tue, 3 Feb 2026 04:05:06 +0000\r\nMIME-Version: 1.0\r\n"
                    + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                    + "--b\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    + "Content-Transfer-Encoding: quoted-printable\r\n\r\nsch=C3=B6n\r\n"
                    + "--b\r\nContent-Type: message/rfc822\r\n\r\n"
                    + "Subject: inner\r\nFrom: c@x.test\r\n\r\ninner text\r\n"
                    + "--b--\r\n";

    private final Distribution server;
    private String box;

    ImapIT(Distribution server) {
        this.server = server;
    }

    @BeforeEach
    void mailbox(TestInfo test) throws IOException {
        box = "it/" + test.getTestMethod().orElseThrow().getName();
        try (ImapTalk imap = new ImapTalk(server, "carol")) {
            imap.ok("CREATE " + box);
        }
    }

    private ImapTalk selected() throws IOException {
        ImapTalk imap = new ImapTalk(server, "carol");
        imap.ok("SELECT " + box);
        return imap;
    }

    @Test
    void sectionsAreExactStretchesOfTheMessage() throws IOException {
        try (ImapTalk imap = selected()) {
            imap.append(box, "", MESSAGE);
            assertThat(fetched(imap, "BODY.PEEK[]")).isEqualTo(MESSAGE);
            assertThat(fetched(imap, "BODY.PEEK[1]")).isEqualTo("sch=C3=B6n");
            assertThat(fetched(imap, "BODY.PEEK[2]"))
                    .isEqualTo("Subject: inner\r\nFrom: c@x.test\r\n\r\ninner text");
            assertThat(fetched(imap, "BODY.PEEK[2.HEADER.FIELDS (SUBJECT)]"))
                    .isEqualTo("Subject: inner\r\n\r\n");
            assertThat(fetched(imap, "BODY.PEEK[2.1]")).isEqualTo("inner text");
            assertThat(fetched(imap, "BODY.PEEK[2.TEXT]")).isEqualTo("inner text");
            assertThat(fetched(imap, "BODY.PEEK[1.MIME]")).endsWith("quoted-printable\r\n\r\n");
            assertThat(fetched(imap, "BODY.PEEK[HEADER]"))
                    .isEqualTo(MESSAGE.substring(0, MESSAGE.indexOf("--b\r\n")));
            assertThat(fetched(imap, "BODY.PEEK[]<6.10>")).isEqualTo(MESSAGE.substring(6, 16));
            assertThat(imap.ok("FETCH 1 BODY.PEEK[7]").get(0)).contains("BODY[7] NIL");
        }
    }

    private static String fetched(ImapTalk imap, String item) throws IOException {
        String answer = imap.ok("FETCH 1 " + item).get(0);
        return answer.substring(answer.indexOf("}\r\n") + 3, answer.length() - 1);
    }

    @Test
    void envelopeAndStructureFollowTheGrammar() throws IOException {
        try (ImapTalk imap = selected()) {
            imap.append(box, "", MESSAGE);
            assertThat(imap.ok("FETCH 1 ENVELOPE").get(0))
                    .contains("\"Tue, 3 Feb 2026 04:05:06 +0000\" \"=?utf-8?q?gr=C3=BC=C3=9Fe?=\"")
                    .contains("((\"Bob, the\" NIL \"bob\" \"example.com\"))")
                    .contains("(NIL NIL \"List\" NIL)(NIL NIL \"a\" \"x.test\")")
                    .contains("\"<1@x.test>\")");
            assertThat(imap.ok("FETCH 1 BODYSTRUCTURE").get(0))
                    .contains("BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL")
                    .contains("\"QUOTED-PRINTABLE\" 10 1")
                    .contains("(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 44 (NIL \"inner\"")
                    .contains("\"MIXED\" (\"BOUNDARY\" \"b\") NIL NIL NIL)");
        }
    }

    @Test
    void readingMarksAsSeenUnlessPeekedOrExamined() throws IOException {
        try (ImapTalk imap = selected()) {
            imap.append(box, "", MESSAGE);
            imap.ok("FETCH 1 BODY.PEEK[TEXT]");
            assertThat(imap.ok("FETCH 1 FLAGS").get(0)).doesNotContain("\\Seen");
            imap.ok("EXAMINE " + box);
            imap.ok("FETCH 1 BODY[TEXT]");
            assertThat(imap.ok("FETCH 1 FLAGS").get(0)).doesNotContain("\\Seen");
            assertThat(imap.result("STORE 1 +FLAGS (\\Seen)")).startsWith("NO");
            imap.ok("SELECT " + box);
            assertThat(imap.ok("FETCH 1 BODY[TEXT]").get(0)).contains("\\Seen");
        }
    }

    @Test
    void expungesOfOthersAreToldOnlyWhenNumbersMayMove() throws IOException {
        try (ImapTalk one = selected();
                ImapTalk other = selected()) {
            for (int i = 0; i < 3; i++) {
                one.append(box, "", MESSAGE);
            }
            one.ok("NOOP");
            assertThat(other.ok("NOOP")).contains("* 3 EXISTS");
            other.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
            assertThat(other.ok("EXPUNGE")).contains("* 1 EXPUNGE");
            assertThat(one.ok("FETCH 3 (UID)"))
                    .noneMatch(l -> l.contains("EXPUNGE"))
                    .contains("* 3 FETCH (UID 3)");
            assertThat(one.result("FETCH 1 BODY.PEEK[]")).startsWith("NO [EXPUNGEISSUED]");
            assertThat(one.ok("SEARCH ALL")).noneMatch(l -> l.contains("EXPUNGE"));
            assertThat(one.ok("UID FETCH 2 (UID)")).contains("* 1 EXPUNGE");
        }
    }

    @Test
    void idleTellsAtOnce() throws IOException {
        try (ImapTalk idle = selected();
                ImapTalk other = selected()) {
            idle.say("i1 IDLE\r\n");
            assertThat(idle.line()).startsWith("+");
            other.append(box, "", MESSAGE);
            assertThat(idle.line()).isEqualTo("* 1 EXISTS");
            assertThat(idle.line()).endsWith("RECENT");
            other.ok("STORE 1 +FLAGS (\\Flagged)");
            assertThat(idle.line()).contains("* 1 FETCH", "\\Flagged");
            idle.say("DONE\r\n");
            assertThat(idle.line()).isEqualTo("i1 OK IDLE completed");
        }
    }

    @Test
    void conditionalStoreMissesWhatOthersChanged() throws IOException {
        try (ImapTalk imap = selected()) {
            imap.append(box, "", MESSAGE);
            imap.append(box, "", MESSAGE);
            String before = imap.ok("FETCH 1 (MODSEQ)").get(0);
            String modSeq = before.replaceAll(".*MODSEQ \\((\\d+)\\).*", "$1");
            imap.ok("STORE 2 +FLAGS (later)");
            List<String> answer =
                    imap.ok("STORE 1,2 (UNCHANGEDSINCE " + modSeq + ") +FLAGS (\\Flagged)");
            assertThat(answer.get(answer.size() - 1)).contains("[MODIFIED 2]");
            assertThat(imap.ok("FETCH 1:2 (FLAGS) (CHANGEDSINCE " + modSeq + ")"))
                    .anyMatch(l -> l.startsWith("* 1 FETCH") && l.contains("MODSEQ"));
            assertThat(imap.ok("SEARCH MODSEQ 1").get(0)).contains("(MODSEQ ");
        }
    }

    @Test
    void copyAndMoveTellTheNewUids() throws IOException {
        try (ImapTalk imap = selected()) {
            imap.append(box, "(\\Flagged kw) \"03-Feb-2026 04:05:06 +0000\" ", MESSAGE);
            imap.append(box, "", MESSAGE);
            String target = box + "/target";
            assertThat(imap.result("COPY 1 " + target)).startsWith("NO [TRYCREATE]");
            imap.ok("CREATE " + target);
            assertThat(imap.result("COPY 1:2 " + target)).matches("OK \\[COPYUID \\d+ 1:2 1:2] .*");
            List<String> moved = imap.ok("UID MOVE 1 " + target);
            assertThat(moved.get(0)).matches("\\* OK \\[COPYUID \\d+ 1 3] .*");
            assertThat(moved.get(1)).isEqualTo("* 1 EXPUNGE");
            imap.ok("SELECT " + target);
            assertThat(imap.ok("UID FETCH 1,3 (FLAGS INTERNALDATE)"))
                    .filteredOn(l -> l.contains("FETCH ("))
                    .hasSize(2)
                    .allMatch(
                            l ->
                                    l.contains("\\Flagged")
                                            && l.contains("03-Feb-2026 04:05:06 +0000"));
        }
    }

    @Test
    void searchLooksBehindEncodings() throws IOException {
        try (ImapTalk imap = selected()) {
            imap.append(box, "", MESSAGE);
            imap.append(box, "(\\Seen) ", "Subject: other\r\n\r\nplain\r\n");
            assertThat(imap.ok("SEARCH CHARSET UTF-8 SUBJECT {7+}\r\ngr\u00c3\u00bc\u00c3\u009fe"))
                    .contains("* SEARCH 1");
            assertThat(imap.ok("SEARCH BODY {6+}\r\nsch\u00c3\u00b6n")).contains("* SEARCH 1");
            assertThat(imap.ok("SEARCH TEXT \"inner text\"")).contains("* SEARCH 1");
            assertThat(imap.ok("UID SEARCH RETURN (COUNT MAX) NOT SEEN").get(0))
                    .matches("\\* ESEARCH \\(TAG \"t\\d+\"\\) UID MAX 1 COUNT 1");
            assertThat(imap.ok("SEARCH OR SEEN SENTON 3-Feb-2026")).contains("* SEARCH 1 2");
            assertThat(imap.ok("SEARCH HEADER Message-ID \"\"")).contains("* SEARCH 1");
            assertThat(imap.result("SEARCH CHARSET x-no ALL")).startsWith("NO [BADCHARSET");
        }
    }

    @Test
    void renamedAndDeletedFoldersKeepTheirRules() throws IOException {
        try (ImapTalk imap = selected()) {
            imap.append(box, "", MESSAGE);
            imap.ok("CREATE " + box + "/a/b");
            imap.ok("RENAME " + box + "/a " + box + "/c");
            assertThat(imap.ok("LIST \"\" " + box + "/*"))
                    .anyMatch(l -> l.endsWith("\"" + box + "/c/b\""))
                    .noneMatch(l -> l.contains("/a\""));
            assertThat(imap.result("CREATE " + box)).startsWith("NO [ALREADYEXISTS]");
            assertThat(imap.result("DELETE " + box + "/nothing")).startsWith("NO [NONEXISTENT]");
            assertThat(imap.result("DELETE INBOX")).startsWith("NO [CANNOT]");
            imap.ok("SUBSCRIBE " + box + "/c");
            assertThat(imap.ok("LIST (SUBSCRIBED) \"\" *")).anyMatch(l -> l.contains("/c\""));
            assertThat(imap.ok("LIST \"\" \"\"").get(0)).contains("\\Noselect");
        }
    }

    @Test
    void sessionGoesOnWhenItsFolderIsRenamedAndLeavesItWhenItIsDeleted() throws IOException {
        try (ImapTalk imap = selected()) {
            imap.append(box, "", MESSAGE);
            imap.ok("RENAME " + box + " " + box + "-renamed");
            assertThat(imap.ok("FETCH 1 UID")).contains("* 1 FETCH (UID 1)");
            imap.ok("CREATE " + box);
            assertThat(imap.result("DELETE INBOX")).startsWith("NO [CANNOT]");
            imap.ok("FETCH 1 UID");
            imap.ok("DELETE " + box + "-renamed");
            assertThat(imap.result("FETCH 1 UID")).startsWith("BAD");
            imap.ok("SELECT " + box);
        }
    }

    @Test
    void wrongCommandsAreBadAndLeaveNoTrace() throws IOException {
        try (ImapTalk imap = selected()) {
            for (String wrong :
                    List.of(
                            "NONSENSE",
                            "FETCH 1",
                            "FETCH 1 BODY[",
                            "FETCH 5 FLAGS",
                            "STORE 1 FLAGS",
                            "SELECT",
                            "APPEND " + box + " \"no date\" {1+}\r\nx",
                            "UID FROB 1")) {
                assertThat(imap.result(wrong)).as(wrong).startsWith("BAD");
            }
            assertThat(imap.result("SELECT nothing-here")).startsWith("NO [NONEXISTENT]");
            assertThat(imap.result("APPEND nothing-here {1+}\r\nx")).startsWith("NO [TRYCREATE]");
            assertThat(imap.ok("STATUS " + box + " (MESSAGES)").get(0)).contains("MESSAGES 0");
        }
    }
}
