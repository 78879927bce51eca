// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tubepost.api.message.Content;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MailboxView;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreException;
import org.tubepost.api.store.StoreExchange.Format;
import org.tubepost.api.store.StoreSnapshot;
import org.tubepost.api.store.TransferReport;
import org.tubepost.testkit.UnreadableContent;

/** Exports of what cannot be written, or not be read, and of all the rest. */
class ExportTest {
    private static final long LOST_UID = 2;

    @TempDir Path temp;
    private Home home;
    private Path to;

    @BeforeEach
    void open() throws Exception {
        home = new Home(temp.resolve("home"));
        to = Files.createDirectory(temp.resolve("to"));
    }

    @AfterEach
    void close() throws Exception {
        home.close();
    }

    /** How contents are opened. */
    private interface Opened {
        Content content(long number, StoreSnapshot.Messages mailbox, long uid) throws IOException;
    }

    private static Content asItIs(long number, StoreSnapshot.Messages mailbox, long uid)
            throws IOException {
        return mailbox.content(uid);
    }

    private TransferReport export(ExportForm form, Opened contents) throws IOException {
        try (StoreSnapshot snapshot = new Watched(home.archive.snapshot(), contents)) {
            return new SnapshotExport(snapshot, MailSelection.ALL, to, form, Home.patient()).run();
        }
    }

    private static ExportForm form(Format format) {
        return format == Format.MBOX ? new MboxExport() : new MaildirExport();
    }

    private List<String> taken(String user, Format format, String folder) throws Exception {
        TransferReport report =
                new ExchangeService(home.store, home.archive)
                        .importFrom(
                                to.resolve(user),
                                format,
                                "new-" + user,
                                Optional.empty(),
                                Home.patient());
        assertThat(report.problems()).isEmpty();
        return home.contents("new-" + user, folder);
    }

    @ParameterizedTest
    @EnumSource(names = {"MBOX", "MAILDIR"})
    void whatCannotBeExportedIsNamedAndAllElseIsThere(Format format) throws Exception {
        home.login("ann");
        home.login("bob");
        String three = "3".repeat(300);
        List<String> folders =
                List.of("a", "a.mbox/b", ".x", "_.x", three, three + "4", three + "/ö".repeat(90));
        for (String folder : folders) {
            home.create("ann", folder);
            home.append("ann", folder, "in: " + folder + "\r\n\r\n");
        }
        home.append("ann", "a", "lost: lost\r\n\r\n");
        home.append("ann", "a", "behind: it\r\n\r\n");
        home.append("bob", "INBOX", "to: bob\r\n\r\n");
        TransferReport report =
                export(
                        form(format),
                        (number, mailbox, uid) ->
                                uid == LOST_UID
                                        ? new UnreadableContent("lost: lost\r\n\r\n")
                                        : mailbox.content(uid));
        assertThat(report.problems())
                .singleElement()
                .asString()
                .contains("user/ann/a: message 2 cannot be read: the record is damaged");
        assertThat(report.messages()).isEqualTo(folders.size() + 2);
        assertThat(taken("bob", format, "INBOX")).containsExactly("to: bob\r\n\r\n");
        assertThat(taken("ann", format, "a"))
                .containsExactly("in: a\r\n\r\n", "behind: it\r\n\r\n");
        List<String> came = new ArrayList<>();
        for (var info : home.store.list(Home.user("new-ann"), "new-ann")) {
            if (info.selectable()) {
                came.addAll(home.contents("new-ann", info.name().folder()));
            }
        }
        assertThat(came).hasSize(folders.size() + 1);
        folders.forEach(folder -> assertThat(came).contains("in: " + folder + "\r\n\r\n"));
    }

    @Test
    void ownersWhoseIdsLookAlikeHaveDirectoriesOfTheirOwn() throws Exception {
        for (String owner : List.of("a_b", "a/b")) {
            home.login(owner);
            home.append(owner, "INBOX", "of: " + owner + "\r\n\r\n");
        }
        assertThat(export(new MboxExport(), ExportTest::asItIs).problems()).isEmpty();
        assertThat(taken("a_b", Format.MBOX, "INBOX")).containsExactly("of: a_b\r\n\r\n");
        try (Stream<Path> owners = Files.list(to)) {
            assertThat(owners).hasSize(2);
        }
    }

