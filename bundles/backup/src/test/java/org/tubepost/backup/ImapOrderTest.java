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
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.ImapImport;
import org.tubepost.api.store.ImapImport.Choice;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;

/** A server may send messages in any order, twice, or not at all. */
class ImapOrderTest {
    private static final String DATE = " 2-Jan-2020 03:04:05 +0000";

    @TempDir Path temp;
    private Home home;
    private OtherServer other;
    private TreeMap<Long, String> inbox;

    @BeforeEach
    void open() throws Exception {
        home = new Home(temp.resolve("home"));
        other = new OtherServer();
        inbox = other.folder("INBOX", "");
        List.of(5L, 7L, 9L).forEach(this::put);
        other.late.add(7L);
    }

    @AfterEach
    void close() throws Exception {
        other.close();
        home.close();
    }

    private static String text(long uid) {
        return "a: " + uid + "\r\n\r\nbody\r\n";
    }

    private void put(long uid) {
        inbox.put(uid, OtherServer.message(uid, "\\Seen", DATE, text(uid)));
    }

    private TransferReport take(TransferMonitor monitor) throws IOException {
        return new ImportRun(
                        home, home.store, home.archive, Choice.ALL, Optional.empty(), other.port())
                .take(List.of(new ImapImport.Account("ann@old", "ann", "secret")), monitor);
    }

    private TransferReport take() throws IOException {
        return take(Home.patient());
    }

    /** Has enough when two messages are there and the connection is broken. */
    private TransferMonitor untilItBreaks() {
        return new TransferMonitor() {
            private long taken;

            @Override
            public void at(String where, long messages, long octets) {
                taken = messages;
            }

            @Override
            public boolean isStopped() {
                return taken == 2 && other.breakAfter.get() == Integer.MAX_VALUE;
            }
        };
    }

    private void assertThatAllThreeAreThereOnce() throws Exception {
        assertThat(home.contents("ann", "INBOX"))
                .containsExactlyInAnyOrder(text(5), text(7), text(9));
    }

    @Test
    void messagesOutOfOrderAllComeAndAreFollowed() throws Exception {
        TransferReport report = take();
        assertThat(report.problems()).isEmpty();
        assertThat(report.messages()).isEqualTo(3);
        assertThatAllThreeAreThereOnce();
        inbox.put(7L, OtherServer.message(7, "\\Flagged", DATE, text(7)));
        other.heard.clear();
        TransferReport again = take();
        assertThat(again.messages()).isZero();
        assertThat(again.updated()).isEqualTo(1);
        assertThat(home.byChange("ann", "INBOX"))
                .extracting(MessageRecord::flags)
                .containsOnlyOnce(Flags.of(Flags.FLAGGED));
        assertThat(other.heard).noneMatch(command -> command.contains("BODY"));
    }

    @Test
    void aConnectionThatBreaksBehindTheLargestUidLosesAndDoublesNothing() throws Exception {
        other.breakAfter.set(2);
        TransferReport report = take();
        assertThat(report.problems()).isEmpty();
        assertThat(report.messages()).isEqualTo(3);
        assertThatAllThreeAreThereOnce();
    }

    @Test
    void aRunThatEndsBehindTheLargestUidIsMadeGoodByTheNext() throws Exception {
        other.breakAfter.set(2);
        TransferReport part = take(untilItBreaks());
        assertThat(part.stopped()).isTrue();
        assertThat(part.messages()).isEqualTo(2);
        TransferReport rest = take();
        assertThat(rest.problems()).isEmpty();
        assertThat(rest.messages()).isEqualTo(1);
        assertThat(rest.present()).isZero();
        assertThatAllThreeAreThereOnce();
        assertThat(take().messages()).isZero();
    }

    @Test
    void whatComesTwiceIsTakenOnceAndStandsForNoOther() throws Exception {
        String twice = inbox.get(5L) + ")\r\n* 1 FETCH (" + inbox.get(5L);
        inbox.put(5L, twice);
        inbox.put(7L, "UID 7 FLAGS () BODY[] NIL");
        TransferReport report = take();
        assertThat(report.messages()).isEqualTo(2);
        assertThat(report.problems()).singleElement().asString().contains("2 of 3 messages came");
        put(7);
        assertThat(take().problems()).isEmpty();
        assertThatAllThreeAreThereOnce();
    }

    @Test
    void whatALaterRunDoesNotGetIsNamedAndAskedForAgain() throws Exception {
        take();
        List.of(10L, 12L).forEach(this::put);
        inbox.put(11L, "UID 11 FLAGS () BODY[] NIL");
        TransferReport report = take();
        assertThat(report.messages()).isEqualTo(2);
        assertThat(report.problems())
                .singleElement()
                .asString()
                .contains("INBOX", "2 of 3 messages came");
        put(11);
        TransferReport rest = take();
        assertThat(rest.problems()).isEmpty();
        assertThat(rest.messages()).isEqualTo(1);
        assertThat(rest.present()).isZero();
        assertThat(home.contents("ann", "INBOX")).hasSize(6).doesNotHaveDuplicates();
        other.heard.clear();
        assertThat(take().messages()).isZero();
        assertThat(other.heard).noneMatch(command -> command.contains("BODY"));
    }
}
