// SPDX-License-Identifier: Apache-2.0
package org.tubepost.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tubepost.api.store.Flags;
import org.tubepost.api.store.MessageRecord;
import org.tubepost.api.store.StoreExchange.Format;
import org.tubepost.api.store.TransferReport;
import org.tubepost.backup.dovecot.DovecotIndex;

class DboxTest {
    private static final int CHANGE = 0x1000_0000;

    @TempDir Path temp;
    private Home home;
    private Path root;
    private Path inbox;

    @BeforeEach
    void open() throws Exception {
        home = new Home(temp.resolve("home"));
        root = temp.resolve("dbox");
        inbox = Files.createDirectories(root.resolve("mailboxes/INBOX/dbox-Mails"));
    }

    @AfterEach
    void close() throws Exception {
        home.close();
    }

    private TransferReport take() throws IOException {
        return new ExchangeService(home.store, home.archive)
                .importFrom(root, Format.DBOX, "ann", Optional.empty(), Home.patient());
    }

    /** A message as dbox has it; {@code R} is its internal date. */
    private static String mail(String text, long received) {
        return "\001\002N          "
                + String.format("%016X", text.length())
                + "\n"
                + text
                + "\n\001\003\nR"
                + Long.toHexString(received)
                + "\nGabc\n\n";
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A log: its header, then records. */
    private static final class Log {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Log(int sequence) {
            this(sequence, 0, 0);
        }

        /** One that follows another, which ended there. */
        Log(int sequence, int before, int end) {
            out.writeBytes(
                    little(40)
                            .put((byte) 1)
                            .put((byte) 3)
                            .putShort((short) 40)
                            .putInt(7)
                            .putInt(sequence)
                            .putInt(before)
                            .putInt(end)
                            .array());
        }

        Log add(int type, byte[] body) {
            int padded = (body.length + 3) / 4 * 4;
            int units = (padded + 8) / 4;
            out.write(0x80);
            out.write(0x80);
            out.write(0x80 | units >> 7);
            out.write(0x80 | units & 0x7f);
            out.writeBytes(little(4).putInt(type | CHANGE).array());
            out.writeBytes(Arrays.copyOf(body, padded));
            return this;
        }

        Log header(int offset, long value) {
            return add(
                    0x20,
                    little(8)
                            .putShort((short) offset)
                            .putShort((short) 4)
                            .putInt((int) value)
                            .array());
        }

        Log append(long uid, int flags) {
            return add(0x2, little(8).putInt((int) uid).putInt(flags).array());
        }

        Log keyword(int how, String name, int from, int to) {
            int at = (4 + name.length() + 3) / 4 * 4;
            ByteBuffer body = little(at + 8).put((byte) how).put((byte) 0);
            body.putShort((short) name.length()).put(name.getBytes(ISO_8859_1));
            return add(0x400, body.position(at).putInt(from).putInt(to).array());
        }

        Log intro(String name, int size) {
            ByteBuffer body = little(20 + name.length()).putInt(-1).putInt(0).putInt(0);
            body.putShort((short) size).putShort((short) 4).putShort((short) 0);
            return add(
                    0x40,
                    body.putShort((short) name.length()).put(name.getBytes(ISO_8859_1)).array());
        }

        Log extension(int uid, int... numbers) {
            ByteBuffer body = little(4 + 4 * numbers.length).putInt(uid);
            for (int number : numbers) {
                body.putInt(number);
            }
            return add(0x200, body.array());
        }

        void write(Path file) throws IOException {
            Files.write(file, out.toByteArray());
        }
    }

    private static byte[] flagUpdate(int from, int to, int add, int remove) {
        return little(12).putInt(from).putInt(to).put((byte) add).put((byte) remove).array();
    }

    private static byte[] expunge(int uid) {
        return little(20).putInt(uid).array();
    }

    private Log sdbox() throws IOException {
        for (int uid = 3; uid <= 6; uid++) {
            String text = "a: " + uid + "\n\nsome body of " + uid + "\n";
            Files.writeString(
                    inbox.resolve("u." + uid), "2 M1e C6b0a6ce0\n" + mail(text, 1_500_000_000L));
        }
        return new Log(2)
                .header(24, 777)
                .header(28, 60)
                .append(3, 0)
                .append(4, 0x8)
                .append(5, 0x10)
                .append(6, 0)
                .keyword(0, "$Label", 3, 5)
                .keyword(1, "$Label", 4, 4)
                .add(0x4, flagUpdate(4, 5, 0x2, 0x8))
                .add(0x2000 | 0xcd90, expunge(6));
    }

    @Test
    void sdboxComesWithTheFlagsOfTheLogAndItsUids() throws Exception {
        sdbox().write(inbox.resolve("dovecot.index.log"));
        Files.writeString(root.resolve("subscriptions"), "V\t2\n\nGr&APY-n\tx\n");
        TransferReport report = take();
        assertThat(report.problems()).isEmpty();
        List<MessageRecord> all = home.byChange("ann", "INBOX");
        assertThat(all).extracting(MessageRecord::uid).containsExactly(3L, 4L, 5L);
        assertThat(all)
                .extracting(MessageRecord::flags)
                .containsExactly(
                        Flags.of("$Label"),
                        Flags.of(Flags.FLAGGED),
                        Flags.of(Flags.FLAGGED, Flags.DRAFT, "$Label"));
        assertThat(all.get(0).internalDate()).isEqualTo(Instant.ofEpochSecond(1_500_000_000L));
        assertThat(home.contents("ann", "INBOX").get(0))
                .isEqualTo("a: 3\r\n\r\nsome body of 3\r\n");
        var status = home.store.status(Home.user("ann"), Home.box("ann", "INBOX"));
        assertThat(status.uidValidity()).isEqualTo(777);
        assertThat(status.uidNext()).isEqualTo(60);
        assertThat(home.store.subscriptions(Home.user("ann"))).contains(Home.box("ann", "Grön/x"));
        assertThat(take().present()).isEqualTo(3);
    }

    @Test
    void theLogGoesOnWhereTheIndexEnds() throws Exception {
        byte[] index = index();
        Files.write(inbox.resolve("dovecot.index"), index);
        new Log(4).append(1, 0).write(inbox.resolve("dovecot.index.log.2"));
        new Log(5).append(9, 0x1).write(inbox.resolve("dovecot.index.log"));
        DovecotIndex read = DovecotIndex.read(inbox, "dovecot.index", "none").orElseThrow();
        assertThat(read.uidValidity()).isEqualTo(55);
        assertThat(read.uidNext()).isEqualTo(12);
        assertThat(read.messages().keySet()).containsExactly(2L, 8L, 9L);
        assertThat(read.messages().get(2L).flags()).containsExactly("Second", "\\Seen");
        assertThat(read.messages().get(8L).flags()).containsExactly("$First", "Second");
        assertThat(read.messages().get(9L).flags()).containsExactly("\\Answered");
    }

    @Test
    void aNewLogFollowsTheIndexThatHasTheOneBeforeWhole() throws Exception {
        Files.write(inbox.resolve("dovecot.index"), index());
        new Log(6, 5, 40).append(9, 0x1).write(inbox.resolve("dovecot.index.log.2"));
        new Log(7, 6, 56).append(10, 0).write(inbox.resolve("dovecot.index.log"));
        DovecotIndex read = DovecotIndex.read(inbox, "dovecot.index", "none").orElseThrow();
        assertThat(read.messages().keySet()).containsExactly(2L, 8L, 9L, 10L);
    }

    @Test
    void indexesThatLackALogAreRefused() throws Exception {
        Path index = inbox.resolve("dovecot.index");
        Path log = inbox.resolve("dovecot.index.log");
        Files.write(index, index());
        new Log(7, 6, 56).append(9, 0).write(log);
        refused("log 5 at 40", "log 7 goes on from log 6 at 56");
        new Log(6, 5, 56).append(9, 0).write(log);
        refused("log 5 at 40", "log 6 goes on from log 5 at 56");
        new Log(5).append(8, 0).write(inbox.resolve("dovecot.index.log.2"));
        new Log(7, 6, 40).append(9, 0).write(log);
        refused("log 5 at 56", "log 7 goes on from log 6 at 40");
        Files.delete(index);
        Files.delete(inbox.resolve("dovecot.index.log.2"));
        refused("log 7 goes on from log 6");
        assertThat(take().problems())
                .singleElement()
                .asString()
                .contains("INBOX", "a log is missing", "force-resync");
    }

    @Test
    void aLogThatFollowsNoneHasEverythingWhereTheIndexWasMadeAnew() throws Exception {
        new Log(3, 2, 2112).append(8, 0).write(inbox.resolve("dovecot.index.log.2"));
        new Log(5).header(24, 77).append(9, 0x8).write(inbox.resolve("dovecot.index.log"));
        DovecotIndex read = DovecotIndex.read(inbox, "dovecot.index", "none").orElseThrow();
        assertThat(read.uidValidity()).isEqualTo(77);
        assertThat(read.messages().keySet()).containsExactly(9L);
        Files.write(inbox.resolve("dovecot.index"), index());
        new Log(6).append(9, 0).write(inbox.resolve("dovecot.index.log"));
        refused("log 5 at 40", "log 6 goes on from log 0");
    }

    private void refused(String... words) {
        assertThatThrownBy(() -> DovecotIndex.read(inbox, "dovecot.index", "none"))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(words);
    }

    /** Two messages with two keywords, as far as log 5. */
    private static byte[] index() {
        byte[] names = "$First\0Second\0".getBytes(ISO_8859_1);
        int data = 4 + 16 + names.length;
        int header = 120 + 24 + (data + 7) / 8 * 8;
        ByteBuffer file = little(header + 2 * 8);
        file.put((byte) 7).put((byte) 3).putShort((short) 120).putInt(header).putInt(8);
        file.putInt(24, 55).putInt(28, 12).putInt(32, 2).putInt(60, 5).putInt(68, 40);
        file.position(120).putInt(data).putInt(0).putShort((short) 5).putShort((short) 1);
        file.putShort((short) 1).putShort((short) 8).put("keywords".getBytes(ISO_8859_1));
        file.putInt(2).putInt(0).putInt(0).putInt(0).putInt(7).put(names);
        file.position(header).putInt(2).put((byte) 0x8).put((byte) 2).putShort((short) 0);
        file.putInt(8).put((byte) 0).put((byte) 3).putShort((short) 0);
        return file.array();
    }

    @Test
    void mdboxFindsItsMessagesByTheMap() throws Exception {
        Path storage = Files.createDirectory(root.resolve("storage"));
        String first = "2 M1e C6b0a6ce0\n";
        String one = mail("a: 1\n\n1\n", 1_400_000_000L);
        String two = mail("a: 2\n\n22\n", 1_400_000_001L);
        Files.writeString(storage.resolve("m.4"), first + one + two);
        new Log(2)
                .append(11, 0)
                .append(12, 0)
                .intro("map", 12)
                .extension(11, 4, first.length(), one.length())
                .extension(12, 4, first.length() + one.length(), two.length())
                .write(storage.resolve("dovecot.map.index.log"));
        new Log(2)
                .header(24, 5)
                .append(1, 0x8)
                .append(2, 0)
                .append(3, 0)
                .intro("mdbox", 8)
                .extension(1, 12, 0)
                .extension(2, 11, 0)
                .extension(3, 99, 0)
                .write(inbox.resolve("dovecot.index.log"));
        TransferReport report = take();
        assertThat(home.contents("ann", "INBOX"))
                .containsExactly("a: 2\r\n\r\n22\r\n", "a: 1\r\n\r\n1\r\n");
        assertThat(report.problems()).singleElement().asString().contains("UID 3", "there is no");
    }

    @Test
    void foldersThatNeedAMapThatCannotBeReadComeWhenItIsMended() throws Exception {
        sdbox().write(inbox.resolve("dovecot.index.log"));
        Path storage = Files.createDirectory(root.resolve("storage"));
        String first = "2 M1e C6b0a6ce0\n";
        String one = mail("a: 1\n\n1\n", 1_400_000_000L);
        Files.writeString(storage.resolve("m.4"), first + one);
        Path many = Files.createDirectories(root.resolve("mailboxes/Many/dbox-Mails"));
        new Log(2)
                .header(24, 5)
                .header(28, 60)
                .append(7, 0)
                .intro("mdbox", 8)
                .extension(7, 11, 0)
                .write(many.resolve("dovecot.index.log"));
        Path map = storage.resolve("dovecot.map.index.log");
        Path index = storage.resolve("dovecot.map.index");
        Files.createSymbolicLink(index, inbox.resolve("dovecot.index.log"));
        TransferReport linked = take();
        assertThat(linked.messages()).isEqualTo(3);
        assertThat(linked.problems())
                .hasSize(2)
                .anyMatch(p -> p.contains(index + " is a symbolic link, and not followed"))
                .anyMatch(p -> p.startsWith("Many is left out"));
        Files.delete(index);
        Files.writeString(map, "\001");
        TransferReport damaged = take();
        assertThat(damaged.present()).isEqualTo(3);
        assertThat(damaged.problems())
                .hasSize(2)
                .anyMatch(p -> p.contains("dovecot.map.index is damaged"));
        new Log(2)
                .append(11, 0)
                .intro("map", 12)
                .extension(11, 4, first.length(), one.length())
                .write(map);
        assertThat(take().problems()).isEmpty();
        assertThat(home.byChange("ann", "Many")).extracting(MessageRecord::uid).containsExactly(7L);
    }

    @Test
    void whatIsMissingOrDamagedIsNamedAndTheRestComes() throws Exception {
        sdbox().write(inbox.resolve("dovecot.index.log"));
        Files.delete(inbox.resolve("u.3"));
        Files.writeString(inbox.resolve("u.4"), "2 M1e C0\n\001\002N");
        Files.createDirectories(root.resolve("mailboxes/Bare/dbox-Mails"));
        TransferReport report = take();
        assertThat(report.messages()).isEqualTo(1);
        assertThat(report.problems())
                .hasSize(3)
                .anySatisfy(p -> assertThat(p).contains("UID 3", "there is no"))
                .anySatisfy(p -> assertThat(p).contains("UID 4", "damaged at octet 9"))
                .anySatisfy(p -> assertThat(p).contains("Bare", "force-resync"));
    }

    @Test
    void aMessageThatIsNoGzipIsNamedAndTheOthersOfTheFileCome() throws Exception {
        Path storage = Files.createDirectory(root.resolve("storage"));
        String first = "2 M1e C6b0a6ce0\n";
        List<String> mails =
                List.of(
                        mail("a: 1\n\n1\n", 1_400_000_000L),
                        mail(new String(DamagedSourceTest.NO_GZIP, ISO_8859_1), 1_400_000_001L),
                        mail("a: 3\n\n3\n", 1_400_000_002L));
        Files.writeString(storage.resolve("m.4"), first + String.join("", mails), ISO_8859_1);
        Log map = new Log(2).append(11, 0).append(12, 0).append(13, 0).intro("map", 12);
        Log folder = new Log(2).header(24, 5).append(1, 0).append(2, 0).append(3, 0);
        folder.intro("mdbox", 8);
        int at = first.length();
        for (int i = 0; i < 3; i++) {
            map.extension(11 + i, 4, at, mails.get(i).length());
            folder.extension(1 + i, 11 + i, 0);
            at += mails.get(i).length();
        }
        map.write(storage.resolve("dovecot.map.index.log"));
        folder.write(inbox.resolve("dovecot.index.log"));
        Path later = Files.createDirectories(root.resolve("mailboxes/Later/dbox-Mails"));
        folder.write(later.resolve("dovecot.index.log"));
        TransferReport report = take();
        for (String name : List.of("INBOX", "Later")) {
            assertThat(home.contents("ann", name))
                    .containsExactly("a: 1\r\n\r\n1\r\n", "a: 3\r\n\r\n3\r\n");
        }
        assertThat(report.problems())
                .hasSize(2)
                .allMatch(p -> p.contains("UID 2"))
                .anyMatch(p -> p.startsWith("INBOX"))
                .anyMatch(p -> p.startsWith("Later"));
    }

    @Test
    void noLinkIsFollowed() throws Exception {
        sdbox().write(inbox.resolve("dovecot.index.log"));
        Path others = temp.resolve("others");
        Files.createDirectories(others.resolve("dbox-Mails"));
        Files.move(inbox.resolve("u.4"), others.resolve("u.4"));
        Files.copy(
                inbox.resolve("dovecot.index.log"), others.resolve("dbox-Mails/dovecot.index.log"));
        Files.copy(others.resolve("u.4"), others.resolve("dbox-Mails/u.4"));
        Files.writeString(others.resolve("subscriptions"), "V\t2\n\nSecret\n");
        link("mailboxes/INBOX/dbox-Mails/u.4", others.resolve("u.4"));
        link("mailboxes/Other", others);
        link("mailboxes/loop", Path.of("."));
        link("mailboxes/Log/dbox-Mails/dovecot.index.log", inbox.resolve("dovecot.index.log"));
        link("mailboxes/Bare/dbox-Mails", others.resolve("dbox-Mails"));
        link("storage", others);
        link("subscriptions", others.resolve("subscriptions"));
        TransferReport report = take();
        assertThat(report.messages()).isEqualTo(2);
        assertThat(report.problems())
                .hasSize(7)
                .allMatch(p -> p.contains("is a symbolic link, and not followed"));
        assertThat(home.contents("ann", "INBOX")).noneMatch(text -> text.contains("a: 4"));
        assertThat(home.store.subscriptions(Home.user("ann")))
                .doesNotContain(Home.box("ann", "Secret"));
    }

    private void link(String from, Path to) throws IOException {
        Files.createDirectories(root.resolve(from).getParent());
        Files.createSymbolicLink(root.resolve(from), to);
    }

    @Test
    void damagedIndexesAreRefusedAndNothingElseHappens() throws Exception {
        Random random = new Random(5);
        Path log = inbox.resolve("dovecot.index.log");
        sdbox().write(log);
        byte[] whole = Files.readAllBytes(log);
        byte[] index = index();
        for (int round = 0; round < 3_000; round++) {
            Files.write(log, damage(whole, random));
            Files.write(inbox.resolve("dovecot.index"), damage(index, random));
            try {
                assertThat(DovecotIndex.read(inbox, "dovecot.index", "mdbox")).isPresent();
            } catch (IOException refused) {
                assertThat(refused).hasMessageMatching(".*(damaged|known|records).*");
            }
        }
    }

    private static byte[] damage(byte[] whole, Random random) {
        byte[] some = Arrays.copyOf(whole, whole.length - random.nextInt(8));
        for (int i = random.nextInt(4); i > 0; i--) {
            some[random.nextInt(some.length)] = (byte) random.nextInt(256);
        }
        return some;
    }
}
