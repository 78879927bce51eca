// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.ImapImport;
import org.tubepost.api.store.ImapImport.Choice;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;

/** A message that a server lists and never sends, and connections that break all the time. */
@Timeout(120)
class ImapGapTest {
    private static final String DATE = " 2-Jan-2020 03:04:05 +0000";
    private static final long LAST = 30;
    private static final long GAP = 3;

    @TempDir Path temp;
    private Home home;
    private OtherServer other;
    private TreeMap<Long, String> inbox;

    @BeforeEach
    void open() throws Exception {
        home = new Home(temp.resolve("home"));
        other = new OtherServer();
        inbox = other.folder("INBOX", "");
        for (long uid = 1; uid <= LAST; uid++) {
            put(inbox, uid);
        }
        inbox.put(GAP, "UID " + GAP + " FLAGS () BODY[] NIL");
    }

    @AfterEach
    void close() throws Exception {
        other.close();
        home.close();
    }

    /** Some have the same octets, and stay two. */
    private static String text(long uid) {
        return "a: " + uid % 20 + "\r\n\r\nbody\r\n";
    }

    private static void put(TreeMap<Long, String> folder, long uid) {
        folder.put(uid, OtherServer.message(uid, "\\Seen", DATE, text(uid)));
    }

    private TransferReport take(TransferMonitor monitor) throws IOException {
        return new ImportRun(
                        home, home.store, home.archive, Choice.ALL, Optional.empty(), other.port())
                .take(List.of(new ImapImport.Account("ann@old", "ann", "secret")), monitor);
    }

    private void breakEach(int messages) {
        other.breakAfter.set(messages);
        other.breakAgainAfter = messages;
    }

    private void sendTheGapToo() {
        breakEach(Integer.MAX_VALUE);
        put(inbox, GAP);
    }

    private void assertThatAllIsThereOnce() throws Exception {
        assertThat(home.contents("ann", "INBOX"))
                .containsExactlyInAnyOrderElementsOf(
                        inbox.keySet().stream().map(ImapGapTest::text).toList());
    }

    @Test
    void theRunComesToItsEndAndNamesTheGap() throws Exception {
        put(other.folder("Later", ""), 1);
        // Breaks more often than a run without progress tries again.
        breakEach(6);
        TransferReport report = take(Home.patient());
        assertThat(report.messages()).isEqualTo(LAST);
        assertThat(report.present()).isZero();
        assertThat(report.problems()).singleElement().asString().contains("INBOX", "came");
        assertThat(home.contents("ann", "Later")).hasSize(1);
        assertThat(other.heard)
                .contains("UID FETCH 7:* (UID FLAGS INTERNALDATE BODY.PEEK[])")
                .contains("UID FETCH 3 (UID FLAGS INTERNALDATE BODY.PEEK[])");
        sendTheGapToo();
        other.heard.clear();
        TransferReport rest = take(Home.patient());
        assertThat(rest.problems()).isEmpty();
        assertThat(rest.messages()).isEqualTo(1);
        assertThat(rest.present()).isZero();
        assertThatAllIsThereOnce();
        assertThat(other.heard).noneMatch(command -> command.contains(":* (UID FLAGS INT"));
        other.heard.clear();
        assertThat(take(Home.patient()).problems()).isEmpty();
        assertThat(other.heard).noneMatch(command -> command.contains("BODY"));
    }

    @Test
    void theNextRunGoesOnBehindTheGap() throws Exception {
        assertThat(take(Home.upTo(12)).stopped()).isTrue();
        other.heard.clear();
        TransferReport second = take(Home.patient());
        assertThat(second.messages()).isEqualTo(LAST - 1 - 12);
        assertThat(second.present()).isZero();
        assertThat(second.problems()).singleElement().asString().contains("INBOX", "came");
        assertThat(other.heard).contains("UID FETCH 14:* (UID FLAGS INTERNALDATE BODY.PEEK[])");
        sendTheGapToo();
        assertThat(take(Home.patient()).problems()).isEmpty();
        assertThatAllIsThereOnce();
    }

    @Test
    void aGapThatIsGoneIsForgotten() throws Exception {
        assertThat(take(Home.patient()).problems()).hasSize(1);
        inbox.remove(GAP);
        assertThat(take(Home.patient()).problems()).isEmpty();
        other.heard.clear();
        assertThat(take(Home.patient()).problems()).isEmpty();
        assertThat(other.heard).noneMatch(command -> command.startsWith("UID FETCH 3"));
        assertThatAllIsThereOnce();
    }

    @Test
    void aServerThatSendsSomeLateIsFollowedThroughBreaks() throws Exception {
        sendTheGapToo();
        for (long uid = 2; uid < LAST; uid += 2) {
            other.late.add(uid);
        }
        breakEach(7);
        TransferReport report = take(Home.patient());
        assertThat(report.problems()).isEmpty();
        assertThat(report.messages()).isEqualTo(LAST);
        assertThatAllIsThereOnce();
    }

    @Test
    void mailThatIsHereAlreadyIsFoundHoweverOftenTheConnectionBreaks() throws Exception {
        home.login("ann");
        for (long uid = LAST; uid > 20; uid--) {
            home.append("ann", "INBOX", text(uid));
        }
        home.append("ann", "INBOX", "a: local\r\n\r\n");
        breakEach(8);
        TransferReport report = take(Home.patient());
        // Each stands for the first that comes with its octets.
        assertThat(report.present()).isEqualTo(10);
        assertThat(report.problems()).singleElement().asString().contains("INBOX", "came");
        sendTheGapToo();
        assertThat(take(Home.patient()).problems()).isEmpty();
        assertThat(home.contents("ann", "INBOX")).hasSize((int) LAST + 1);
    }
}
