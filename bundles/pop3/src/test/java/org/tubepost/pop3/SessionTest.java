// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.Mailbox;

/** The maildrop over a socket (RFC 1939 sections 5 to 7). */
@Timeout(60)
class SessionTest {
    private static final String FIRST = "Subject: one\r\n\r\n.\r\n..two\r\nlast\r\n";
    private static final String SECOND = "Subject: two\r\n\r\nx\r\ny\r\nz";

    @TempDir private Path dir;
    private PostOffice office;

    @BeforeEach
    void open() throws Exception {
        office = new PostOffice(dir, Map.of(), 300);
        office.deliver(FIRST);
        office.deliver(SECOND);
    }

    @AfterEach
    void close() throws Exception {
        office.close();
    }

    @Test
    void countsAndSizesAreOctetsOfTheMessagesAsStored() throws Exception {
        try (Client client = office.alice()) {
            int octets = FIRST.length() + SECOND.length();
            assertThat(client.ask("STAT")).isEqualTo("+OK 2 " + octets);
            assertThat(client.list("LIST"))
                    .containsExactly("1 " + FIRST.length(), "2 " + SECOND.length());
            assertThat(client.ask("LIST 2")).isEqualTo("+OK 2 " + SECOND.length());
            assertThat(client.ask("LIST 3")).startsWith("-ERR ");
        }
    }

    @Test
    void aMessageComesBackAsItWasStoredWithItsDotsAndAnEnd() throws Exception {
        try (Client client = office.alice()) {
            assertThat(client.list("RETR 1"))
                    .containsExactly("Subject: one", "", ".", "..two", "last");
            assertThat(client.list("retr 2")).containsExactly("Subject: two", "", "x", "y", "z");
            assertThat(client.ask("NOOP")).isEqualTo("+OK");
        }
    }

    @Test
    void topGivesTheHeaderTheEmptyLineAndSoManyLines() throws Exception {
        try (Client client = office.alice()) {
            assertThat(client.list("TOP 2 0")).containsExactly("Subject: two", "");
            assertThat(client.list("TOP 2 2")).containsExactly("Subject: two", "", "x", "y");
            assertThat(client.list("TOP 2 99")).containsExactly("Subject: two", "", "x", "y", "z");
            assertThat(client.list("TOP 1 1")).containsExactly("Subject: one", "", ".");
            assertThat(client.ask("TOP 2")).startsWith("-ERR ");
            assertThat(client.ask("TOP 2 -1")).startsWith("-ERR ");
        }
    }

    @Test
    void uniqueIdsAreTheSameInEverySession() throws Exception {
        List<String> before;
        try (Client client = office.alice()) {
            before = client.list("UIDL");
            assertThat(client.ask("DELE 1")).startsWith("+OK");
            assertThat(client.ask("QUIT")).startsWith("+OK");
        }
        office.deliver("Subject: three\r\n\r\n");
        try (Client client = office.alice()) {
            List<String> after = client.list("UIDL");
            assertThat(after).hasSize(2);
            assertThat(after.get(0).split(" ")[1]).isEqualTo(before.get(1).split(" ")[1]);
            assertThat(before).noneMatch(l -> l.split(" ")[1].equals(after.get(1).split(" ")[1]));
            assertThat(client.ask("UIDL 1")).isEqualTo("+OK " + after.get(0));
        }
        try (Mailbox inbox = office.inbox()) {
            assertThat(before.get(1))
                    .isEqualTo("2 " + inbox.uidValidity() + "." + inbox.view().get(0).uid());
        }
    }

    @Test
    void markedMessagesCannotBeSeenAndRsetBringsThemBack() throws Exception {
        try (Client client = office.alice()) {
            assertThat(client.ask("DELE 1")).startsWith("+OK");
            assertThat(client.ask("DELE 1")).startsWith("-ERR ");
            assertThat(client.ask("RETR 1")).startsWith("-ERR ");
            assertThat(client.ask("STAT")).isEqualTo("+OK 1 " + SECOND.length());
            assertThat(client.list("LIST")).containsExactly("2 " + SECOND.length());
            assertThat(client.list("UIDL")).hasSize(1);
            assertThat(client.ask("RSET")).startsWith("+OK");
            assertThat(client.list("LIST")).hasSize(2);
            assertThat(client.ask("QUIT")).startsWith("+OK");
            assertThat(client.line()).isNull();
        }
        assertInboxHolds(2);
    }

