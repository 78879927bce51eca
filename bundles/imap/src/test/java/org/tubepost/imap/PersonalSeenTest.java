// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code \Seen} in the folder of another is one's own (docs/store.md). */
class PersonalSeenTest extends SharedPlans {
    @BeforeEach
    void select() {
        grant("lrswite");
        post.fill("Plans", "one", "two", "three");
        alice.ok("SELECT Plans");
        bob.ok("SELECT " + PLANS);
    }

    @Test
    void whatOneReadsIsNewForTheOther() {
        assertThat(bob.ok("FETCH 2 BODY[TEXT]")).anyMatch(l -> l.contains("FLAGS (\\Seen"));
        assertThat(bob.ok("SEARCH UNSEEN")).containsExactly("* SEARCH 1 3");
        assertThat(alice.ok("SEARCH UNSEEN")).containsExactly("* SEARCH 1 2 3");
        alice.ok("STORE 1 +FLAGS (\\Seen)");
        assertThat(alice.ok("FETCH 1:3 FLAGS"))
                .filteredOn(l -> l.contains("\\Seen"))
                .allMatch(l -> l.startsWith("* 1 FETCH"));
        assertThat(bob.ok("SEARCH SEEN")).containsExactly("* SEARCH 2");
        assertThat(bob.ok("STATUS " + PLANS + " (UNSEEN)"))
                .containsExactly("* STATUS " + PLANS + " (UNSEEN 2)");
        bob.ok("STORE 1 +FLAGS (\\Seen \\Flagged)");
        assertThat(bob.ok("SELECT " + PLANS)).contains("* OK [UNSEEN 3] First unseen");
        assertThat(alice.ok("SELECT Plans")).contains("* OK [UNSEEN 2] First unseen");
        assertThat(alice.ok("FETCH 1 FLAGS").get(0)).contains("\\Flagged").contains("\\Seen");
        bob.ok("STORE 1:* -FLAGS (\\Seen)");
        assertThat(bob.ok("SEARCH SEEN")).containsExactly("* SEARCH");
        assertThat(alice.ok("SEARCH SEEN")).containsExactly("* SEARCH 1");
    }

    @Test
    void whoMayDoLessReadsAndReplacesFlagsAllTheSame() {
        grant("lrw");
        bob.ok("SELECT " + PLANS);
        assertThat(bob.ok("FETCH 1:3 BODY[TEXT]")).noneMatch(l -> l.contains("\\Seen"));
        grant("lrs");
        bob.ok("SELECT " + PLANS);
        bob.ok("STORE 1:2 FLAGS (\\Seen \\Deleted)");
        bob.ok("STORE 2 FLAGS ()");
        assertThat(bob.ok("SEARCH SEEN")).containsExactly("* SEARCH 1");
        assertThat(bob.ok("SEARCH DELETED")).containsExactly("* SEARCH");
        assertThat(bob.end("STORE 1 FLAGS (\\Deleted)")).startsWith("NO [NOPERM]");
    }

    @Test
    void otherSessionsOfTheReaderAreToldAndOthersHearNothingNew() throws Exception {
        try (Talk again = post.login("bob")) {
            again.ok("SELECT " + PLANS);
            again.send("i IDLE\r\n");
            alice.send("i IDLE\r\n");
            bob.ok("STORE 2 +FLAGS (\\Seen)");
            assertThat(again.await("FETCH")).contains("* 2 FETCH (UID 2 FLAGS (\\Seen");
            assertThat(alice.send("DONE\r\n")).doesNotContain("FETCH");
            alice.ok("STORE 2 +FLAGS (\\Answered)");
            assertThat(again.await("\\Answered")).contains("\\Seen");
            assertThat(alice.ok("FETCH 2 FLAGS").get(0)).doesNotContain("\\Seen");
        }
    }

    @Test
    void modificationSequencesMoveForAllAndFlagsAreOnesOwn() {
        alice.ok("ENABLE CONDSTORE");
        bob.ok("ENABLE CONDSTORE");
        long before = highest(bob, PLANS);
        bob.ok("STORE 2 +FLAGS (\\Seen)");
        long after = highest(bob, PLANS);
        assertThat(after).isGreaterThan(before);
        assertThat(String.join("\n", alice.ok("NOOP")))
                .contains("* 2 FETCH (UID 2 FLAGS (\\Recent) MODSEQ (" + after + "))");
        assertThat(alice.ok("NOOP")).isEmpty();
        assertThat(bob.ok("FETCH 1:* (FLAGS) (CHANGEDSINCE " + before + ")"))
                .singleElement()
                .satisfies(l -> assertThat(l).contains("* 2 FETCH").contains("\\Seen"));
        assertThat(alice.ok("FETCH 1:* (FLAGS) (CHANGEDSINCE " + before + ")"))
                .singleElement()
                .satisfies(l -> assertThat(l).contains("* 2 FETCH").doesNotContain("\\Seen"));
        assertThat(bob.end("STORE 1:2 (UNCHANGEDSINCE " + before + ") +FLAGS (\\Seen)"))
                .startsWith("OK [MODIFIED 2]");
        assertThat(bob.ok("SEARCH SEEN")).containsExactly("* SEARCH 1 2");
    }

