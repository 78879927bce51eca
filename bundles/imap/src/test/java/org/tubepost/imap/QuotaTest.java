// SPDX-License-Identifier: Apache-2.0
package org.tubepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.QuotaAdministration;
import org.tubepost.api.store.QuotaLimit;

/** Quotas as clients see them (RFC 9208, RFC 5530). */
class QuotaTest {
    @TempDir private Path dir;
    private Post post;
    private Talk alice;

    @BeforeEach
    void open() throws Exception {
        post = Post.open(dir);
        alice = post.login("alice");
    }

    @AfterEach
    void close() throws Exception {
        alice.close();
        post.close();
    }

    private static String message(int octets) {
        String head = "Subject: x\r\n\r\n";
        return head + "x".repeat(octets - head.length() - 2) + "\r\n";
    }

    @Test
    void whatIsAdvertisedHolds() {
        assertThat(alice.ok("CAPABILITY").get(0))
                .contains(" QUOTA QUOTA=RES-STORAGE QUOTA=RES-MESSAGE ")
                .doesNotContain("QUOTASET");
        assertThat(alice.end("SETQUOTA \"user/alice\" (STORAGE 1)")).startsWith("NO [NOPERM]");
        try (Talk admin = post.login("admin")) {
            // Nobody can write limits down here.
            assertThat(admin.ok("CAPABILITY").get(0)).doesNotContain("QUOTASET");
            assertThat(admin.end("SETQUOTA \"user/alice\" (STORAGE 1)"))
                    .startsWith("NO [UNAVAILABLE]");
        }
        post.framework().register(QuotaAdministration.class, post.limits, Map.of());
        assertThat(alice.ok("CAPABILITY").get(0)).doesNotContain("QUOTASET");
        try (Talk admin = post.login("admin")) {
            assertThat(admin.ok("CAPABILITY").get(0)).contains(" QUOTASET");
        }
    }

    @Test
    void administratorsSetLimitsAndWhatIsNotNamedHasNone() {
        post.framework().register(QuotaAdministration.class, post.limits, Map.of());
        post.limits.grant(
                "alice", Map.of("", new QuotaLimit(10_240, 20), "Work", new QuotaLimit(2048, -1)));
        alice.ok("CREATE Work");
        alice.append("INBOX", message(1025));
        try (Talk admin = post.login("admin")) {
            assertThat(admin.ok("SETQUOTA user/alice (storage 3)"))
                    .containsExactly("* QUOTA \"user/alice\" (STORAGE 2 3)");
            assertThat(admin.ok("SETQUOTA user/alice/Work (MESSAGE 1 STORAGE 4)"))
                    .containsExactly("* QUOTA \"user/alice/Work\" (STORAGE 0 4 MESSAGE 0 1)");
            assertThat(post.limits.changes).containsExactly("admin alice ''", "admin alice 'Work'");
            assertThat(admin.end("SETQUOTA user/alice/none (STORAGE 1)"))
                    .startsWith("NO [NONEXISTENT]");
            assertThat(admin.end("SETQUOTA user/alice (MAILBOX 1)")).startsWith("NO [CANNOT]");
            assertThat(admin.end("SETQUOTA user/alice (STORAGE 9223372036854775807)"))
                    .startsWith("NO [CANNOT]");
            assertThat(admin.end("SETQUOTA user/alice (STORAGE)")).startsWith("BAD");
            assertThat(admin.end("SETQUOTA user/alice (STORAGE 1 STORAGE 2)")).startsWith("BAD");
        }
        assertThat(alice.ok("GETQUOTA user/alice"))
                .containsExactly("* QUOTA \"user/alice\" (STORAGE 2 3)");
        assertThat(alice.append("INBOX", message(3000))).startsWith("NO [OVERQUOTA]");
        try (Talk admin = post.login("admin")) {
            assertThat(admin.ok("SETQUOTA user/alice ()"))
                    .containsExactly("* QUOTA \"user/alice\" ()");
        }
        assertThat(alice.append("INBOX", message(3000))).startsWith("OK");
    }

