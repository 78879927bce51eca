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
}