    @Test
    void aFolderOrPartitionThatFailsIsNamedAndTheNextOnesFollow() throws Exception {
        home.login("ann");
        for (String folder : List.of("bad", "good", "away")) {
            home.create("ann", folder);
            home.append("ann", folder, "a: b\r\n\r\n");
            home.append("ann", folder, "c: d\r\n\r\n");
        }
        ExportForm form =
                (owner, name, mailbox) -> {
                    if (name.equals("bad")) {
                        throw new FileSystemException(name, null, "not allowed");
                    }
                    return new MboxExport().folder(owner, name, mailbox);
                };
        long away = number("ann", "away");
        TransferReport report =
                export(
                        form,
                        (number, mailbox, uid) -> {
                            if (uid == LOST_UID && number == away) {
                                throw new StoreException(
                                        StoreException.Code.UNAVAILABLE, "it is away");
                            }
                            return mailbox.content(uid);
                        });
        assertThat(report.problems())
                .hasSize(2)
                .anySatisfy(p -> assertThat(p).contains("user/ann/bad", "not allowed"))
                .anySatisfy(p -> assertThat(p).contains("user/ann/away", "it is away"));
        assertThat(taken("ann", Format.MBOX, "good")).hasSize(2);
        assertThat(home.contents("new-ann", "away")).containsExactly("a: b\r\n\r\n");
    }

    private long number(String owner, String folder) throws IOException {
        try (StoreSnapshot snapshot = home.archive.snapshot()) {
            return snapshot.owner(owner).orElseThrow().folders().stream()
                    .filter(f -> f.name().folder().equals(folder))
                    .findFirst()
                    .orElseThrow()
                    .mailbox();
        }
    }

    @Test
    void aTargetThatIsFullOrAwayEndsTheExport() throws Exception {
        home.login("ann");
        home.append("ann", "INBOX", "a: b\r\n\r\n");
        ExportForm full = (owner, name, mailbox) -> new Full();
        assertThatThrownBy(() -> export(full, ExportTest::asItIs))
                .hasMessage("No space left on device");
        ExportForm away =
                (owner, name, mailbox) -> {
                    Files.deleteIfExists(to);
                    throw new FileSystemException(name, null, "Input/output error");
                };
        assertThatThrownBy(() -> export(away, ExportTest::asItIs))
                .hasMessageContaining("nothing can be written");
    }

    @Test
    void namesThatDifferStayDifferentAndUsualOnesStay() {
        for (String usual : List.of("INBOX", "Größe 2.0", "a_b", "_a", "~", "a~b", "a.mbox")) {
            assertThat(FileNames.level(usual)).isEqualTo(usual);
            assertThat(FileNames.maildirFolder(usual)).isEqualTo(usual);
        }
        String all = "x".repeat(400);
        Set<String> names =
                Set.of(
                        "a.mbox",
                        "a.mbox_",
                        "a.mbox__",
                        ".x",
                        "_.x",
                        "__.x",
                        "..",
                        all,
                        all + "y",
                        "😀".repeat(100),
                        FileNames.level(all),
                        FileNames.maildirFolder(all));
        assertThat(names.stream().map(FileNames::level)).doesNotHaveDuplicates();
        assertThat(names.stream().map(FileNames::maildirFolder)).doesNotHaveDuplicates();
        assertThat(
                        Stream.concat(
                                names.stream().map(FileNames::parent),
                                names.stream().map(n -> FileNames.level(n) + ".mbox")))
                .doesNotHaveDuplicates()
                .allMatch(n -> n.getBytes(UTF_8).length <= 255)
                .noneMatch(n -> n.startsWith("."));
    }

    /** Takes no octet. */
    private static final class Full implements ExportForm.FolderWriter {
        @Override
        public void message(MessageRecord record, Content content) throws IOException {
            throw new IOException("No space left on device");
        }

        @Override
        public void close() {}
    }

    private record Watched(StoreSnapshot real, Opened contents) implements StoreSnapshot {
        @Override
        public long position() {
            return real.position();
        }

        @Override
        public List<String> owners() {
            return real.owners();
        }

        @Override
        public Optional<Owner> owner(String id) throws StoreException {
            return real.owner(id);
        }

        @Override
        public Optional<Messages> mailbox(long number) throws StoreException {
            return real.mailbox(number).map(m -> new WatchedMessages(number, m, contents));
        }

        @Override
        public void close() {
            real.close();
        }
    }

    private record WatchedMessages(long number, StoreSnapshot.Messages real, Opened contents)
            implements StoreSnapshot.Messages {
        @Override
        public long uidValidity() {
            return real.uidValidity();
        }

        @Override
        public MailboxView view() {
            return real.view();
        }

        @Override
        public NavigableMap<String, List<StoreSnapshot.UidRange>> seen() {
            return real.seen();
        }

        @Override
        public List<Long> expungedSince(long modSeq) {
            return real.expungedSince(modSeq);
        }

        @Override
        public Content content(long uid) throws IOException {
            return contents.content(number, real, uid);
        }
    }
}