    private static long highest(Talk talk, String mailbox) {
        String line = talk.ok("STATUS " + mailbox + " (HIGHESTMODSEQ)").get(0);
        return Long.parseLong(line.replaceAll(".*HIGHESTMODSEQ (\\d+).*", "$1"));
    }

    @Test
    void whoComesBackIsToldWhatTheyHaveReadElsewhere() {
        String validity =
                bob.ok("STATUS " + PLANS + " (UIDVALIDITY)").get(0).replaceAll("\\D+", "");
        long before = highest(bob, PLANS);
        bob.ok("UNSELECT");
        try (Talk elsewhere = post.login("bob")) {
            elsewhere.ok("SELECT " + PLANS);
            elsewhere.ok("UID STORE 3 +FLAGS (\\Seen)");
        }
        bob.ok("ENABLE QRESYNC");
        assertThat(bob.ok("SELECT " + PLANS + " (QRESYNC (" + validity + " " + before + "))"))
                .filteredOn(l -> l.contains("FETCH"))
                .singleElement()
                .satisfies(l -> assertThat(l).contains("UID 3").contains("\\Seen"));
    }

    @Test
    void searchesThatStayUpToDateAreAboutOnesOwnView() {
        assertThat(bob.ok("UID SEARCH RETURN (ALL UPDATE) UNSEEN").get(0)).contains("ALL 1:3");
        try (Talk again = post.login("bob")) {
            again.ok("SELECT " + PLANS);
            again.ok("STORE 1 +FLAGS (\\Seen)");
            alice.ok("STORE 2 +FLAGS (\\Seen)");
            assertThat(bob.ok("NOOP"))
                    .anyMatch(l -> l.contains("REMOVEFROM (0 1)"))
                    .noneMatch(l -> l.contains("REMOVEFROM (0 2)"));
        }
    }

    @Test
    void whoWatchesIsToldTheirOwnFigures() throws Exception {
        try (Talk again = post.login("bob")) {
            again.ok(
                    "NOTIFY SET (subtree \"Shared Folders/User/alice/Plans\""
                            + " (MessageNew MessageExpunge FlagChange))");
            bob.ok("STORE 1:2 +FLAGS (\\Seen)");
            assertThat(again.await("STATUS")).contains("UNSEEN 1");
        }
    }

    @Test
    void onesOwnViewGoesAlongWithWhatIsPutElsewhere() {
        alice.ok("STORE 1 +FLAGS (\\Seen)");
        bob.ok("STORE 2 +FLAGS (\\Seen)");
        bob.ok("COPY 1:2 INBOX");
        assertThat(bob.append(PLANS + " (\\Seen)", "Subject: four\r\n\r\n")).startsWith("OK");
        assertThat(bob.end("REPLACE 3 " + PLANS + " (\\Seen) {14+}\r\nSubject: f\r\n\r\n"))
                .startsWith("OK");
        assertThat(bob.ok("UID SEARCH SEEN")).containsExactly("* SEARCH 2 4 5");
        assertThat(alice.ok("UID SEARCH SEEN")).contains("* SEARCH 1");
        bob.ok("SELECT INBOX");
        assertThat(bob.ok("UID SEARCH SEEN")).containsExactly("* SEARCH 2");
        bob.ok("MOVE 2 " + PLANS);
        assertThat(alice.ok("UID SEARCH SEEN")).contains("* SEARCH 1");
        bob.ok("SELECT " + PLANS);
        assertThat(bob.ok("UID SEARCH SEEN")).containsExactly("* SEARCH 2 4 5 6");
    }

    @Test
    void whoMayNotKeepSeenReadsAndNothingIsKept() {
        grant("lri");
        assertThat(bob.ok("SELECT " + PLANS))
                .contains("* OK [PERMANENTFLAGS ()] These can be kept");
        assertThat(bob.ok("FETCH 1 BODY[TEXT]")).anyMatch(l -> l.contains("Text of one"));
        assertThat(bob.end("STORE 1 +FLAGS (\\Seen)")).startsWith("NO [NOPERM]");
        assertThat(bob.append(PLANS + " (\\Seen)", "Subject: four\r\n\r\n")).startsWith("OK");
        assertThat(bob.ok("SEARCH SEEN")).contains("* SEARCH");
        grant("lrs");
        assertThat(bob.ok("SELECT " + PLANS))
                .contains("* OK [PERMANENTFLAGS (\\Seen)] These can be kept");
    }
}