    @Test
    void onlyQuitDeletes() throws Exception {
        try (Client client = office.alice()) {
            client.ask("DELE 1");
        }
        assertInboxHolds(2);
        try (Client client = office.alice()) {
            assertThat(client.ask("DELE 1")).startsWith("+OK");
            assertInboxHolds(2);
            assertThat(client.ask("QUIT")).startsWith("+OK");
        }
        assertInboxHolds(1);
    }

    @Test
    void whenTheStoreCannotExpungeNothingIsChangedAndQuitSaysSo() throws Exception {
        try (Client client = office.alice()) {
            client.ask("DELE 1");
            client.ask("DELE 2");
            office.failing = "expunge";
            assertThat(client.ask("QUIT")).startsWith("-ERR [SYS/TEMP] ");
            assertThat(client.line()).isNull();
        }
        assertInboxHolds(2);
        try (Mailbox inbox = office.inbox()) {
            assertThat(inbox.view().get(0).flags().has(Flags.DELETED)).isFalse();
            assertThat(inbox.view().get(1).flags().has(Flags.DELETED)).isFalse();
        }
    }

    @Test
    void aSessionKeepsItsViewWhileOthersDeliverAndDelete() throws Exception {
        try (Client one = office.alice();
                Client two = office.alice()) {
            office.deliver("Subject: late\r\n\r\n");
            two.ask("DELE 1");
            assertThat(two.ask("QUIT")).startsWith("+OK");
            assertThat(one.list("LIST")).hasSize(2);
            assertThat(one.ask("RETR 1")).startsWith("-ERR [SYS/TEMP] ");
            assertThat(one.list("RETR 2")).contains("Subject: two");
            one.ask("DELE 1");
            one.ask("DELE 2");
            assertThat(one.ask("QUIT")).startsWith("+OK");
        }
        assertInboxHolds(1);
    }

    @Test
    void pipelinedCommandsAreAnsweredInOrder() throws Exception {
        try (Client client = office.connect()) {
            client.send("USER alice\r\nPASS secret word\r\nSTAT\r\nRETR 2\r\nDELE 2\r\nQUIT\r\n");
            assertThat(client.line()).startsWith("+OK");
            assertThat(client.line()).startsWith("+OK 2 ");
            assertThat(client.line()).startsWith("+OK 2 ");
            assertThat(client.line()).isEqualTo("+OK " + SECOND.length() + " octets");
            assertThat(client.list()).hasSize(5);
            assertThat(client.line()).startsWith("+OK");
            assertThat(client.line()).startsWith("+OK");
            assertThat(client.line()).isNull();
        }
        assertInboxHolds(1);
    }

    @Test
    void largeMessagesComeThroughWhole() throws Exception {
        StringBuilder text = new StringBuilder("Subject: large\r\n\r\n");
        while (text.length() < 5_000_000) {
            text.append("a line of a large message ").append(text.length()).append("\r\n");
        }
        text.append(".\r\n..\r\nend\r\n");
        office.deliver(text.toString());
        try (Client client = office.alice()) {
            client.send("RETR 3\r\nRETR 3\r\nNOOP\r\n");
            for (int i = 0; i < 2; i++) {
                assertThat(client.line()).isEqualTo("+OK " + text.length() + " octets");
                assertThat(String.join("\r\n", client.list()) + "\r\n").isEqualTo(text.toString());
            }
            assertThat(client.line()).isEqualTo("+OK");
        }
    }

    @Test
    void anEmptyMaildropIsNoError() throws Exception {
        try (Client client = office.connect()) {
            client.ask("USER nobody");
            assertThat(client.ask("PASS secret word")).startsWith("+OK 0");
            assertThat(client.ask("STAT")).isEqualTo("+OK 0 0");
            assertThat(client.list("LIST")).isEmpty();
            assertThat(client.list("UIDL")).isEmpty();
            assertThat(client.ask("RETR 1")).startsWith("-ERR ");
            assertThat(client.ask("RETR 99999999999999")).startsWith("-ERR ");
        }
    }

    private void assertInboxHolds(int messages) throws Exception {
        try (Mailbox inbox = office.inbox()) {
            assertThat(inbox.view().size()).isEqualTo(messages);
        }
    }
}