    @Test
    void rootsOfAFolderAreTellingWhatIsUsedOfWhat() {
        post.limits.grant(
                "alice",
                Map.of(
                        "", new QuotaLimit(10_240, 20),
                        "Rec\u00f6rds", new QuotaLimit(1 << 20, -1),
                        "#fax", new QuotaLimit(-1, 5)));
        alice.append("INBOX", message(1025));
        alice.ok("CREATE Rec&APY-rds");
        assertThat(alice.ok("GETQUOTAROOT INBOX"))
                .containsExactly(
                        "* QUOTAROOT \"INBOX\" \"user/alice\" \"user/alice/#fax\"",
                        "* QUOTA \"user/alice\" (STORAGE 2 10 MESSAGE 1 20)",
                        "* QUOTA \"user/alice/#fax\" (MESSAGE 0 5)");
        assertThat(alice.ok("GETQUOTAROOT Rec&APY-rds"))
                .startsWith(
                        "* QUOTAROOT \"Rec&APY-rds\" \"user/alice/Rec&APY-rds\""
                                + " \"user/alice/#fax\"",
                        "* QUOTA \"user/alice/Rec&APY-rds\" (STORAGE 0 1024)");
        assertThat(alice.ok("GETQUOTA user/alice/Rec&APY-rds"))
                .containsExactly("* QUOTA \"user/alice/Rec&APY-rds\" (STORAGE 0 1024)");
        assertThat(alice.end("GETQUOTA user/alice/none")).startsWith("NO [NONEXISTENT]");
        assertThat(alice.end("GETQUOTA elsewhere")).startsWith("NO [NONEXISTENT]");
        assertThat(alice.end("GETQUOTAROOT none")).startsWith("NO [NONEXISTENT]");
    }

    @Test
    void whoHasNoLimitHasARootWithoutResources() {
        assertThat(alice.ok("GETQUOTAROOT INBOX"))
                .containsExactly(
                        "* QUOTAROOT \"INBOX\" \"user/alice\"", "* QUOTA \"user/alice\" ()");
    }

    @Test
    void theQuotaOfAnotherIsSeenWithTheRightToReadAFolderOnly() {
        alice.ok("CREATE Plans");
        try (Talk bob = post.login("bob")) {
            String plans = "\"Shared Folders/User/alice/Plans\"";
            assertThat(bob.end("GETQUOTAROOT " + plans)).startsWith("NO [NONEXISTENT]");
            assertThat(bob.end("GETQUOTA user/alice")).startsWith("NO [NOPERM]");
            alice.ok("SETACL Plans bob lr");
            assertThat(bob.ok("GETQUOTAROOT " + plans).get(0)).endsWith(" \"user/alice\"");
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWithAReasonAndNothingHappens() {
        post.limits.grant("alice", Map.of("", new QuotaLimit(1000, -1)));
        assertThat(alice.append("INBOX", message(600))).startsWith("OK");
        assertThat(alice.append("INBOX", message(401))).startsWith("NO [OVERQUOTA]");
        alice.ok("SELECT INBOX");
        assertThat(alice.end("COPY 1 Sent")).startsWith("NO [OVERQUOTA]");
        assertThat(alice.ok("STATUS INBOX (MESSAGES SIZE)"))
                .containsExactly("* STATUS \"INBOX\" (MESSAGES 1 SIZE 600)");
        assertThat(alice.end("MOVE 1 Sent")).startsWith("OK");
    }

    @Test
    void ownersOfNearlyFullMailboxesAreToldWhenTheyOpenThem() {
        post.limits.grant("alice", Map.of("", new QuotaLimit(1000, -1)));
        alice.append("INBOX", message(899));
        assertThat(alice.ok("SELECT INBOX")).noneMatch(l -> l.contains("ALERT"));
        alice.append("INBOX", message(60));
        assertThat(alice.ok("EXAMINE INBOX")).contains("* OK [ALERT] 95 % of your quota is used");
        assertThat(alice.ok("SELECT Sent")).anyMatch(l -> l.contains("ALERT"));
    }

    @Test
    void statusTellsWhatExpungeWouldGiveBack() {
        post.fill("INBOX", "one", "two");
        alice.ok("SELECT INBOX");
        alice.ok("STORE 1 +FLAGS (\\Deleted)");
        assertThat(alice.ok("STATUS INBOX (DELETED DELETED-STORAGE)"))
                .containsExactly("* STATUS \"INBOX\" (DELETED 1 DELETED-STORAGE 29)");
    }
}
