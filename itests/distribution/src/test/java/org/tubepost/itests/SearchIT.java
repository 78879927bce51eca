// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The search index of the running server: SEARCH answers alike with it and while it is away. */
@ExtendWith(DistributionExtension.class)
class SearchIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern ADDED = Pattern.compile("\"added\"\\s*:\\s*\"?(\\d+)");

    private final Distribution server;

    SearchIT(Distribution server) {
        this.server = server;
    }

    private long added() throws IOException {
        Matcher added = ADDED.matcher(server.shell("search:status --json"));
        assertThat(added.find()).isTrue();
        return Long.parseLong(added.group(1));
    }

    private static List<String> search(ImapTalk imap) throws IOException {
        return imap.ok("UID SEARCH OR BODY \"HWECKUCHEN\" SUBJECT \"umpernicke\"").stream()
                .filter(line -> line.startsWith("*"))
                .toList();
    }

    @Test
    void answersAreTheSameWhileTheIndexIsAwayAndWhenItIsMadeAgain() throws Exception {
        try (ImapTalk imap = new ImapTalk(server, "carol")) {
            imap.ok("CREATE it/search");
            long before = added();
            imap.append("it/search", "", "Subject: one\r\n\r\nein Zwetschgenkuchen\r\n");
            imap.append(
                    "it/search",
                    "",
                    "Subject: two\r\nContent-Transfer-Encoding: base64\r\n\r\nWndpZWJlbHNwZWNrLCBTcGVjaHdlY2t1Y2hlbg==\r\n");
            imap.append(
                    "it/search", "", "Subject: =?utf-8?q?Pumpernic?= =?utf-8?q?kel?=\r\n\r\n\r\n");
            Distribution.await(PATIENCE, "three messages are known", () -> added() >= before + 3);
            imap.ok("SELECT it/search");
            List<String> indexed = search(imap);
            assertThat(indexed).containsExactly("* SEARCH 2 3");
            server.shell("bundle:stop org.tubepost.search");
            assertThat(search(imap)).isEqualTo(indexed);
            server.shell("bundle:start org.tubepost.search");
            assertThat(search(imap)).isEqualTo(indexed);
            server.shell("search:rebuild carol@example.com");
            Distribution.await(PATIENCE, "three messages are known again", () -> added() >= 3);
            assertThat(search(imap)).isEqualTo(indexed);
        }
    }
}
