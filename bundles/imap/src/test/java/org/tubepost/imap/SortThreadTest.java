// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.message.HeaderBlock;

/** SORT and THREAD (RFC 5256, RFC 5957, RFC 5267 section 3). */
class SortThreadTest {
    @TempDir private Path dir;
    private Post post;
    private Talk talk;
    private int hour;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        talk = post.login("alice");
    }

    @AfterEach
    void close() throws Exception {
        talk.close();
        post.close();
    }

    /** A message an hour later than the one before. */
    private void add(String subject, String... fields) {
        String date = String.format("Date: Mon, 7 Feb 1994 %02d:00:00 +0000\r\n", hour++);
        String message =
                date + "Subject: " + subject + "\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
        assertThat(talk.append("INBOX", message.replace("\r\n\r\n\r\n", "\r\n\r\n")))
                .startsWith("OK");
    }

    private void sorted(String arguments, String answer) {
        assertThat(talk.ok("SORT " + arguments + " UTF-8 ALL")).containsExactly("* SORT" + answer);
    }

    private void threaded(String algorithm, String answer) {
        assertThat(talk.ok("THREAD " + algorithm + " UTF-8 ALL"))
                .containsExactly("* THREAD" + answer);
    }

    @Test
    void criteriaDecideOneAfterTheOtherAndEqualsKeepTheirOrder() {
        add("b", "From: Zoe <bob@example.com>", "To: x@example.com");
        add("RE: A", "From: \"Adam\" <carl@example.com>", "To: y@example.com", "Cc: k@example.com");
        add("a (fwd)", "From: Alice <Alice@example.com>", "To: \"A\" <z@example.com>");
        talk.ok("SELECT INBOX");
        sorted("(SUBJECT)", " 2 3 1");
        sorted("(REVERSE SUBJECT)", " 1 2 3");
        sorted("(SUBJECT REVERSE DATE)", " 3 2 1");
        sorted("(FROM)", " 3 1 2");
        sorted("(DISPLAYFROM)", " 2 3 1");
        sorted("(TO)", " 1 2 3");
        sorted("(DISPLAYTO)", " 3 1 2");
        sorted("(CC SUBJECT)", " 3 1 2");
        sorted("(REVERSE SIZE)", " 2 3 1");
        sorted("(REVERSE ARRIVAL REVERSE DATE)", " 3 2 1");
        assertThat(talk.ok("UID SORT (REVERSE DATE) UTF-8 UID 2:3")).containsExactly("* SORT 3 2");
    }

    @Test
    void subjectsAreComparedWithoutWhatRepliesPutAroundThem() {
        for (String subject :
                new String[] {
                    "topic",
                    "Re: topic",
                    "[list] RE: [list]  topic",
                    "Fwd: Re[2]: topic (fwd)",
                    "[Fwd: [list] topic]",
                    "=?utf-8?q?Re=3A_TOPIC?="
                }) {
            assertThat(HeaderFacts.folded(BaseSubject.of(decoded(subject)).text()))
                    .as(subject)
                    .isEqualTo("TOPIC");
        }
        assertThat(BaseSubject.of("[list]").text()).isEqualTo("[list]");
        assertThat(BaseSubject.of("[list] x")).isEqualTo(new BaseSubject("x", false));
        assertThat(BaseSubject.of("Re: x").isReply()).isTrue();
        assertThat(BaseSubject.of("regarding: x"))
                .isEqualTo(new BaseSubject("regarding: x", false));
        assertThat(BaseSubject.of("[".repeat(5000) + "re:")).isNotNull();
    }

    private static String decoded(String subject) {
        byte[] field = ("Subject: " + subject + "\r\n").getBytes(StandardCharsets.UTF_8);
        return HeaderBlock.parse(field).first("Subject").get().decoded();
    }

    @Test
    void withReturnOptionsTheAnswerIsAnEsearch() {
        add("c");
        add("a");
        add("b");
        talk.ok("SELECT INBOX");
        String begin = "* ESEARCH (TAG \"%s\")";
        assertThat(talk.send("s SORT RETURN (MIN MAX COUNT) (SUBJECT) UTF-8 ALL\r\n"))
                .startsWith(begin.formatted("s") + " MIN 2 MAX 1 COUNT 3\r\n");
        assertThat(talk.send("s UID SORT RETURN (ALL) (SUBJECT) UTF-8 ALL\r\n"))
                .startsWith(begin.formatted("s") + " UID ALL 2:3,1\r\n");
        assertThat(talk.send("s UID SORT RETURN (PARTIAL 2:3) (SUBJECT) UTF-8 ALL\r\n"))
                .startsWith(begin.formatted("s") + " UID PARTIAL (2:3 3,1)\r\n");
    }

    @Test
    void messagesWithOneSubjectAreAThreadWhoseFirstMessageIsTheRoot() {
        add("x");
        add("y");
        add("Re: x");
        add("z");
        add("x (fwd)");
        add("re: y");
        talk.ok("SELECT INBOX");
        threaded("ORDEREDSUBJECT", " (1 (3)(5))(2 6)(4)");
    }

    @Test
    void messagesThatReferToEachOtherAreAThread() {
        add("x", "Message-ID: <1@a>");
        add("re: x", "Message-ID: <2@a>", "References: <1@a>");
        add("re: x", "Message-ID: <3@a>", "References: <1@a> <2@a>");
        add("re: x", "Message-ID: <4@a>", "In-Reply-To: <1@a>");
        add("other", "Message-ID: <5@a>");
        talk.ok("SELECT INBOX");
        threaded("REFERENCES", " (1 (2 3)(4))(5)");
        assertThat(talk.ok("UID THREAD REFERENCES UTF-8 UID 2:3"))
                .containsExactly("* THREAD (2 3)");
    }

    @Test
    void childrenOfAMessageThatIsNotThereStayTogether() {
        add("one", "Message-ID: <2@a>", "References: <gone@a>");
        add("two", "Message-ID: <3@a>", "References: <gone@a>");
        add("three", "Message-ID: <4@a>", "References: <1@b> <2@b>");
        talk.ok("SELECT INBOX");
        threaded("REFERENCES", " ((1)(2))(3)");
    }

    @Test
    void threadsWithOneSubjectAreJoined() {
        add("x", "Message-ID: <1@a>");
        add("re: x", "Message-ID: <2@a>");
        add("y", "Message-ID: <3@a>");
        add("y", "Message-ID: <4@a>");
        talk.ok("SELECT INBOX");
        threaded("REFERENCES", " (1 2)((3)(4))");
    }

    @Test
    void circlesOfReferencesAreNotFollowed() {
        add("x", "Message-ID: <1@a>", "References: <2@a>");
        add("x2", "Message-ID: <2@a>", "References: <1@a>");
        add("x3", "Message-ID: <3@a>", "References: <3@a>");
        add("x4", "Message-ID: <3@a>", "References: <1@a> <2@a> <1@a>");
        talk.ok("SELECT INBOX");
        String answer = talk.ok("THREAD REFERENCES UTF-8 ALL").get(0);
        assertThat(answer.replaceAll("[^0-9]", "").chars().sorted().toArray())
                .isEqualTo("1234".chars().toArray());
    }

    @Test
    void nothingFoundIsAnEmptyAnswerAndUnknownWordsAreBad() {
        add("x");
        talk.ok("SELECT INBOX");
        assertThat(talk.ok("SORT (DATE) UTF-8 DELETED")).containsExactly("* SORT");
        assertThat(talk.ok("THREAD REFERENCES UTF-8 DELETED")).containsExactly("* THREAD");
        assertThat(talk.end("SORT (COLOUR) UTF-8 ALL")).startsWith("BAD");
        assertThat(talk.end("SORT (DATE) ALL")).startsWith("NO [BADCHARSET");
        assertThat(talk.end("THREAD REFS UTF-8 ALL")).startsWith("BAD");
    }
}
