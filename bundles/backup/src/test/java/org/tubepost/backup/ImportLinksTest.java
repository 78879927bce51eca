// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.StoreExchange.Format;
import org.tubepost.api.store.TransferMonitor;
import org.tubepost.api.store.TransferReport;

/** What is not below the directory that an administrator names is not imported. */
@Timeout(60)
class ImportLinksTest {
    private static final String MBOX = "From a Thu Jan  2 03:04:05 2020\na: mine\n\nb\n";

    @TempDir Path temp;
    private Home home;
    private Path from;
    private Path others;

    @BeforeEach
    void open() throws Exception {
        home = new Home(temp.resolve("home"));
        from = Files.createDirectory(temp.resolve("from"));
        others = Files.createDirectory(temp.resolve("others"));
        maildir(others);
        Files.writeString(others.resolve("cur/1.o.host:2,S"), "a: secret\n\n");
        Files.writeString(others.resolve("new/2.o.host"), "a: secret too\n\n");
        Files.writeString(others.resolve("lines"), "secret\n");
    }

    @AfterEach
    void close() throws Exception {
        home.close();
    }

    private static void maildir(Path directory) throws IOException {
        for (String each : List.of("cur", "new", "tmp")) {
            Files.createDirectories(directory.resolve(each));
        }
    }

    private TransferReport take(Format format, Path root, TransferMonitor monitor)
            throws IOException {
        return new ExchangeService(home.store, home.archive)
                .importFrom(root, format, "ann", Optional.empty(), monitor);
    }

    private void assertThatOnlyMineIsThere() throws Exception {
        for (MailboxInfo info : home.store.list(Home.user("ann"), "ann")) {
            if (info.selectable()) {
                assertThat(home.contents("ann", info.name().folder()))
                        .noneMatch(text -> text.contains("secret"));
            }
        }
        assertThat(home.contents("ann", "INBOX"))
                .singleElement()
                .asString()
                .startsWith("a: mine\r\n");
    }

    private static void assertThatNamed(TransferReport report, Path... links) {
        assertThat(report.problems()).hasSize(links.length);
        for (Path link : links) {
            assertThat(report.problems())
                    .anyMatch(p -> p.contains(link + " is a symbolic link, and not followed"));
        }
    }

    @Test
    void noLinkInAMaildirIsFollowed() throws Exception {
        maildir(from);
        Files.writeString(from.resolve("cur/1.m.host:2,S"), "a: mine\n\n");
        Path message = from.resolve("cur/2.m.host:2,S");
        Path folder = from.resolve(".Secret");
        Path loop = from.resolve("loop");
        Path second = from.resolve("loop2");
        Path subscriptions = from.resolve("subscriptions");
        Path uids = from.resolve(".Uids/dovecot-uidlist");
        Path keywords = from.resolve(".Keywords/dovecot-keywords");
        Path place = from.resolve(".Work/new");
        Path bare = from.resolve(".Bare/cur");
        maildir(from.resolve(".Uids"));
        maildir(from.resolve(".Keywords"));
        Files.createSymbolicLink(message, others.resolve("cur/1.o.host:2,S"));
        Files.createSymbolicLink(folder, others);
        Files.createSymbolicLink(loop, Path.of("."));
        Files.createSymbolicLink(second, Path.of("."));
        Files.createSymbolicLink(subscriptions, others.resolve("lines"));
        Files.createSymbolicLink(uids, others.resolve("lines"));
        Files.createSymbolicLink(keywords, others.resolve("nothing"));
        maildir(from.resolve(".Work"));
        Files.delete(place);
        Files.createSymbolicLink(place, others.resolve("new"));
        Files.createDirectory(from.resolve(".Bare"));
        Files.createSymbolicLink(bare, others.resolve("cur"));
        // No place of mail: not to be named.
        Files.createSymbolicLink(from.resolve("dovecot.sieve"), others.resolve("lines"));
        TransferReport report = take(Format.MAILDIR, from, Home.patient());
        assertThatNamed(
                report, message, folder, loop, second, subscriptions, uids, keywords, place, bare);
        assertThatOnlyMineIsThere();
        assertThat(home.store.subscriptions(Home.user("ann")))
                .doesNotContain(Home.box("ann", "secret"));
    }

    @Test
    void aDirectoryOfMboxesHasNoLinksAndNoPipes() throws Exception {
        Files.writeString(from.resolve("INBOX"), MBOX);
        Files.writeString(others.resolve("box"), MBOX.replace("mine", "secret"));
        Path pipe = from.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        Path file = from.resolve("link");
        Path loop = from.resolve("loop");
        Path second = from.resolve("loop2");
        Files.createSymbolicLink(file, others.resolve("box"));
        Files.createSymbolicLink(loop, Path.of("."));
        Files.createSymbolicLink(second, Path.of("."));
        TransferReport report = take(Format.MBOX, from, Home.patient());
        assertThat(report.problems())
                .hasSize(4)
                .anyMatch(p -> p.contains(pipe + " is no regular file"));
        assertThat(report.problems()).filteredOn(p -> p.contains("a symbolic link")).hasSize(3);
        assertThatOnlyMineIsThere();
    }

    @Test
    void theDirectoryItselfMayBeALink() throws Exception {
        maildir(from);
        Files.writeString(from.resolve("cur/1.m.host:2,S"), "a: mine\n\n");
        Path link = Files.createSymbolicLink(temp.resolve("link"), from);
        assertThat(take(Format.MAILDIR, link, Home.patient()).problems()).isEmpty();
        assertThatOnlyMineIsThere();
        Path box = Files.writeString(temp.resolve("box"), MBOX.replace("mine", "other"));
        Path file = Files.createSymbolicLink(temp.resolve("file"), box);
        assertThat(take(Format.MBOX, file, Home.patient()).messages()).isEqualTo(1);
    }

    @Test
    void aWalkThroughDirectoriesWithoutMailMayBeStopped() throws Exception {
        maildir(from);
        Files.createDirectories(from.resolve("many/directories"));
        for (Format format : List.of(Format.MAILDIR, Format.MBOX)) {
            TransferReport report = take(format, from, Home.upTo(0));
            assertThat(report.stopped()).isTrue();
            assertThat(report.folders()).isZero();
        }
    }
}
