// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Damage is found and named while the server runs, and costs nobody but the message that it hit.
 */
@ExtendWith(DistributionExtension.class)
class RepairIT {

    @Test
    void damagedMessageIsNamedMarkedAndRemovedAndTheOthersStay(Distribution server)
            throws Exception {
        Path password = Files.writeString(server.home().resolve("rita"), Distribution.PASSWORD);
        server.shell(
                "directory:user-add", "--password-file", password.toString(), "rita@example.com");
        Files.delete(password);
        Post post = new Post(server);
        for (String subject : List.of("whole before", "hit by damage", "whole behind")) {
            post.send("a@b.test", "rita@example.com", subject);
            post.await("rita", subject);
        }
        assertThat(server.shell("store:reconstruct --check --owner rita@example.com"))
                .contains("3 messages of 1 owner", "0 damages");
        flip(server.home().resolve("data/partition/primary/log"), "Subject: hit by damage");
        var found = server.tryShell("store:reconstruct --owner rita@example.com");
        assertThat(found.status()).isNotZero();
        assertThat(found.output())
                .containsPattern(
                        "damaged  content rita@example.com INBOX UID 2 .*"
                                + "in .*data/partition/primary/log/[0-9a-f]{16}.log at octet \\d+");
        assertThat(fetched(server)).contains("whole before", "whole behind");
        server.tryShell("store:reconstruct --owner rita@example.com --lost mark");
        assertThat(server.shell("store:check --owner rita@example.com")).contains("$Damaged");
        assertThat(server.shell("store:reconstruct --owner rita@example.com --lost remove"))
                .contains("1 mended");
        assertThat(server.shell("store:reconstruct --owner rita@example.com"))
                .contains("2 messages of 1 owner", "0 damages");
        assertThat(fetched(server)).contains("whole before", "whole behind");
    }

    @Test
    void figuresSnapshotsAndEqualContentsAreTold(Distribution server) throws Exception {
        Post post = new Post(server);
        post.send("a@b.test", "alice@example.com", "something to keep twice");
        post.await("alice", "something to keep twice");
        assertThat(server.shell("store:snapshot")).contains("Snapshot up to record");
        assertThat(server.home().resolve("data/store/snapshots")).isNotEmptyDirectory();
        assertThat(server.home().resolve("data/store/log-copy")).isNotEmptyDirectory();
        assertThat(server.shell("store:check"))
                .contains("store_log_octets", "store_mailbox_cache_hit_percent");
        assertThat(server.shell("store:relink --dry-run --json")).contains("\"duplicates\":");
    }

    private static void flip(Path log, String text) throws Exception {
        try (var files = Files.list(log)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
                String octets = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                int at = octets.indexOf(text);
                if (at >= 0) {
                    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                        open.seek(at + 12);
                        open.write(octets.charAt(at + 12) ^ 1);
                    }
                    return;
                }
            }
        }
        throw new AssertionError(text + " is in no file");
    }

    private static String fetched(Distribution server) throws Exception {
        return server.talk(
                143,
                "a LOGIN rita@example.com "
                        + Distribution.PASSWORD
                        + "\r\nb EXAMINE INBOX\r\n"
                        + "c UID FETCH 1 BODY.PEEK[HEADER]\r\n"
                        + "d UID FETCH 3 BODY.PEEK[HEADER]\r\n"
                        + "e LOGOUT\r\n");
    }
}
