// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A mailbox fills up: mail waits, clients are refused, and with more room everything arrives. */
@ExtendWith(DistributionExtension.class)
class QuotaIT {
    private final Distribution server;
    private final Post post;

    @TempDir private Path directory;

    QuotaIT(Distribution server) {
        this.server = server;
        this.post = new Post(server);
    }

    private void user(String name, String quota) throws Exception {
        Path password = Files.writeString(directory.resolve("pw"), Distribution.PASSWORD + "\n");
        server.shell(
                "directory:user-add",
                "--password-file",
                password.toString(),
                name + "@example.com");
        server.shell("directory:user-modify", name + "@example.com", "mailQuota=" + quota);
    }

    private static String message(int octets) {
        return "Subject: big\r\n\r\n" + "x".repeat(octets - 18) + "\r\n";
    }

    @Test
    void mailToAFullMailboxWaitsUntilThereIsRoom() throws Exception {
        user("quincy", "4K;Archive%1M");
        post.send("bob@example.com", "quincy@example.com", "fits");
        post.await("quincy", "fits");
        try (ImapTalk imap = new ImapTalk(server, "quincy")) {
            imap.append("Archive", "", message(8000));
            assertThat(imap.append("INBOX", "", message(3500))).isPositive();
            assertThat(imap.ok("GETQUOTAROOT INBOX"))
                    .contains("* QUOTAROOT \"INBOX\" \"user/quincy@example.com\"")
                    .anyMatch(
                            l ->
                                    l.matches(
                                            "\\* QUOTA \"user/quincy@example.com\" \\(STORAGE 4"
                                                    + " 4\\)"));
            assertThat(imap.ok("GETQUOTA user/quincy@example.com/Archive"))
                    .contains("* QUOTA \"user/quincy@example.com/Archive\" (STORAGE 8 1024)");
            assertThat(imap.result("COPY 1 Sent")).startsWith("BAD");
            assertThat(imap.ok("SELECT INBOX")).anyMatch(l -> l.startsWith("* OK [ALERT] "));
            assertThat(imap.result("COPY 2 Sent")).startsWith("NO [OVERQUOTA]");
        }
        post.send("bob@example.com", "quincy@example.com", "waits");
        Distribution.await(
                Duration.ofSeconds(20),
                "the message is deferred",
                () -> server.shell("queue:list").contains("452 4.2.2 The mailbox is full"));
        assertThat(server.shell("store:quota", "quincy@example.com"))
                .contains("user/quincy@example.com/Archive");
        server.shell("directory:user-modify", "quincy@example.com", "mailQuota=1M");
        server.shell("queue:retry", "--error", "4.2.2");
        post.await("quincy", "waits");
        assertThat(post.subjects("quincy")).containsExactly("fits", "big", "waits");
    }

    @Test
    void anAdministratorSetsAQuotaByImap() throws Exception {
        user("quinn", "1M;Archive%1M");
        user("quotaroot", "-1");
        String root = "user/quinn@example.com";
        try (LoginWorld world = new LoginWorld(server)) {
            try (ImapTalk imap = new ImapTalk(server, "quinn")) {
                assertThat(imap.result("SETQUOTA " + root + " (STORAGE 9)"))
                        .startsWith("NO [NOPERM]");
            }
            world.settings(
                    "org.tubepost.auth.Admission",
                    "administrators = quotaroot@example.com\n",
                    () -> offersSetQuota("quotaroot", true));
            try (ImapTalk imap = new ImapTalk(server, "quotaroot")) {
                assertThat(imap.ok("SETQUOTA " + root + " (STORAGE 2 MESSAGE 5)"))
                        .contains("* QUOTA \"" + root + "\" (STORAGE 0 2 MESSAGE 0 5)");
            }
        }
        // Logins are away for a moment when the settings go, and other tests need them.
        Distribution.await(
                Duration.ofSeconds(60), "settings", () -> offersSetQuota("quotaroot", false));
        assertThat(server.shell("directory:user-show", "quinn@example.com"))
                .contains("2048;Archive%1M");
        try (ImapTalk imap = new ImapTalk(server, "quinn")) {
            String big = message(3000);
            assertThat(imap.result("APPEND INBOX {" + big.length() + "+}\r\n" + big))
                    .startsWith("NO [OVERQUOTA]");
        }
    }

    private boolean offersSetQuota(String name, boolean offers) {
        try (ImapTalk imap = new ImapTalk(server, name)) {
            return imap.ok("CAPABILITY").get(0).contains(" QUOTASET") == offers;
        } catch (IOException restarting) {
            return false;
        }
    }

    @Test
    void aDomainAboveItsQuotaIsClosedAndOpenedAgain() throws Exception {
        server.shell("directory:domain-add", "quota.test");
        Path password = Files.writeString(directory.resolve("pw"), Distribution.PASSWORD + "\n");
        server.shell("directory:user-add", "--password-file", password.toString(), "q@quota.test");
        post.send("bob@example.com", "q@quota.test", "one");
        server.awaitEmptyQueue();
        server.shell("directory:domain-modify", "quota.test", "mailDomainMsgQuota=0");
        assertThat(server.shell("store:quota-domain", "--enforce", "quota.test"))
                .contains("overquota")
                .contains("changed");
        assertThat(
                        server.talk(
                                25,
                                "EHLO x\r\nMAIL FROM:<bob@example.com>\r\n"
                                        + "RCPT TO:<q@quota.test>\r\nQUIT\r\n"))
                .contains("552 5.2.2");
        server.shell("directory:domain-modify", "quota.test", "mailDomainMsgQuota=1");
        assertThat(server.shell("store:quota-domain", "--enforce", "quota.test"))
                .contains("active")
                .contains("changed");
    }
}
