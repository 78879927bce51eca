// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        addUser(server, "dora", "--set", "mailMessageStore=secondary");
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
        addUser(server, "emil");
        Post post = new Post(server);
        for (int i = 0; i < 5; i++) {
            post.send("a@b.test", "emil@example.com", "moved " + i);
            post.await("emil", "moved " + i);
        }
        String before = fetched(server);
        assertThat(server.shell("store:move emil@example.com archive")).contains("5 messages");
        assertThat(fetched(server)).isEqualTo(before);
        assertThat(messageFiles(archive)).isEqualTo(5);
        post.send("a@b.test", "emil@example.com", "to files");
        post.await("emil", "to files");
        assertThat(messageFiles(archive)).isEqualTo(6);
        assertThat(server.shell("store:move emil@example.com primary")).contains("6 messages");
        assertThat(fetched(server)).contains("moved 0", "to files");
        assertThat(server.shell("store:mailboxes emil@example.com")).doesNotContain("archive");
    }

    private static void addUser(Distribution server, String name, String... options)
            throws Exception {
        Path password = Files.writeString(server.home().resolve(name), Distribution.PASSWORD);
        List<String> command =
                new ArrayList<>(
                        List.of("directory:user-add", "--password-file", password.toString()));
        command.addAll(List.of(options));
        command.add(name + "@example.com");
        server.shell(command.toArray(String[]::new));
        Files.delete(password);
    }

    private static String fetched(Distribution server) throws Exception {
        return server.talk(
                        143,
                        "a LOGIN emil@example.com "
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
