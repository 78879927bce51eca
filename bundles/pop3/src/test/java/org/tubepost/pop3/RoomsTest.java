// SPDX-License-Identifier: Apache-2.0
package org.tubepost.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.message.Reply;
import org.tubepost.api.protocol.Session;
import org.tubepost.api.store.Mailbox;

/** What clients see while this bundle or another one is replaced, or when they sleep. */
@Timeout(60)
class RoomsTest {
    @TempDir private Path dir;

    private PostOffice office(int idleSeconds) throws Exception {
        PostOffice office = new PostOffice(dir, Map.of("maxPendingOctets", 100_000), idleSeconds);
        office.deliver("Subject: one\r\n\r\n");
        return office;
    }

    @Test
    void whenTheBundleStopsSessionsEndAndDeleteNothing() throws Exception {
        try (PostOffice office = office(300);
                Client client = office.alice()) {
            client.ask("DELE 1");
            office.sessions.forEach(Session::ending);
            assertThat(client.line()).startsWith("-ERR [SYS/TEMP] ");
            assertThat(client.line()).isNull();
            try (Mailbox inbox = office.inbox()) {
                assertThat(inbox.view().size()).isEqualTo(1);
            }
        }
    }

    @Test
    void whenTheStoreStopsOnlyTheSessionsThatHaveItOpenEnd() throws Exception {
        try (PostOffice office = office(300);
                Client loggedIn = office.alice();
                Client other = office.connect()) {
            assertThat(office.withdrawStore()).isLessThan(5000);
            assertThat(loggedIn.line()).startsWith("-ERR [SYS/TEMP] ");
            assertThat(loggedIn.line()).isNull();
            // Behind the door that was withdrawn there is the store itself.
            other.ask("USER alice");
            assertThat(other.ask("PASS secret word")).startsWith("+OK 1");
        }
    }

    @Test
    void aLoginUnderWayDoesNotHoldTheAuthenticator() throws Exception {
        try (PostOffice office = office(300);
                Client client = office.connect()) {
            assertThat(client.ask("AUTH PLAIN")).isEqualTo("+ ");
            assertThat(office.withdrawLogins()).isLessThan(5000);
            assertThat(client.ask("AGEAYg==")).startsWith("-ERR [SYS/TEMP] ");
            assertThat(client.ask("USER alice")).startsWith("-ERR ");
            assertThat(client.ask("AUTH PLAIN")).startsWith("-ERR [SYS/TEMP] ");
        }
    }

    @Test
    void aSilentClientIsLetGoWithoutAWordAndWithoutDeleting() throws Exception {
        try (PostOffice office = office(1);
                Client client = office.alice()) {
            client.ask("DELE 1");
            assertThat(client.line()).isNull();
            try (Mailbox inbox = office.inbox()) {
                assertThat(inbox.view().size()).isEqualTo(1);
            }
        }
    }

    @Test
    void aClientThatReadsNothingIsNeitherServedWithoutEndNorWaitedForForEver() throws Exception {
        try (PostOffice office = office(1);
                Client client = office.alice()) {
            office.deliver("Subject: large\r\n\r\n" + "0123456789abcdef\r\n".repeat(2_000_000));
            try (Client greedy = office.alice()) {
                greedy.send("RETR 2\r\n".repeat(20));
                long deadline = System.nanoTime() + 20_000_000_000L;
                while (office.protocol.readings().get(0).value() > 0) {
                    assertThat(System.nanoTime()).as("still open").isLessThan(deadline);
                    Thread.onSpinWait();
                }
            }
            assertThat(client.line()).isNull();
        }
    }

    @Test
    void aRefusalIsOneLine() throws Exception {
        try (PostOffice office = office(300)) {
            assertThat(office.protocol.refusal(Reply.of(421, "4.3.2", "too\r\nmany")))
                    .isEqualTo("-ERR [SYS/TEMP] too??many\r\n");
            assertThat(office.protocol.refusal(Reply.of(550, "5.7.1", "not from there")))
                    .isEqualTo("-ERR [SYS/PERM] not from there\r\n");
        }
    }
}
