// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MailSelection;
import org.tubepost.api.store.MailboxInfo;
import org.tubepost.api.store.MailboxName;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreExchange.Format;
import org.tubepost.api.store.TransferReport;

class ImportTest {
    private static final Instant DATE = Instant.parse("2020-01-02T03:04:05Z");

    @TempDir Path temp;
    private Home home;
    private Path from;

    @BeforeEach
    void open() throws Exception {
        home = new Home(temp.resolve("home"));
        from = Files.createDirectory(temp.resolve("from"));
    }

    @AfterEach
    void close() throws Exception {
        home.close();
    }

    private TransferReport take(Format format, Path file) throws IOException {
        return new ExchangeService(home.store, home.archive)
                .importFrom(file, format, "ann", Optional.empty(), Home.patient());
    }

    private void mail(String folder, String name, String text) throws IOException {
        for (String each : List.of("cur", "new", "tmp")) {
            Files.createDirectories(from.resolve(folder).resolve(each));
        }
        Path file = from.resolve(folder).resolve(name);
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(DATE));
    }

    private MessageRecord only(String folder) throws Exception {
        List<MessageRecord> all = home.byChange("ann", folder);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void aMaildirComesWithFlagsKeywordsDatesFoldersAndSubscriptions() throws Exception {
        mail("", "cur/1.a.host,S=9:2,FRSb", "a: 1\n\none\n");
        mail("", "new/2.b.host", "a: 2\r\n\r\ntwo\r\n");
        mail(".Work.Gr&APY-n", "cur/3.c.host:2,P", "a: 3\n\nthree");
        mail("fs/Deep", "cur/4.d.host:2,TD", "a: 4\n\nfour");
        Files.writeString(from.resolve("dovecot-keywords"), "0 first\n1 $Label\n");
        Files.writeString(
                from.resolve("dovecot-uidlist"), "3 V1 N9\n8 :1.a.host,S=9\n7 :2.b.host\n");
        Files.writeString(from.resolve("subscriptions"), "V\t2\n\nWork\tGr&APY-n\n");
        TransferReport report = take(Format.MAILDIR, from);
        assertThat(report.messages()).isEqualTo(4);
        assertThat(report.problems()).isEmpty();
        assertThat(home.contents("ann", "INBOX"))
                .containsExactly("a: 2\r\n\r\ntwo\r\n", "a: 1\r\n\r\none\r\n");
        List<MessageRecord> inbox = home.byChange("ann", "INBOX");
        assertThat(inbox.get(0).flags()).isEqualTo(Flags.NONE);
        assertThat(inbox.get(1).flags())
                .isEqualTo(Flags.of(Flags.FLAGGED, Flags.ANSWERED, Flags.SEEN, "$Label"));
        assertThat(inbox.get(1).internalDate()).isEqualTo(DATE);
        assertThat(only("Work/Grön").flags()).isEqualTo(Flags.of("$Forwarded"));
        assertThat(only("fs/Deep").flags()).isEqualTo(Flags.of(Flags.DELETED, Flags.DRAFT));
        assertThat(home.store.subscriptions(Home.user("ann")))
                .contains(Home.box("ann", "Work/Grön"));

        TransferReport again = take(Format.MAILDIR, from);
        assertThat(again.messages()).isZero();
        assertThat(again.present()).isEqualTo(4);
    }

    @Test
    void anMboxComesWithoutItsQuotingAndItsOwnFields() throws Exception {
        Path file = from.resolve("Old.mbox");
        Files.writeString(
                file,
                "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n"
                        + "Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\n\nx\n\n"
                        + "From ann@example.com Thu Jan  2 03:04:05 2020\n"
                        + "Status: RO\nSubject: one\nX-Keywords: $Label Other\n Third\n"
                        + "X-Status: AF\n\n>From the start\n>>From quoted\n\nFrom here on\n\n\n"
                        + "From ann@example.com Thu Jan  2 03:04:06 2020\n\n"
                        + "From ann@example.com Fri, Jan  3 03:04:07 2020\n"
                        + "Subject: last\n\n"
                        + "long ".repeat(50_000)
                        + "\n\n",
                UTF_8);
        TransferReport report = take(Format.MBOX, file);
        assertThat(report.messages()).isEqualTo(3);
        List<String> contents = home.contents("ann", "INBOX");
        assertThat(contents.get(0))
                .isEqualTo(
                        "Subject: one\r\n\r\nFrom the start\r\n>From quoted\r\n\r\n"
                                + "From here on\r\n\r\n");
        assertThat(contents.get(1)).isEqualTo("\r\n");
        assertThat(contents.get(2))
                .isEqualTo("Subject: last\r\n\r\n" + "long ".repeat(50_000) + "\r\n");
        MessageRecord first = home.byChange("ann", "INBOX").get(0);
        assertThat(first.flags())
                .isEqualTo(Flags.of(Flags.SEEN, Flags.ANSWERED, Flags.FLAGGED, "$Label", "Other"));
        assertThat(first.internalDate()).isEqualTo(DATE);
        assertThat(take(Format.MBOX, file).present()).isEqualTo(3);
    }

    @Test
    void aDirectoryOfMboxesIsATreeOfFoldersAndOtherFilesAreNamed() throws Exception {
        Files.createDirectory(from.resolve("Work"));
        Files.writeString(
                from.resolve("Work/Deep.mbox"), "From a Thu Jan  2 03:04:05 2020\nb: c\n\nd\n");
        Files.writeString(from.resolve("notes.txt"), "hello\n");
        TransferReport report = take(Format.MBOX, from);
        assertThat(report.problems())
                .hasSize(1)
                .first()
                .asString()
                .contains("notes.txt is no mbox");
        assertThat(home.contents("ann", "Work/Deep")).containsExactly("b: c\r\n\r\nd\r\n");
    }

    @Test
    void whatIsExportedAsMboxComesBackTheSame() throws Exception {
        home.login("bob");
        home.create("bob", "Work/Größe");
        byte[] text = "a: b\r\n\r\nFrom me\r\n>From you\r\n\r\n".getBytes(UTF_8);
        home.append("bob", "Work/Größe", DATE, text, Flags.SEEN, Flags.DRAFT, "$Label");
        home.append("bob", "Work/Größe", DATE, "c: d\r\n\r\ne\r\n".getBytes(UTF_8));
        Path to = temp.resolve("to");
        MailSelection bob = new MailSelection(Optional.of("bob"), Optional.empty(), Set.of());
        ExchangeService exchange = new ExchangeService(home.store, home.archive);
        assertThat(exchange.exportTo(bob, to, Format.MBOX, Home.patient()).messages()).isEqualTo(2);
        take(Format.MBOX, to.resolve("bob"));
        assertThat(home.contents("ann", "Work/Größe"))
                .isEqualTo(home.contents("bob", "Work/Größe"));
        MessageRecord first = home.byChange("ann", "Work/Größe").get(0);
        assertThat(first.flags()).isEqualTo(Flags.of(Flags.SEEN, Flags.DRAFT, "$Label"));
        assertThat(first.internalDate()).isEqualTo(DATE);
    }

    private TransferReport export(String user, Format format, Path to) throws IOException {
        MailSelection all = new MailSelection(Optional.of(user), Optional.empty(), Set.of());
        return new ExchangeService(home.store, home.archive)
                .exportTo(all, to, format, Home.patient());
    }

    @Test
    void whatIsExportedAsMaildirComesBackTheSameWithUids() throws Exception {
        home.login("bob");
        for (String folder : List.of("Work/v1.0 of Größe", "INBOX/Deep", "a & b/.hidden")) {
            home.create("bob", folder);
            home.append("bob", folder, "to be expunged");
            home.append("bob", folder, DATE, "c: d\r\n\r\ne\rf\r\n\r\n\r".getBytes(UTF_8));
            home.append("bob", folder, "g: h\r\n\r\nlast", "$Label", "$Forwarded");
            home.append("bob", folder, "i: j\r\n\r\n", "Other", Flags.SEEN, Flags.DELETED);
            home.expunge("bob", folder, 1L);
            home.store.subscribe(Home.user("bob"), Home.box("bob", folder), true);
        }
        home.append("bob", "INBOX", "k: l\r\n\r\nm", Flags.DRAFT, Flags.ANSWERED, Flags.FLAGGED);
        home.append("bob", "INBOX", "to be expunged");
        home.expunge("bob", "INBOX", 2L);
        Path to = temp.resolve("to");
        assertThat(export("bob", Format.MAILDIR, to).problems()).isEmpty();
        TransferReport report = take(Format.MAILDIR, to.resolve("bob"));
        assertThat(report.problems()).isEmpty();
        assertThat(report.messages()).isEqualTo(10);
        assertThat(same("ann")).isEqualTo(same("bob"));
        long next = home.append("ann", "INBOX", "new");
        assertThat(next).isEqualTo(3);
    }

    /** What a user sees, without when it came here. */
    private List<String> same(String owner) throws Exception {
        List<String> all = new ArrayList<>();
        for (MailboxName name : home.store.subscriptions(Home.user(owner))) {
            all.add("subscribed " + name.folder());
        }
        for (MailboxInfo info : home.store.list(Home.user(owner), owner)) {
            String folder = info.name().folder();
            all.add(folder + info.specialUse() + info.selectable());
            if (!info.selectable()) {
                continue;
            }
            var status = home.store.status(Home.user(owner), info.name());
            all.add(status.uidValidity() + " " + status.uidNext());
            all.addAll(home.contents(owner, folder));
            for (MessageRecord m : home.byChange(owner, folder)) {
                all.add(m.uid() + " " + m.flags() + " " + m.internalDate() + " " + m.size());
            }
        }
        return all;
    }

    @Test
    void keywordsForWhichAMaildirHasNoLetterAreNamed() throws Exception {
        home.login("bob");
        for (int i = 0; i < 27; i++) {
            home.append("bob", "INBOX", "a: " + i + "\r\n\r\n", "k" + (char) ('a' + i % 26) + i);
        }
        Path to = temp.resolve("to");
        TransferReport report = export("bob", Format.MAILDIR, to);
        assertThat(report.messages()).isEqualTo(27);
        assertThat(report.problems()).singleElement().asString().contains("INBOX", "ka26");
    }

    @Test
    void uidsOfAnotherServerAreKeptAlthoughAnImportIsBrokenOff() throws Exception {
        StringBuilder list = new StringBuilder("3 V1234567 N900 Gabc\n");
        for (int i = 1; i <= 20; i++) {
            mail("", "cur/" + i + ".u.host,S=9,W=9:2,S", "a: " + i + "\n\nb\n");
            list.append(i * 10).append(" W9 :").append(i).append(".u.host,S=9\n");
        }
        Files.writeString(from.resolve("dovecot-uidlist"), list);
        ExchangeService exchange = new ExchangeService(home.store, home.archive);
        TransferReport part =
                exchange.importFrom(from, Format.MAILDIR, "ann", Optional.empty(), Home.upTo(7));
        assertThat(part.stopped()).isTrue();
        assertThat(part.messages()).isEqualTo(7);
        TransferReport rest = take(Format.MAILDIR, from);
        assertThat(rest.present()).isEqualTo(7);
        assertThat(rest.messages()).isEqualTo(13);
        assertThat(home.byChange("ann", "INBOX"))
                .extracting(MessageRecord::uid)
                .hasSize(20)
                .startsWith(10L, 20L)
                .endsWith(190L, 200L);
        var status = home.store.status(Home.user("ann"), Home.box("ann", "INBOX"));
        assertThat(status.uidValidity()).isEqualTo(1234567);
        assertThat(status.uidNext()).isEqualTo(900);
    }

    @Test
    void aMailboxThatIsInUseKeepsItsOwnUids() throws Exception {
        home.login("ann");
        home.append("ann", "INBOX", "mine");
        long validity = home.store.status(Home.user("ann"), Home.box("ann", "INBOX")).uidValidity();
        mail("", "cur/1.u.host:2,", "a: 1\n\nb\n");
        Files.writeString(from.resolve("dovecot-uidlist"), "3 V1234567 N900\n500 :1.u.host\n");
        assertThat(take(Format.MAILDIR, from).messages()).isEqualTo(1);
        assertThat(home.byChange("ann", "INBOX"))
                .extracting(MessageRecord::uid)
                .containsExactly(1L, 2L);
        assertThat(home.store.status(Home.user("ann"), Home.box("ann", "INBOX")).uidValidity())
                .isEqualTo(validity);
    }

    @Test
    void aCompressedMessageIsReadAndOneInAnUnknownFormIsNamed() throws Exception {
        mail("", "cur/1.z.host:2,S", "");
        Path file = from.resolve("cur/1.z.host:2,S");
        try (var to = new GZIPOutputStream(Files.newOutputStream(file))) {
            to.write("a: z\n\nb\n".getBytes(UTF_8));
        }
        mail("", "cur/2.z.host:2,S", "BZh9 and so on");
        TransferReport report = take(Format.MAILDIR, from);
        assertThat(home.contents("ann", "INBOX")).containsExactly("a: z\r\n\r\nb\r\n");
        assertThat(report.problems())
                .singleElement()
                .asString()
                .contains("2.z.host", "not by gzip");
    }
}
