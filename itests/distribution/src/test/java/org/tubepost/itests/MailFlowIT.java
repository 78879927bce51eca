// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.SendFailedException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A message goes in by SMTP or submission and comes out by IMAP and POP3. */
@ExtendWith(DistributionExtension.class)
class MailFlowIT {
    private final Distribution server;
    private final Post post;

    MailFlowIT(Distribution server) {
        this.server = server;
        this.post = new Post(server);
    }

    @Test
    void transferReachesTheMailbox() throws Exception {
        post.send("somebody@elsewhere.test", "alice@example.com", "transfer");
        assertThat(post.await("alice", "transfer"))
                .contains("Return-Path: <somebody@elsewhere.test>")
                .containsPattern("Received: from \\S+ \\(\\S+ \\[127\\.0\\.0\\.1\\]\\)")
                .contains("Hello");
    }

    @Test
    void submissionNeedsLoginAndTellsItInTheTrace() throws Exception {
        assertThat(server.talk(587, "EHLO x\r\nMAIL FROM:<alice@example.com>\r\nQUIT\r\n"))
                .contains("530 5.7.0");
        post.submit("alice", "bob@example.com", "submission");
        assertThat(post.await("bob", "submission")).containsPattern("with ESMTPSA");
    }

    @Test
    void pop3ShowsWhatImapShows() throws Exception {
        post.send("bob@example.com", "carol@example.com", "by pop");
        post.await("carol", "by pop");
        assertThat(post.subjects("pop3", "carol")).isEqualTo(post.subjects("imap", "carol"));
    }

    @Test
    void messageToManyIsInEachMailboxOnce() throws Exception {
        post.send(
                "bob@example.com", "alice@example.com,bob@example.com,carol@example.com", "to all");
        for (String user : new String[] {"alice", "bob", "carol"}) {
            post.await(user, "to all");
            assertThat(post.subjects(user)).containsOnlyOnce("to all");
        }
    }

    @Test
    void unknownRecipientIsRefusedAtRcpt() {
        assertThatThrownBy(() -> post.send("a@b.test", "nobody@example.com", "x"))
                .isInstanceOf(SendFailedException.class)
                .rootCause()
                .hasMessageContaining("550 5.1.1");
    }

    @Test
    void subAddressFindsItsFolderOrInbox() throws Exception {
        post.send("a@b.test", "alice+nothere@example.com", "sub-address");
        post.await("alice", "sub-address");
    }

    @Test
    void smuggledEndOfDataIsRefused() throws IOException {
        String answer =
                server.talk(
                        25,
                        "EHLO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<alice@example.com>\r\nDATA\r\n"
                                + "Subject: one\r\n\r\nx\n.\nMAIL FROM:<evil@b.test>\r\n.\r\nQUIT\r\n");
        assertThat(answer).contains("354").doesNotContain("250 2.0.0").contains("550 5.6.11");
    }

    @Test
    void wrongPasswordIsRefusedEverywhere() throws IOException {
        String login = "a LOGIN alice@example.com wrong\r\nb LOGOUT\r\n";
        assertThat(server.talk(143, login)).contains("a NO [AUTHENTICATIONFAILED]");
        assertThat(server.talk(110, "USER alice@example.com\r\nPASS wrong\r\nQUIT\r\n"))
                .contains("-ERR [AUTH]");
    }
}
