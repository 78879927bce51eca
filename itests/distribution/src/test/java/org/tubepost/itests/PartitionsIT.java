// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A second partition is one file in etc/, and a user is placed on it by the directory. */
@ExtendWith(DistributionExtension.class)
class PartitionsIT {

    @Test
    void usersArePlacedOnThePartitionOfTheirEntry(Distribution server) throws Exception {
        Path etc = server.home().resolve("etc");
        Files.writeString(
                etc.resolve("org.tubepost.partition.segments-secondary.cfg"),
                "partition.name = secondary\n");
        Distribution.await(
                Duration.ofSeconds(20),
                "the second partition is there",
                () -> Files.isDirectory(server.home().resolve("data/partition/secondary")));
        Path password = Files.writeString(server.home().resolve("dora"), Distribution.PASSWORD);
        server.shell(
                "directory:user-add --password-file "
                        + password
                        + " --set mailMessageStore=secondary dora@example.com");
        Files.delete(password);
        Post post = new Post(server);
        post.send("a@b.test", "dora@example.com,alice@example.com", "to both partitions");
        post.await("dora", "to both partitions");
        post.await("alice", "to both partitions");
        assertThat(server.shell("store:mailboxes dora@example.com")).contains(" secondary");
        assertThat(server.shell("store:mailboxes alice@example.com"))
                .contains(" primary")
                .doesNotContain("secondary");
    }

    @Test
    void usersMoveToAPartitionOfFilesAndBackAndNoClientSeesIt(Distribution server)
            throws Exception {
        Files.writeString(
                server.home().resolve("etc/org.tubepost.partition.files-archive.cfg"),
                "partition.name = archive\n");
        Path archive = server.home().resolve("data/partition/archive");
        Distribution.await(
                Duration.ofSeconds(20),
                "the partition of files is there",
                () -> Files.exists(archive.resolve("figures")));
        Post post = new Post(server);
        for (int i = 0; i < 5; i++) {
            post.send("a@b.test", "bob@example.com", "moved " + i);
            post.await("bob", "moved " + i);
        }
        String before = fetched(server);
        assertThat(server.shell("store:move bob@example.com archive")).contains("5 messages");
        assertThat(fetched(server)).isEqualTo(before);
        assertThat(messageFiles(archive)).isEqualTo(5);
        post.send("a@b.test", "bob@example.com", "to files");
        post.await("bob", "to files");
        assertThat(messageFiles(archive)).isEqualTo(6);
        assertThat(server.shell("store:move bob@example.com primary")).contains("6 messages");
        assertThat(fetched(server)).contains("moved 0", "to files");
        assertThat(server.shell("store:mailboxes bob@example.com")).doesNotContain("archive");
    }

    private static String fetched(Distribution server) throws Exception {
        return server.talk(
                        143,
                        "a LOGIN bob@example.com "
                                + Distribution.PASSWORD
                                + "\r\nb EXAMINE INBOX\r\n"
                                + "c UID FETCH 1:* (FLAGS MODSEQ INTERNALDATE EMAILID BODY.PEEK[])\r\n"
                                + "d LOGOUT\r\n")
                .replaceAll("\\* \\d+ RECENT\r\n", "")
                .replaceAll(" ?\\\\Recent", "");
    }

    private static long messageFiles(Path partition) throws Exception {
        try (var files = Files.walk(partition)) {
            return files.filter(f -> f.toString().endsWith(".msg")).count();
        }
    }
}
