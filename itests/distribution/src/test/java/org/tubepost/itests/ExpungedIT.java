// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client expunges, and the administrator puts back what should not have gone. */
@ExtendWith(DistributionExtension.class)
class ExpungedIT {
    private static final String DATE = "\"03-Feb-2020 04:05:06 +0100\"";

    private final Distribution server;

    ExpungedIT(Distribution server) {
        this.server = server;
    }

    @Test
    void expungedMessagesComeBackWhileASessionLooks() throws Exception {
        String carol = Post.user("carol");
        try (ImapTalk imap = new ImapTalk(server, "carol")) {
            imap.ok("CREATE Undo");
            for (int i = 1; i <= 3; i++) {
                imap.append(
                        "Undo",
                        "(\\Flagged $Work) " + DATE + " ",
                        "Message-ID: <undo" + i + "@example.com>\r\n\r\ntext " + i + "\r\n");
            }
            imap.ok("SELECT Undo");
            imap.ok("STORE 1,3 +FLAGS (\\Deleted)");
            imap.ok("EXPUNGE");
            assertThat(server.shell("store:expunged-list", carol, "Undo"))
                    .contains("<undo1@example.com>", "<undo3@example.com>", "2020-02-03T03:05:06Z")
                    .doesNotContain("undo2");
            assertThat(server.shell("store:expunged-restore", "--since", "1h", carol, "Undo"))
                    .contains("2 messages put back");
            List<String> told = imap.ok("NOOP");
            assertThat(told).contains("* 3 EXISTS");
            assertThat(imap.ok("UID FETCH 4:5 (FLAGS INTERNALDATE BODY.PEEK[TEXT])"))
                    .filteredOn(line -> line.startsWith("* "))
                    .hasSize(2)
                    .allMatch(line -> line.contains("\\Flagged") && line.contains("$Work"))
                    .allMatch(line -> line.contains("03-Feb-2020 03:05:06 +0000"))
                    .noneMatch(line -> line.contains("\\Deleted"));
            imap.ok("STORE 1:* +FLAGS (\\Deleted)");
            imap.ok("EXPUNGE");
        }
        assertThat(server.shell("store:expunged-purge", carol, "Undo"))
                .contains("3 messages purged");
        assertThat(server.shell("store:expunged-restore", carol, "Undo"))
                .contains("0 messages put back");
        server.shell("store:mailbox-delete", carol, "Undo");
    }
}
