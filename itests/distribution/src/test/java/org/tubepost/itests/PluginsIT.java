// SPDX-License-Identifier: Apache-2.0
package org.tubepost.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples of docs/plugins.md, built outside the reactor and dropped into a running server. */
@ExtendWith(DistributionExtension.class)
class PluginsIT {
    private static final Path ROOT = Path.of(System.getProperty("tubepost.root"));

    private final Distribution server;
    private final Post post;

    PluginsIT(Distribution server) {
        this.server = server;
        this.post = new Post(server);
    }

    @Test
    void pageShowsTheExamplesAsTheyAreAndTheyAreShort() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/plugins.md"));
        for (String kind : List.of("channel", "filter", "table", "rewriter", "handler")) {
            long lines =
                    Files.readAllLines(PlugIn.EXAMPLES.resolve(kind).resolve("pom.xml")).size();
            try (Stream<Path> files = Files.walk(PlugIn.EXAMPLES.resolve(kind).resolve("src"))) {
                Path source = files.filter(f -> f.toString().endsWith(".java")).findFirst().get();
                lines += Files.readAllLines(source).size();
                assertThat(page).contains(Files.readString(source).strip());
            }
            assertThat(lines).as(kind).isLessThan(60);
        }
        assertThat(page)
                .contains(Files.readString(PlugIn.EXAMPLES.resolve("channel/pom.xml")).strip());
    }

    @Test
    void channelIsDroppedInTakenOutAndPutBack() throws Exception {
        PlugIn folder = PlugIn.build("channel", "org.example.folder-1.0.0.jar");
        server.configure(
                "job_controller.cnf",
                "[CHANNEL=hold]",
                "[CHANNEL=folder]\nPROGRAM=folder\n\n[CHANNEL=hold]");
        server.configure(
                "imta.cnf",
                "! Kept until released.\n",
                "folder backoff \"pt1s\"\nfolder-daemon\n\n! Kept until released.\n");
        server.configure(
                "imta.cnf",
                "! Everything else goes outside.\n",
                "folder.test             $U%$D@folder-daemon\n! Everything else goes outside.\n");
        post.send("a@b.test", "x@folder.test", "before the plug-in");
        assertThat(server.shell("queue:list")).contains("folder");
        Path dropped = folder.drop(server);
        awaitWritten("before the plug-in");
        Files.delete(dropped);
        Distribution.await(
                Duration.ofSeconds(20),
                "the plug-in is gone",
                () -> !server.shell("bundle:list").contains("org.example.folder"));
        post.send("a@b.test", "x@folder.test", "while it is away");
        assertThat(server.shell("queue:list")).contains("folder");
        folder.drop(server);
        awaitWritten("while it is away");
        server.awaitEmptyQueue();
    }

    private void awaitWritten(String subject) throws Exception {
        Path folder = server.home().resolve("data/folder");
        Distribution.await(
                Duration.ofSeconds(30),
                subject + " is written",
                () -> Files.isDirectory(folder) && contains(folder, "Subject: " + subject));
    }

    private static boolean contains(Path folder, String text) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".eml")).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void filterJudgesAsSoonAsItIsDroppedIn() throws Exception {
        Path dropped = PlugIn.build("filter", "org.example.words-1.0.0.jar").drop(server);
        Distribution.await(
                Duration.ofSeconds(20),
                "the filter refuses",
                () -> {
                    try {
                        post.send("a@b.test", "bob@example.com", "lottery");
                        return false;
                    } catch (jakarta.mail.MessagingException refused) {
                        return true;
                    }
                });
        assertThatThrownBy(() -> post.send("a@b.test", "bob@example.com", "Lottery again"))
                .hasStackTraceContaining("550 5.7.1 we do not play");
        post.send("a@b.test", "bob@example.com", "a harmless one");
        assertThat(post.await("bob", "a harmless one")).contains("X-Word-Filter: clean");
        Files.delete(dropped);
        Distribution.await(
                Duration.ofSeconds(20),
                "the filter is gone",
                () -> !server.shell("bundle:list").contains("org.example.words"));
        post.send("a@b.test", "bob@example.com", "lottery without the filter");
        post.await("bob", "lottery without the filter");
    }
}
